// Old service days leave a site's log for a file; a checkpoint stands for them (DESIGN 5).
#pragma once

#include <filesystem>
#include <functional>
#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

struct Archived {
    Checkpoint checkpoint;  // without its state
    Seq after = 0;          // the file has the events from the one after this
    std::filesystem::path file;
};

// Told after each thousands of events: how many were written, or deleted.
using ArchiveProgress = std::function<void(char const* what, std::int64_t events)>;

// Writes the events of the site up to the last closed service day before `before` into a new file of `folder` (made where absent),
// reads it back, and only then lets the log begin behind them. No server may run on the store. Errc::not_found: no such day is closed
// since the last archive; invalid_argument: a historical site; corrupt: the log does not fold, nothing was changed; full, io.
[[nodiscard]] Result<Archived> archive_before(EventStore& store, std::filesystem::path const& folder, SiteId const& site, Date before, Instant now,
                                              ArchiveProgress const& progress);

}  // namespace saduak::server
