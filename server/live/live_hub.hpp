// Live views over WebSockets: each view of a site is computed once for all who watch it, sent as one shared frame, and the
// latest replaces what a slow watcher has not taken yet. On the I/O thread.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/net.hpp"
#include "platform/net/signal.hpp"
#include "platform/net/stream.hpp"
#include "platform/task_scope.hpp"
#include "server/engine/engine.hpp"
#include "server/live/view_text.hpp"
#include "server/metrics/metrics_service.hpp"

namespace saduak::server {

enum class View { display, agent, manager, citizen };
[[nodiscard]] std::optional<View> view_from_string(std::string_view text);

struct LiveKey {
    SiteId site;
    View view = View::display;
    TicketId ticket;  // of the citizen's view

    auto operator<=>(LiveKey const&) const = default;
};

class LiveHub {
public:
    // `engine` and `metrics` outlive it. Made after metrics was subscribed to the engine: figures asked for with an event rest on it.
    // `secret`: the server's, for whether a ticket was rated.
    LiveHub(platform::Executor io, Engine& engine, MetricsService& metrics, std::string secret);
    ~LiveHub();
    LiveHub(LiveHub const&) = delete;
    LiveHub& operator=(LiveHub const&) = delete;

    // Whether the watcher may go on watching: asked every 20 s, so that a sign-out ends its views too.
    using StillAllowed = std::function<bool()>;
    // Serves an upgraded connection until it ends. `rest`: bytes already read behind the handshake.
    [[nodiscard]] platform::Task<void> serve(std::shared_ptr<platform::ByteStream> stream, LiveKey key, Bytes rest, StillAllowed allowed);
    // Ends every connection and waits for it.
    [[nodiscard]] platform::Task<void> stop();
    [[nodiscard]] std::size_t watchers() const { return watchers_; }

private:
    struct Watcher;
    struct Channel;
    // The day's figures of a site, asked for while a manager watches.
    struct Today {
        std::string text;
        bool asked = false;
        bool stale = false;
    };

    void published(Published const& published);
    void mark(LiveKey const& key, Channel& channel);
    platform::Task<void> run();
    platform::Task<void> ping_all();
    platform::Task<void> write_to(std::shared_ptr<Watcher> watcher);
    platform::Task<void> read_from(std::shared_ptr<Watcher> watcher, Bytes pending);
    void flush();
    void refresh(LiveKey const& key, Channel& channel);
    [[nodiscard]] bool project(LiveKey const& key, ViewText& into);
    void ask_today(SiteId const& site);
    void leave(LiveKey const& key, std::shared_ptr<Watcher> const& watcher);

    platform::Executor io_;
    Engine& engine_;
    MetricsService& metrics_;
    std::string secret_;
    std::map<LiveKey, std::unique_ptr<Channel>> channels_;
    std::map<SiteId, Today> today_;
    std::size_t watchers_ = 0;
    platform::Signal dirty_;
    // Callbacks of the engine and the metrics may come when the hub is gone: they hold this weakly.
    std::shared_ptr<LiveHub*> self_;
    platform::TaskScope tasks_;
};

}  // namespace saduak::server
