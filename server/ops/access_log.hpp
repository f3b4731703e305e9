// Who asked what and when: traffic data, kept at least 90 days (docs/PRIVACY.md). One JSON object a line, in
// DIR/logs/access_YYYY-MM-DD.log by local date. Written by a thread of its own: a slow disk delays nobody. No path, no query, no body and
// no header is ever written: they may hold a citizen's token.
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::server {

class AccessLog {
public:
    // Makes the folder, mode 0700.
    [[nodiscard]] static Result<std::unique_ptr<AccessLog>> open(std::filesystem::path const& folder);
    virtual ~AccessLog() = default;

    struct Line {
        std::string_view id;
        std::string_view method;
        std::string_view route;  // the pattern
        int status = 0;
        Millis took;
        std::size_t bytes = 0;
        std::string_view who;      // "user:somchai", "token:3f…"; empty for strangers
        std::string_view address;  // numeric
    };
    // Never blocks: where the disk cannot follow, the oldest lines that wait are given up.
    virtual void add(Line const& line) = 0;
    // Has what waits written to the file, soon. Every second or so.
    virtual void flush() = 0;
};

// Removes files of `folder` whose date is more than `days` before `today`; returns how many. Others' files stay.
[[nodiscard]] std::size_t remove_old_access_logs(std::filesystem::path const& folder, Date today, int days);

}  // namespace saduak::server
