// A service day as it was recorded, in the form in which it can be replayed under another calling order (what-if).
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/domain/site_config.hpp"
#include "core/domain/words.hpp"
#include "core/metrics/facts.hpp"

namespace saduak::metrics {

// From `from` until before `to`.
struct TimeSpent {
    Instant from;
    Instant to;

    auto operator<=>(TimeSpent const&) const = default;
};

// How a visit gets its place in a queue.
enum class Joining {
    arrival,  // ordered by when it joins, an appointment by its time
    issue,    // ordered by the visit's issue: a transfer that keeps its place, a ticket that the server heard of late
    before,   // at its old place: back from a hold
    behind,   // a returned no-show: behind the tickets that are then first
};

// One stay in a queue and, if called, at a counter.
struct ReplayStop {
    ServiceId service;
    std::size_t step = 0;
    CounterId only_at;
    Joining joining = Joining::arrival;
    Millis after{0};                 // from the end of the stop before to joining the queue; 0 for the first
    Millis waited_before{0};         // already waited when it joins: heard of late, or moved from another queue while waiting
    Millis at_counter{0};            // from the call to the end there, less holds; of who was not called the service's median
    bool counted = true;             // its wait is a figure; not that of a returned no-show, who was called before
    Ending ending = Ending::served;  // of the segment that it begins
    // As it was.
    Instant joined_at;
    Instant called_at;  // unset: not called
    Instant left_at;    // unset unless it left without a call
    CounterId counter;  // that called it

    bool operator==(ReplayStop const&) const = default;
};

struct ReplayVisit {
    std::int64_t place = 0;  // order of issue in the log
    Instant issued_at;
    domain::TicketClass ticket_class = domain::TicketClass::general;
    Instant slot;                   // an appointment's time
    std::vector<ReplayStop> stops;  // at least one

    bool operator==(ReplayVisit const&) const = default;
};

struct ReplayCounter {
    domain::CounterConfig config;
    std::vector<TimeSpent> open;  // ascending, apart
    // Paused, or free and yet nobody was called until the one who waited had left or was called elsewhere; ascending, apart. In a replay
    // it begins no sooner than the service under way ends, and is as long as it was.
    std::vector<TimeSpent> away;
    // By call, in order: for how long it was free while somebody waited whom it could have called, until it called.
    std::vector<Millis> late;

    bool operator==(ReplayCounter const&) const = default;
};

struct ReplayDay {
    Date day;
    domain::SiteConfig config;        // in force at the end of the day
    std::vector<ReplayVisit> visits;  // by arrival
    std::vector<ReplayCounter> counters;
    // What the reader must know to judge a replay.
    std::int64_t config_changes = 0;            // during the day
    std::int64_t left_out = 0;                  // visits typed in afterwards or heard of after the day
    std::int64_t services_without_counter = 0;  // imported
    std::int64_t counters_inferred = 0;         // from these, by how many went on at one time

    bool operator==(ReplayDay const&) const = default;
};

// When the wait of a stop that joins its queue at `joined_at` began, as M02 has it: not before an appointment's time.
[[nodiscard]] inline Instant waits_from(ReplayVisit const& visit, ReplayStop const& stop, Instant joined_at)
{
    Instant const began = joined_at - stop.waited_before;
    bool const first = &stop == visit.stops.data();
    return first && visit.slot > began ? visit.slot : began;
}

}  // namespace saduak::metrics
