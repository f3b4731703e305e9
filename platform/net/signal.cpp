#include "platform/net/signal.hpp"

#include <optional>
#include <utility>

#include <boost/asio/any_completion_handler.hpp>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "core/base/assert.hpp"

namespace saduak::platform {

using boost::system::error_code;

struct Signal::State : std::enable_shared_from_this<Signal::State> {
    explicit State(Executor its_executor) : executor(std::move(its_executor)) {}

    // Emplaced and moved from, never assigned: the move assignment of Asio 1.26 calls itself for ever.
    using Handler = net::any_completion_handler<void(error_code)>;

    Executor executor;
    std::optional<Handler> waiter;
    bool notified = false;

    void begin(Handler handler)
    {
        SADUAK_ASSERT(!waiter);
        auto slot = net::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
            slot.assign([weak = weak_from_this()](net::cancellation_type) {
                if (auto const self = weak.lock()) self->complete(net::error::operation_aborted);
            });
        }
        waiter.emplace(std::move(handler));
    }

    void complete(error_code ec)
    {
        if (!waiter) return;
        auto resume = [handler = Handler(std::move(*waiter)), ec]() mutable { std::move(handler)(ec); };
        waiter.reset();
        net::post(executor, std::move(resume));
    }
};

Signal::Signal(Executor executor) : state_(std::make_shared<State>(std::move(executor))) {}
Signal::~Signal() = default;

Task<void> Signal::wait()
{
    auto const state = state_;
    if (std::exchange(state->notified, false)) co_return;
    State* const raw = state.get();  // g++ 12 destroys a lambda's captures twice around co_await: capture nothing that has a destructor
    auto begin = [raw](auto handler) { raw->begin(std::move(handler)); };
    co_await net::async_initiate<net::use_awaitable_t<> const, void(error_code)>(begin, net::use_awaitable);
    state->notified = false;
}

void Signal::notify()
{
    state_->notified = true;
    state_->complete(error_code{});
}

}  // namespace saduak::platform
