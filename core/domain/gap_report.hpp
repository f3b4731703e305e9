// Which numbers of a service day were given and which were not (DESIGN 4.3). Online numbering leaves no gaps: one would be a fault.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/domain/state.hpp"

namespace saduak::domain {

struct GapReport {
    struct Range {
        OfflineRange range;
        std::vector<std::string> used;
        std::int32_t unused = 0;  // not handed out, as far as is known: not gaps
    };
    struct Prefix {
        std::string prefix;
        std::int32_t last = 0;                    // highest online number
        std::vector<std::string> gaps;            // online numbers that nobody got
        std::vector<Range> ranges;                // by first number; those given back during the day too
        std::vector<std::string> used_elsewhere;  // given offline, of a range that the day did not have: granted later
    };
    Date day;
    std::int32_t revision = 1;       // raised by every ticket that is heard of after the close
    bool provisional = false;        // the day is open, or kiosks may still send tickets of it
    std::vector<DeviceId> awaiting;  // which
    std::vector<Prefix> prefixes;
};

// Of the open day or one of the last kPastDaysKept closed ones; nothing for others.
[[nodiscard]] std::optional<GapReport> gap_report(SiteState const& state, Date day);
// What apply keeps of a day at its close.
[[nodiscard]] PastDay close_numbers(SiteState const& state);
// Online numbering came past this number on that day: somebody got it, or it is a gap.
[[nodiscard]] bool passed_online(PastDay const& day, TicketNumber const& number);

}  // namespace saduak::domain
