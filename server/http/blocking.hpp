// Work that reads or writes a file: on a pool thread, and its answer back on the I/O thread.
#pragma once

#include <functional>

#include "platform/worker_pool.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

class Blocking {
public:
    // `post_to_io`: runs its argument on the I/O thread later; any thread. Both outlive what is posted.
    Blocking(platform::WorkerPool& pool, std::function<void(std::function<void()>)> post_to_io) : pool_(pool), post_to_io_(std::move(post_to_io)) {}

    // `work` may use what it holds, and nothing of the request. 429 while the pool is full.
    void answer(Respond respond, std::function<Response()> work) const;
    // `work` alone, and what it made goes to `then` on the I/O thread. False: the pool is full, and nothing happens.
    [[nodiscard]] bool run(std::function<Response()> work, std::function<void(Response)> then) const;

private:
    platform::WorkerPool& pool_;
    std::function<void(std::function<void()>)> post_to_io_;
};

}  // namespace saduak::server
