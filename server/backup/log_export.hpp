// The log of a site as JSON lines, for keeping elsewhere and for reading back to the same chain head (DESIGN 5).
//
// The first line names the format: {"saduak_log":1,"site":...,"after":0,"seq":...,"hash":...}. Each further line is one event with the
// columns of the log; its body stands as the very text that the hash covers.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>

#include "core/base/result.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

inline constexpr std::size_t kExportLineMax = 1 << 20;

using LineSink = std::function<Status(std::string const& line)>;

// Writes the header and every event up to `head`. Errc::corrupt where an event's hash does not follow.
[[nodiscard]] Status export_log(EventStore& store, SiteHead const& head, LineSink const& write);

struct ImportedLog {
    SiteHead head;
    std::int64_t events = 0;
};
// Reads one site's export, checks each hash and that every event follows, and hands the events to `take` in order. Errors name the
// line. Nothing is written by it: the caller commits when it returns well.
[[nodiscard]] Result<ImportedLog> read_export(std::istream& in, std::function<Status(StoredEvent)> const& take);

}  // namespace saduak::server
