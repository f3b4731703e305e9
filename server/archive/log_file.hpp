// A site's log, or a stretch of it, as JSON lines: for keeping elsewhere and for reading back to the same chain head (DESIGN 5).
//
// The first line names the format and the stretch: {"saduak_log":1,"site":…,"after":0,"after_hash":"","seq":…,"hash":…}. Each further
// line is one event with the columns of the log; its body stands as the very text that the hash covers.
#pragma once

#include <cstdint>
#include <functional>
#include <istream>
#include <string>

#include "core/base/result.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

inline constexpr std::size_t kLogLineMax = 3 * 1024 * 1024;  // bytes; a body of kEventBodyMax with every quote escaped fits

// Events `after` + 1 to `to.seq` of one site.
struct LogStretch {
    Seq after = 0;
    std::string after_hash;  // of the event `after`; empty for 0
    SiteHead to;
};

using LineSink = std::function<Status(std::string const& line)>;

// Writes the first line and every event of the stretch. Errc::corrupt where an event is missing or its hash does not follow.
[[nodiscard]] Status write_log(EventStore& store, LogStretch const& stretch, LineSink const& write);

// Reads such a file: checks that each event follows the one before and hands it to `take`, in order. Errors name the line; the file's
// end must be the head that its first line promises. What was taken before an error is as the chain has it, but not the whole.
// An event's `body` and `hash` are those of the file.
[[nodiscard]] Result<LogStretch> read_log(std::istream& in, std::function<Status(StoredEvent const&)> const& take);
// The first line alone.
[[nodiscard]] Result<LogStretch> read_log_header(std::istream& in);

}  // namespace saduak::server
