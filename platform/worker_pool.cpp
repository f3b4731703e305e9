#include "platform/worker_pool.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace saduak::platform {

struct WorkerPool::State {
    std::size_t queue_length_max;
    std::mutex mutex;  // jobs come from any thread: this queue is where threads meet
    std::condition_variable wake;
    std::deque<std::function<void()>> jobs;
    bool stopping = false;
    std::vector<std::thread> threads;

    void work()
    {
        std::unique_lock lock(mutex);
        while (true) {
            wake.wait(lock, [this] { return stopping || !jobs.empty(); });
            if (stopping) return;
            auto job = std::move(jobs.front());
            jobs.pop_front();
            lock.unlock();
            job();
            job = nullptr;  // what it captured goes before the next wait
            lock.lock();
        }
    }
};

WorkerPool::WorkerPool(std::size_t threads, std::size_t queue_length_max) : state_(std::make_unique<State>())
{
    state_->queue_length_max = queue_length_max;
    for (std::size_t i = 0; i < threads; ++i) state_->threads.emplace_back([this] { state_->work(); });
}

WorkerPool::~WorkerPool() { stop(); }

bool WorkerPool::try_post(std::function<void()> job)
{
    {
        std::lock_guard const lock(state_->mutex);
        if (state_->stopping || state_->jobs.size() >= state_->queue_length_max) return false;
        state_->jobs.push_back(std::move(job));
    }
    state_->wake.notify_one();
    return true;
}

void WorkerPool::stop()
{
    {
        std::lock_guard const lock(state_->mutex);
        state_->stopping = true;
    }
    state_->wake.notify_all();
    for (auto& thread : state_->threads)
        if (thread.joinable()) thread.join();
    state_->jobs.clear();
}

}  // namespace saduak::platform
