// One server: the product's engine and link sessions on a virtual host. It crashes, comes back, and its clock is its own.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "core/link/offline_time.hpp"
#include "core/link/server_session.hpp"
#include "server/engine/group_commit_engine.hpp"
#include "tests/sim/clockwork.hpp"
#include "tests/sim/network.hpp"
#include "tests/sim/virtual_host.hpp"

namespace saduak::sim {

// What a device may do and where; made by the world, as an administrator would.
struct DeviceAccount {
    SiteId site;
    CounterId rates_at;  // of a rating terminal; empty: a kiosk
};

class Node {
public:
    Node(Clockwork& clockwork, VirtualDatabase& database, std::map<DeviceId, DeviceAccount> const& accounts, std::string name,
         server::EngineOptions options)
        : clockwork_(clockwork), database_(database), accounts_(accounts), name_(std::move(name)), options_(options)
    {
    }
    ~Node() { crash(false); }

    // Reads the log; tries again where the disk does not let it.
    void boot();
    // `tell`: the operating system lives on and closes its connections.
    void crash(bool tell);
    // As by SIGTERM: what is under way ends first.
    void shut_down();

    [[nodiscard]] bool is_up() const { return engine_ != nullptr; }
    // Null while it is down; changes with every boot.
    [[nodiscard]] server::RunningEngine* engine() const { return engine_.get(); }
    [[nodiscard]] std::int64_t boots() const { return boots_; }
    [[nodiscard]] std::string const& name() const { return name_; }

    // A request by HTTP: `done` is not called where the server dies first.
    void submit(server::Submission submission, std::function<void(server::Reply)> done);
    void accept(ConnectionPtr connection);

    // For the world: told after each durable batch.
    void watch(std::function<void(Node const&, server::Published const&)> watcher) { watcher_ = std::move(watcher); }

    Millis clock_error{0};
    StoreTrouble trouble;

private:
    struct Line {
        explicit Line(Instant now) : session(now) {}
        ConnectionPtr connection;
        link::ServerSession session;
        DeviceId device;  // empty until it has said hello
        DeviceAccount account;
        StreamId stream;
        bool push_posted = false;
        std::string pushed;  // the last view told
    };
    using LinePtr = std::shared_ptr<Line>;
    // What this run of the server knows of a device's clocks.
    struct Times {
        std::vector<link::ClockSighting> seen;
        Instant contact;
    };

    void act(LinePtr const& line, link::ServerActions actions);
    void authenticate(LinePtr const& line, wire::Hello const& hello);
    void decide(LinePtr const& line, link::Decide decide);
    void reply_to(LinePtr const& line, std::int64_t n, server::Reply const& reply);
    void received(LinePtr const& line, std::string const& body);
    void drop(LinePtr const& line);
    void tick(LinePtr const& line);
    void published(server::Published const& published);
    void push(LinePtr const& line);
    std::string view(Line const& line, domain::SiteState const& state) const;
    template <class F>
    auto while_up(F f);

    Clockwork& clockwork_;
    VirtualDatabase& database_;
    std::map<DeviceId, DeviceAccount> const& accounts_;
    std::string name_;
    server::EngineOptions options_;
    std::function<void(Node const&, server::Published const&)> watcher_;
    std::unique_ptr<server::RunningEngine> engine_;
    VirtualHost* host_ = nullptr;  // the engine's
    std::vector<LinePtr> lines_;
    std::map<DeviceId, Times> times_;
    std::int64_t boots_ = 0;
};

}  // namespace saduak::sim
