// When a counter was there to call, as far as a record tells: pauses are recorded, lateness in pressing Next is not, but shows.
#pragma once

#include <vector>

#include "core/metrics/replay_day.hpp"

namespace saduak::metrics {

// Of spans in any order, overlapping or not: their union, ascending and apart. Empty spans are left out.
[[nodiscard]] std::vector<TimeSpent> united(std::vector<TimeSpent> spans);
// What of `spans` lies in `within` / does not lie in `without`; both ascending and apart, as is the answer.
[[nodiscard]] std::vector<TimeSpent> intersection(std::vector<TimeSpent> const& spans, std::vector<TimeSpent> const& within);
[[nodiscard]] std::vector<TimeSpent> difference(std::vector<TimeSpent> const& spans, std::vector<TimeSpent> const& without);

// When somebody waited whom the counter could have called.
[[nodiscard]] std::vector<TimeSpent> somebody_waited(ReplayDay const& day, domain::CounterConfig const& counter);

// Names the counter of each service that has none (imported logs): the one that became free last, or a new one. So there are as many
// as services went on at one time. Returns how many were made.
std::int64_t infer_counters(std::vector<ReplayVisit>& visits);

}  // namespace saduak::metrics
