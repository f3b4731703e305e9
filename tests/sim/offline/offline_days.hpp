// One site, two kiosks and two counters; the kiosks lose their server for three days, then find it again. Counters call the papers that
// they see. At the end the log is held against what truly happened.
#pragma once

#include <cstdint>
#include <string>

namespace saduak::sim {

struct OfflineVerdict {
    std::string fault;  // empty: none
    std::int64_t tickets = 0, offline = 0, called = 0, adopted = 0, late = 0, estimated = 0, turned_away = 0;
    std::int64_t waits_compared = 0, wait_error_max_ms = 0, estimated_error_max_ms = 0;
    std::int64_t time_error_max_ms = 0;  // of any ticket's time in the log
    std::int64_t figures = 0;            // compared with those of the true times
    std::int64_t revisions = 0;
};

[[nodiscard]] OfflineVerdict run_offline_days(std::uint64_t seed, std::int64_t tickets_a_day, bool verbose);

}  // namespace saduak::sim
