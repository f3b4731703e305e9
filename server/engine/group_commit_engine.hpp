// The engine over one EventStore: group commit on a store thread of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "platform/net.hpp"
#include "server/engine/engine.hpp"

namespace saduak::server {

struct EngineOptions {
    std::function<Instant()> clock;    // wall clock, or the tests' manual one
    std::size_t waiting_max = 50'000;  // commands not yet answered; more are told to retry
    Millis retry_pause = seconds(1);   // between attempts to write after a failure
};

class RunningEngine : public Engine {
public:
    // The manual clock moved: look at deadlines again.
    virtual void clock_moved() = 0;
    // Takes nothing more, waits for the batch under way and stops the store thread. Commands not durable get Retry.
    virtual void stop() = 0;
};

// Reads every site's log (Errc::corrupt leaves that site read-only, with its name in the log file, and the others live).
// The engine must outlive no callback: stop() first, then destroy on the I/O thread.
[[nodiscard]] Result<std::unique_ptr<RunningEngine>> start_engine(platform::Executor io, std::unique_ptr<EventStore> store, EngineOptions options);

}  // namespace saduak::server
