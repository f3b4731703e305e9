// The numbers that a kiosk gives out without its server (DESIGN 4.3). Pure: the journal remembers.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "core/domain/numbering.hpp"

namespace saduak::kiosk {

// Which of them were given, and on which service day.
class OfflineNumbers {
public:
    // `day`: nothing where no clock was to be trusted.
    void note(domain::TicketNumber const& number, std::optional<Date> day);
    // The next of these ranges; those that are withdrawn give none. One that was never given comes first. Then, on another day than
    // it was given on, the one that was given longest ago: a clock that is off by a day meets the fewest numbers of that day again.
    // Nothing: all are given, or, with `today` unknown, may have been given today.
    [[nodiscard]] std::optional<domain::TicketNumber> next(std::vector<domain::OfflineRange> const& ranges, std::string const& prefix,
                                                           std::optional<Date> today) const;
    // What was given while the day was unknown was given on this day or before.
    void settle(Date today);

    struct Given {
        domain::TicketNumber number;
        std::optional<Date> day;

        bool operator==(Given const&) const = default;
    };
    // Each number's last time, the longest ago first.
    [[nodiscard]] std::vector<Given> all() const;

private:
    struct Last {
        std::int64_t order = 0;
        std::optional<Date> day;
    };
    std::map<domain::TicketNumber, Last> given_;
    std::int64_t orders_ = 0;
};

// One for this prefix may be asked for.
[[nodiscard]] bool has_range(std::vector<domain::OfflineRange> const& ranges, std::string const& prefix);

}  // namespace saduak::kiosk
