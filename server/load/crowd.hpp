// A simulated crowd for the demonstration: citizens who take tickets, wait, leave or rate, and agents who serve them.
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/result.hpp"
#include "platform/task_scope.hpp"
#include "server/load/crowd_model.hpp"
#include "server/load/target.hpp"

namespace saduak::server::load {

struct CrowdOptions {
    Target target;
    CrowdModel model;
    double speed = 1;  // how much faster than life: 20 makes a service of 3 min last 9 s
    int seconds = 0;   // real time; 0: until the program is stopped
    std::uint64_t seed = 1;
    std::vector<CounterId> free_counters;  // left to people: no simulated agent sits there
};

struct CrowdReport {
    std::int64_t issued = 0, left = 0, served = 0, rated = 0;
    std::int64_t errors = 0;  // requests refused other than by a race that people have too, or without an answer
};

// Belongs to one I/O thread; `scope` owns the citizens and agents while they live. Errc::disconnected: the server went away.
[[nodiscard]] platform::Task<Result<CrowdReport>> run_crowd(platform::TaskScope& scope, CrowdOptions options);

}  // namespace saduak::server::load
