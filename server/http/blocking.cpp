#include "server/http/blocking.hpp"

namespace saduak::server {

bool Blocking::run(std::function<Response()> work, std::function<void(Response)> then) const
{
    return pool_.try_post(
        [post = post_to_io_, work = std::move(work), then = std::move(then)] { post([then, response = work()] { then(response); }); });
}

void Blocking::answer(Respond respond, std::function<Response()> work) const
{
    if (!run(std::move(work), respond)) respond(problem(429, "slow_down", "the server is busy: try again"));
}

}  // namespace saduak::server
