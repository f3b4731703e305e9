// The figures of a log against those of the same log as it would stand had every clock been right: counted ticket by ticket
// (tests/support/plain_count.hpp), not by the fold.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/metrics/fold.hpp"

namespace saduak::sim {

struct FiguresCompared {
    std::string fault;  // empty: none
    std::int64_t figures = 0;
};

// `taken_at`: when each of the log's tickets was truly taken. Every figure of waits and turnarounds grows or falls with all of them, so
// each must lie between those of a log that is `clock_error` early throughout and of one that is as much late; the others are equal.
[[nodiscard]] FiguresCompared compare_figures(std::vector<domain::Event> const& log, metrics::MetricsFold const& fold,
                                              std::map<TicketId, Instant> const& taken_at, Millis clock_error);

}  // namespace saduak::sim
