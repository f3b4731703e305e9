// What the clients of a run share: when to stop, what they were told, how long it took.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "platform/net.hpp"
#include "server/load/runs.hpp"

namespace saduak::server::load {

using Clock = std::chrono::steady_clock;

// Belongs to the I/O thread; outlives the clients.
class Clients {
public:
    explicit Clients(int seconds_to_run) : until_(Clock::now() + std::chrono::seconds(seconds_to_run)) {}

    [[nodiscard]] bool time_is_over() const { return Clock::now() >= until_; }
    void answered(Clock::time_point asked)
    {
        last_answer_ = Clock::now();
        latencies_us_.push_back(std::chrono::duration_cast<std::chrono::microseconds>(last_answer_ - asked).count());
    }
    void erred() { ++errors_; }
    [[nodiscard]] Timing timing();

private:
    Clock::time_point started_ = Clock::now();
    Clock::time_point last_answer_ = started_;
    Clock::time_point until_;
    std::vector<std::int64_t> latencies_us_;
    std::int64_t errors_ = 0;
};

// A POST with a fresh Idempotency-Key.
[[nodiscard]] HttpCall post(std::string target, std::string body);

struct TicketAnswer {
    std::string id;
    std::string number;
    std::string service;
    std::string state;
    std::string token;  // of the citizen; on a new ticket only
};
// The ticket of an answer, standing alone or under "ticket".
[[nodiscard]] std::optional<TicketAnswer> read_ticket(std::string_view body);

// A client that got no answer so often in a row takes the server for gone.
inline constexpr int kFailuresInRowMax = 5;

}  // namespace saduak::server::load
