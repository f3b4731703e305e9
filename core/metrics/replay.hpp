// A recorded day under a calling order: its citizens come, stay and leave as they did, its counters are there and take as long as they
// were and did; who is called when, by which counter, is decided anew by domain::next_ticket. Pure.
#pragma once

#include <cstdint>
#include <vector>

#include "core/metrics/replay_day.hpp"

namespace saduak::metrics {

// One wait that a figure is made of: of one segment.
struct ReplayedWait {
    ServiceId service;
    domain::TicketClass ticket_class = domain::TicketClass::general;
    std::int64_t wait_s = 0;
    Ending ending = Ending::served;
    bool called = false;

    bool operator==(ReplayedWait const&) const = default;
};

// As it was.
[[nodiscard]] std::vector<ReplayedWait> recorded_waits(ReplayDay const& day);

// As it would have been under `under.calling` and the weights of `under`, otherwise the day's own configuration. What is assumed:
// - Who left before a call would have left after the same time; who was called would have waited as long as it takes.
// - Who is called now and was not then takes the median of their service.
// - A counter is as late to call as it was, call by call, and away for as long as it was.
// - A service takes as long at any counter, and the last counter for a stop stays until nobody waits for it who was called then.
[[nodiscard]] std::vector<ReplayedWait> replayed_waits(ReplayDay const& day, domain::SiteConfig const& under);

}  // namespace saduak::metrics
