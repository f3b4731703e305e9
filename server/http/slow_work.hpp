// Answers that need the disk, a password's hash or another server: made on a pool thread, given on the I/O thread.
#pragma once

#include <functional>

#include "platform/worker_pool.hpp"
#include "server/http/message.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

class SlowWork {
public:
    using PostToIo = std::function<void(std::function<void()>)>;
    // `pool` outlives it.
    SlowWork(platform::WorkerPool& pool, PostToIo post_to_io) : pool_(pool), post_to_io_(std::move(post_to_io)) {}

    // `work` holds copies of what it needs: the request may be gone. 429 where the pool is busy.
    void answer(Respond respond, std::function<Response()> work) const
    {
        auto job = [post_to_io = post_to_io_, work = std::move(work), respond] { post_to_io([respond, response = work()] { respond(response); }); };
        if (!pool_.try_post(std::move(job))) respond(problem(429, "slow_down", "the server is busy: try again"));
    }

private:
    platform::WorkerPool& pool_;
    PostToIo post_to_io_;
};

}  // namespace saduak::server
