#include "tests/sim/virtual_host.hpp"

#include <utility>

namespace saduak::sim {

std::function<void()> VirtualHost::guarded(std::function<void()> job) const
{
    return [alive = std::weak_ptr<bool>(alive_), job = std::move(job)] {
        if (!alive.expired()) job();
    };
}

void VirtualHost::post(std::function<void()> job) { clockwork_.after(0, guarded(std::move(job))); }

bool VirtualHost::on_store(std::function<void()> work, std::function<void()> then)
{
    if (stopped_) return false;
    store_jobs_.push_back({std::move(work), std::move(then)});
    if (store_jobs_.size() == 1) start_next();
    return true;
}

void VirtualHost::start_next()
{
    clockwork_.after(clockwork_.between(0, trouble_.slow_ms), guarded([this] {
                         if (store_jobs_.empty()) return;
                         store_jobs_.front().work();
                         post(std::move(store_jobs_.front().then));
                         store_jobs_.pop_front();
                         if (!store_jobs_.empty()) start_next();
                     }));
}

void VirtualHost::wait(Timer timer, Millis pause, std::function<void()> job)
{
    if (stopped_) return;
    std::uint64_t& asked = timers_[static_cast<std::size_t>(timer)];
    ++asked;
    clockwork_.after(pause.count, guarded([this, &asked, mine = asked, job = std::move(job)] {
                         if (mine == asked && !stopped_) job();
                     }));
}

void VirtualHost::stop()
{
    stopped_ = true;
    if (!store_jobs_.empty()) store_jobs_.front().work();
    store_jobs_.clear();
}

void VirtualHost::crash()
{
    stopped_ = true;
    if (!store_jobs_.empty() && clockwork_.chance(0.5)) store_jobs_.front().work();
    store_jobs_.clear();
}

}  // namespace saduak::sim
