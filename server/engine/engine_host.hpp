// What the engine needs of the world: its own thread, a thread for blocking work, timers and a clock. A port, so that the
// product runs it on Asio and threads, and the simulation in a world without either.
#pragma once

#include <cstddef>
#include <functional>

#include "core/base/time.hpp"

namespace saduak::server {

class EngineHost {
public:
    // Each waits for one thing at a time.
    enum class Timer { due, retry, follow, erase };
    static constexpr std::size_t kTimers = 4;

    // Nothing that was given to the host runs after its end.
    virtual ~EngineHost() = default;

    // Runs `job` on the engine's thread: later, never before post returns, in the order of posting.
    virtual void post(std::function<void()> job) = 0;
    // Runs `work` on the store's thread, one after the other, then `then` on the engine's. False: too much waits there, or
    // the host has stopped; neither will run.
    [[nodiscard]] virtual bool on_store(std::function<void()> work, std::function<void()> then) = 0;
    // Runs `job` on the engine's thread after `pause`, instead of what the timer waited for.
    virtual void wait(Timer timer, Millis pause, std::function<void()> job) = 0;
    // Wall clock: it may step.
    [[nodiscard]] virtual Instant now() const = 0;
    // Waits for the store's work under way, drops what waits behind it, and the timers.
    virtual void stop() = 0;
};

}  // namespace saduak::server
