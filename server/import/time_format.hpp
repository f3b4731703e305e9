// Reading the times of foreign logs. Pure.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::server {

// "UTC", "Asia/Bangkok", or a fixed offset "+hh:mm". Other zones change their clocks, which a fixed offset cannot say.
[[nodiscard]] Result<Millis> parse_zone(std::string_view text);

// %Y %m %d %H %M %S and %f (1 to 9 digits of a second) in any order, %T = %H:%M:%S, %F = %Y-%m-%d, %z = Z or +hh:mm or +hhmm,
// %% and plain characters. The date must be whole; what of the time is not there is 0. Buddhist years (2400 and up) are understood.
class TimeFormat {
public:
    // Errc::invalid_argument for a mark that is not one of these, or a format without a date.
    [[nodiscard]] static Result<TimeFormat> make(std::string format, Millis zone);

    // Errc::parse saying what does not fit.
    [[nodiscard]] Result<Instant> parse(std::string_view text) const;

private:
    TimeFormat(std::string format, Millis zone) : format_(std::move(format)), zone_(zone) {}

    std::string format_;  // %T and %F written out
    Millis zone_;         // of times without %z
};

}  // namespace saduak::server
