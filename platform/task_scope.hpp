// Structured concurrency: every coroutine has a name and an owner that waits for its end. Belongs to one I/O thread.
#pragma once

#include <cstddef>
#include <memory>
#include <string>

#include "platform/net.hpp"

namespace saduak::platform {

class TaskScope {
public:
    explicit TaskScope(Executor executor);
    // Every task must have ended: after stop(), or with the loop itself.
    ~TaskScope();
    TaskScope(TaskScope const&) = delete;
    TaskScope& operator=(TaskScope const&) = delete;

    // Starts it with the next turn of the loop. An exception that leaves it is logged with the name; the others live on.
    // After stop() began, nothing more is started.
    void spawn(std::string name, Task<void> task);
    // Cancels what every task waits for; they end by an exception at their next co_await. Does not wait.
    void cancel();
    // Cancels and waits for the end of all, logging the names of those that outlive `patience` while it goes on waiting.
    [[nodiscard]] Task<void> stop(Millis patience);
    [[nodiscard]] std::size_t running() const;

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace saduak::platform
