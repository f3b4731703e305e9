// An exported log read into a store, to the same chain head: a copy for reading, or more of one that is there (DESIGN 5).
#pragma once

#include <filesystem>

#include "core/base/result.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

struct TakenLog {
    Seq before = 0;  // the site's last event before; 0: there was no such site
    SiteHead head;   // now
};

// Reads the file twice: first to check its chain, that its events follow those that are there, and that they fold; then to append them.
// An interrupted import is taken up by the next one. Errc::corrupt: a line is wrong, or the file and the log here have parted (a fork);
// not_found: events between the log here and the file are missing.
[[nodiscard]] Result<TakenLog> import_log_file(EventStore& store, std::filesystem::path const& file);

}  // namespace saduak::server
