// The two measured loads: many clients taking tickets, and many counters pressing Next; and the clients that outlive their server.
// Each reads the log back.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "platform/task_scope.hpp"
#include "server/load/device_client.hpp"
#include "server/load/target.hpp"

namespace saduak::server::load {

inline constexpr int kClientsMax = 1024;
inline constexpr int kSecondsMax = 3600;

struct RunOptions {
    Target target;
    int clients = 1;                // 1 to kClientsMax
    int seconds = 1;                // 1 to kSecondsMax
    std::string acknowledged_file;  // tickets: "id number" a line, written as they are acknowledged; empty: none
    int supply = 0;                 // calls: tickets issued before; 0: 200 a client
};

struct Timing {
    double rate_per_s = 0;  // acknowledged, over the time that the clients ran
    double p50_ms = 0;      // from sending to the whole answer, nearest rank
    double p99_ms = 0;
    std::int64_t errors = 0;  // requests without the answer that they should have had
};

struct TicketReport {
    TicketVerdict verdict;
    Timing timing;
};

struct CallReport {
    std::int64_t calls = 0;         // answered with a ticket
    std::int64_t distinct = 0;      // distinct tickets among them
    std::int64_t called_twice = 0;  // a ticket that two answers gave, or that the log shows at two counters
    std::int64_t empty = 0;         // answered 204: none waited
    Timing timing;
};

// Belong to one I/O thread; `scope` owns the clients while they run.
[[nodiscard]] platform::Task<Result<TicketReport>> run_tickets(platform::TaskScope& scope, RunOptions options);
[[nodiscard]] platform::Task<Result<CallReport>> run_calls(platform::TaskScope& scope, RunOptions options);

struct EndureOptions {
    Target target;
    int clients = 1;                   // taking tickets; 1 to kClientsMax
    int counters = 1;                  // pressing Next; 0 and on
    std::vector<DeviceLogin> devices;  // kiosks of the same site
    Millis patience = seconds(30);     // how long a check waits for the last answers
    std::function<void(std::string)> print;
};
// Clients that repeat every request until it is answered, whatever happens to the server meanwhile. Standard input rules them, a word a
// line, each answered by one line of JSON: "go" lets them loose, "count" says how much was acknowledged and how many devices are online, "check" has
// them wait, reads the log back and gives the verdict. False at the end of input where a verdict was not exact. Errc::timeout: answers did not come.
[[nodiscard]] platform::Task<Result<bool>> run_endure(EndureOptions options);

}  // namespace saduak::server::load
