// The engine's host in the world: its threads are turns of the agenda, its wall clock may be wrong.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>

#include "server/engine/engine_host.hpp"
#include "tests/sim/clockwork.hpp"
#include "tests/sim/virtual_database.hpp"

namespace saduak::sim {

class VirtualHost final : public server::EngineHost {
public:
    // `clock_error` and `trouble` outlive it and may change.
    VirtualHost(Clockwork& clockwork, Millis const& clock_error, StoreTrouble const& trouble)
        : clockwork_(clockwork), clock_error_(clock_error), trouble_(trouble)
    {
    }

    void post(std::function<void()> job) override;
    bool on_store(std::function<void()> work, std::function<void()> then) override;
    void wait(Timer timer, Millis pause, std::function<void()> job) override;
    Instant now() const override { return clockwork_.now() + clock_error_; }
    void stop() override;

    // The machine dies: what the store was about is done or not, and nothing else will be. Before the engine goes.
    void crash();

private:
    struct StoreJob {
        std::function<void()> work;
        std::function<void()> then;
    };
    void start_next();
    std::function<void()> guarded(std::function<void()> job) const;

    Clockwork& clockwork_;
    Millis const& clock_error_;
    StoreTrouble const& trouble_;
    std::deque<StoreJob> store_jobs_;  // the first one is under way
    std::array<std::uint64_t, kTimers> timers_{};
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    bool stopped_ = false;
};

}  // namespace saduak::sim
