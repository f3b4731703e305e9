// A bounded pool for what is slow (password hashes, PDF, export): work waits in a short queue or is refused.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace saduak::platform {

class WorkerPool {
public:
    WorkerPool(std::size_t threads, std::size_t queue_length_max);
    ~WorkerPool();  // as stop()
    WorkerPool(WorkerPool const&) = delete;
    WorkerPool& operator=(WorkerPool const&) = delete;

    // Any thread. False: the queue is full, or the pool stops; the job was not taken. `job` must not throw.
    [[nodiscard]] bool try_post(std::function<void()> job);
    // Lets running jobs end, drops the waiting ones, joins the threads.
    void stop();

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace saduak::platform
