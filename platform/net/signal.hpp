// One coroutine waits, others on the same I/O thread wake it.
#pragma once

#include <memory>

#include "platform/net.hpp"

namespace saduak::platform {

class Signal {
public:
    explicit Signal(Executor executor);
    ~Signal();
    Signal(Signal const&) = delete;
    Signal& operator=(Signal const&) = delete;

    // Returns at once if notify() came since the last wait. One waiter at a time; stopping its task ends the wait.
    [[nodiscard]] Task<void> wait();
    // Wakes the waiter with a later turn of the loop.
    void notify();

private:
    struct State;
    std::shared_ptr<State> state_;
};

}  // namespace saduak::platform
