#include "server/engine/asio_engine_host.hpp"

#include <utility>
#include <vector>

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "platform/worker_pool.hpp"

namespace saduak::server {
namespace {

constexpr std::size_t kStoreQueueMax = 100'000;

class AsioEngineHost final : public EngineHost {
public:
    AsioEngineHost(platform::Executor io, std::function<Instant()> clock)
        : io_(std::move(io)), clock_(std::move(clock)), store_thread_(1, kStoreQueueMax)
    {
        timers_.reserve(kTimers);
        for (std::size_t i = 0; i < kTimers; ++i) timers_.emplace_back(io_);
    }
    ~AsioEngineHost() override { stop(); }

    void post(std::function<void()> job) override { boost::asio::post(io_, guarded(std::move(job))); }

    bool on_store(std::function<void()> work, std::function<void()> then) override
    {
        return store_thread_.try_post([this, work = std::move(work), then = guarded(std::move(then))]() mutable {
            work();
            boost::asio::post(io_, std::move(then));
        });
    }

    void wait(Timer timer, Millis pause, std::function<void()> job) override
    {
        if (stopped_) return;
        boost::asio::steady_timer& waiting = timers_[static_cast<std::size_t>(timer)];
        waiting.expires_after(std::chrono::milliseconds(pause.count));
        waiting.async_wait([job = guarded(std::move(job))](boost::system::error_code error) {
            if (!error) job();
        });
    }

    Instant now() const override { return clock_(); }

    void stop() override
    {
        if (std::exchange(stopped_, true)) return;
        for (auto& timer : timers_) timer.cancel();
        store_thread_.stop();
    }

private:
    // The loop may outlive the engine, with jobs of it still in line.
    std::function<void()> guarded(std::function<void()> job) const
    {
        return [alive = std::weak_ptr<bool>(alive_), job = std::move(job)] {
            if (!alive.expired()) job();
        };
    }

    platform::Executor io_;
    std::function<Instant()> clock_;
    platform::WorkerPool store_thread_;
    std::vector<boost::asio::steady_timer> timers_;  // by EngineHost::Timer
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    bool stopped_ = false;
};

}  // namespace

std::unique_ptr<EngineHost> make_asio_engine_host(platform::Executor io, std::function<Instant()> clock)
{
    return std::make_unique<AsioEngineHost>(std::move(io), std::move(clock));
}

}  // namespace saduak::server
