#include "server/device/device_endpoint.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <map>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <spdlog/spdlog.h>

#include "core/base/overloaded.hpp"
#include "core/domain/availability.hpp"
#include "core/link/offline_time.hpp"
#include "core/link/server_session.hpp"
#include "core/wire/frame.hpp"
#include "platform/task_scope.hpp"
#include "server/auth/ticket_secrets.hpp"
#include "server/device/device_view.hpp"

namespace saduak::server {
namespace {

using platform::Task;
namespace net = boost::asio;

constexpr Millis kHandshakeLimit = seconds(10);
constexpr Millis kWriteLimit = seconds(10);
constexpr Millis kTickEvery = seconds(1);
constexpr Millis kPushEvery{100};          // a busy site's states are merged
constexpr std::size_t kOutgoingMax = 600;  // frames; 256 answers and some more: beyond, the device does not read
constexpr Millis kStopPatience = seconds(5);

// For the session's heartbeats: steady, whatever the wall clock does.
Instant steady_now()
{
    auto const since = std::chrono::steady_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since).count()};
}

struct Connection {
    Connection(platform::Executor io, platform::StreamPtr its_stream) : stream(std::move(its_stream)), wake(io), session(steady_now()) {}

    platform::StreamPtr stream;
    net::steady_timer wake;  // cancelled when the writer has something to do
    link::ServerSession session;
    std::deque<std::string> outgoing;
    std::optional<DeviceRecord> device;  // once the key was checked
    std::string next_key;                // that it is to use from now on; empty: the one it has
    StreamId command_stream;
    bool view_changed = false;
    Instant next_push;
    Instant view_until;    // of the engine's clock: when what was told ceases to hold by time alone; unset: nothing was told
    bool closing = false;  // write what is queued, then close
};
using ConnectionPtr = std::shared_ptr<Connection>;

// What offline numbers are timed by, and what staff are shown. Kept in memory alone: after a restart the device's next hello begins it again.
struct DeviceTimes {
    std::vector<link::ClockSighting> seen;
    Instant contact;      // by then the device had sent all that it has; unset: not known
    DeviceHealth health;  // without what changes by itself
};

class Endpoint final : public DeviceEndpoint {
public:
    Endpoint(platform::Executor io, std::unique_ptr<platform::Listener> listener, DeviceEndpointOptions options, Engine& engine, Accounts& accounts)
        : io_(io), listener_(std::move(listener)), own_url_(std::move(options.own_url)), bundle_of_(std::move(options.bundle_of)), engine_(engine),
          accounts_(accounts), scope_(io)
    {
    }

    void begin()
    {
        engine_.subscribe([this](Published const& published) { on_published(published.site); });
        scope_.spawn("device accept", accept());
    }

    platform::Address local_address() const override { return listener_->local_address(); }
    std::size_t connections() const override { return connections_.size(); }
    bool is_online(DeviceId const& device) const override
    {
        return std::any_of(connections_.begin(), connections_.end(), [&](ConnectionPtr const& connection) {
            return connection->device && connection->device->id == device && connection->session.online();
        });
    }

    std::optional<DeviceHealth> health(DeviceId const& device) const override
    {
        auto const found = times_.find(device);
        if (found == times_.end()) return std::nullopt;
        DeviceHealth health = found->second.health;
        health.caught_up_at = found->second.contact;
        health.connected = std::any_of(connections_.begin(), connections_.end(), [&device](ConnectionPtr const& connection) {
            return connection->device && connection->device->id == device && connection->session.online();
        });
        return health;
    }

    void cut(DeviceId const& device) override
    {
        for (auto const& connection : connections_)
            if (connection->device && connection->device->id == device) connection->stream->close();
    }

    void tell_again(SiteId const& site) override { on_published(site); }

    Task<void> stop() override
    {
        listener_->close();
        for (auto const& connection : connections_) connection->stream->close();
        co_await scope_.stop(kStopPatience);
    }

private:
    Task<void> accept()
    {
        for (;;) {
            auto accepted = co_await listener_->accept();
            if (!accepted && accepted.error().code == Errc::disconnected) co_return;
            if (!accepted) {
                spdlog::warn("device_accept_failed: {}", accepted.error().context);
                co_await platform::sleep_for(seconds(1));
                continue;
            }
            if (connections_.size() + opening_ >= kDeviceConnectionsMax) continue;  // the stream closes itself
            auto connection = std::make_shared<Connection>(io_, *std::move(accepted));
            scope_.spawn("device", serve(std::move(connection)));
        }
    }

    Task<void> serve(ConnectionPtr connection)
    {
        ++opening_;
        auto const opened = co_await connection->stream->open(platform::deadline_after(kHandshakeLimit));
        --opening_;
        if (!opened) {
            spdlog::info("device_handshake_failed from={}: {}", connection->stream->remote_address(), opened.error().context);
            co_return;
        }
        connections_.push_back(connection);
        scope_.spawn("device writer", write(connection));
        co_await read(connection);
        connection->closing = true;
        connection->wake.cancel();
        std::erase(connections_, connection);
        if (connection->device) spdlog::info("device_left device={}", connection->device->id.str());
    }

    Task<void> read(ConnectionPtr connection)
    {
        wire::FrameReader frames;
        Bytes buffer(16 * 1024);
        while (!connection->closing) {
            // The session ends a silent connection; this deadline is only the net below it.
            auto const size = co_await connection->stream->read_some(buffer, platform::deadline_after(link::kDeadAfter + seconds(5)));
            if (!size) co_return;
            frames.feed(as_text(ByteView(buffer.data(), *size)));
            for (;;) {
                auto body = frames.next();
                if (!body) {
                    act(connection, connection->session.broken_frame(body.error().context, steady_now()));
                    co_return;
                }
                if (!*body) break;
                act(connection, connection->session.received(**body, steady_now()));
                if (connection->device) times_[connection->device->id].health.last_contact = engine_.now();
                if (connection->session.settled()) times_[connection->device->id].contact = engine_.now();
            }
        }
    }

    Task<void> write(ConnectionPtr connection)
    {
        for (;;) {
            while (!connection->outgoing.empty()) {
                std::string const frame = std::move(connection->outgoing.front());
                connection->outgoing.pop_front();
                auto const written = co_await connection->stream->write(as_bytes(frame), platform::deadline_after(kWriteLimit));
                if (!written) {
                    connection->stream->close();
                    co_return;
                }
            }
            if (connection->closing) {
                connection->stream->close();
                co_return;
            }
            Instant const now = steady_now();
            if (connection->view_until.is_set() && engine_.now() >= connection->view_until) connection->view_changed = true;
            if (connection->view_changed && now >= connection->next_push) {
                push_view(connection, now);
                continue;
            }
            Millis const pause = connection->view_changed ? connection->next_push - now : kTickEvery;
            connection->wake.expires_after(std::chrono::milliseconds(pause.count));
            boost::system::error_code ignored;
            auto token = net::redirect_error(net::use_awaitable, ignored);
            co_await connection->wake.async_wait(token);
            if (connection->device && accounts_.is_revoked(connection->device->id)) {
                spdlog::info("device_revoked device={}", connection->device->id.str());
                connection->stream->close();  // it may come again, to be told why not
                co_return;
            }
            act(connection, connection->session.tick(steady_now()));
        }
    }

    void act(ConnectionPtr const& connection, link::ServerActions actions)
    {
        for (auto& action : actions)
            std::visit(overloaded{
                           [&](link::SendBody& send) { queue(connection, send.body); },
                           [&](link::Close& close) {
                               spdlog::info("device_closed device={} from={}: {}", connection->device ? connection->device->id.str() : "?",
                                            connection->stream->remote_address(), close.reason);
                               connection->closing = true;
                           },
                           [&](link::Authenticate& authenticate) { this->authenticate(connection, authenticate.hello); },
                           [&](link::HealthTold& told) {
                               if (connection->device) times_[connection->device->id].health.report = std::move(told.report);
                           },
                           [&](link::Decide& decide) { this->decide(connection, std::move(decide)); },
                       },
                       action);
        connection->wake.cancel();
    }

    void queue(ConnectionPtr const& connection, std::string const& body)
    {
        if (body.size() > wire::kFrameBodyMax) {
            spdlog::error("device_message_too_long bytes={}", body.size());
            return;
        }
        if (connection->outgoing.size() >= kOutgoingMax) {
            connection->stream->close();
            return;
        }
        connection->outgoing.push_back(wire::encode_frame(body));
    }

    void authenticate(ConnectionPtr const& connection, wire::Hello const& hello)
    {
        auto device = accounts_.check_device(hello.device, hello.key, engine_.now());
        if (!device) {
            bool const unknown = device.error().code == Errc::not_found;
            return act(connection, connection->session.refuse(unknown ? "unknown_device" : "wrong_key", 30, steady_now()));
        }
        if (!engine_.healthy() || engine_.state(device->site) == nullptr)
            return act(connection, connection->session.refuse("not_ready", 5, steady_now()));
        connection->device = *std::move(device);
        connection->command_stream = hello.stream;
        connection->next_key = accounts_.next_key(hello.device, hello.key).value_or("");
        DeviceHealth& health = times_[connection->device->id].health;
        health.version = hello.version;
        health.clock_ahead = hello.clock.is_set() ? std::optional(hello.clock - engine_.now()) : std::nullopt;
        if (hello.mono_ms) link::remember(times_[connection->device->id].seen, {{hello.boot, *hello.mono_ms, hello.clock}, engine_.now()});
        engine_.stream(hello.stream, [this, connection](Result<std::optional<EventStore::StreamInfo>> const& info) { admit(connection, info); });
    }

    void admit(ConnectionPtr const& connection, Result<std::optional<EventStore::StreamInfo>> const& info)
    {
        DeviceRecord const& device = *connection->device;
        auto const* state = engine_.state(device.site);
        if (!info || state == nullptr) return act(connection, connection->session.refuse("not_ready", 5, steady_now()));
        if (*info && (*info)->device != device.id) return act(connection, connection->session.refuse("stream_of_other_device", 3600, steady_now()));
        drop_older(connection);
        std::string roles;
        for (DeviceRole const role : device.roles) roles += (roles.empty() ? "" : ",") + std::string(to_string(role));
        wire::Welcome welcome{engine_.now(), *info ? (*info)->high : 0, state->config.version, device.site, roles, connection->next_key};
        spdlog::info("device_joined device={} from={}", device.id.str(), connection->stream->remote_address());
        act(connection, connection->session.welcome(std::move(welcome), steady_now()));
        connection->view_changed = true;
    }

    // A device that comes again has lost its older connection, even where we have not noticed yet.
    void drop_older(ConnectionPtr const& connection)
    {
        for (auto const& other : connections_)
            if (other != connection && other->device && other->device->id == connection->device->id) other->stream->close();
    }

    void decide(ConnectionPtr const& connection, link::Decide asked)
    {
        DeviceRecord const& device = *connection->device;
        std::int64_t const n = asked.n;
        domain::CommandBody command = std::move(asked.command);
        if (!allowed(device, command)) command = domain::UnusableCommand{"not a command for this device"};
        if (auto* issue = std::get_if<domain::IssueTicket>(&command); issue != nullptr && asked.taken) set_time(*issue, device.id, *asked.taken);
        if (auto* rate = std::get_if<domain::Rate>(&command)) bind(*rate, device, asked.taken);
        if (auto* explain = std::get_if<domain::ExplainRating>(&command)) bind(*explain, device, asked.taken);
        Submission submission{device.site, domain::Command{{}, device.id, std::move(command)}, StreamPosition{connection->command_stream, n}, {}};
        engine_.submit(std::move(submission), [this, connection, n](Reply const& reply) { reply_to(connection, n, reply); });
    }

    // The ticket that a rating is of, the key under which the log knows it, and when it was given.
    template <class About>
    void bind(About& about, DeviceRecord const& device, std::optional<wire::DeviceClock> const& taken)
    {
        auto const* state = engine_.state(device.site);
        auto const* ticket = about.token_sha256.empty() || state == nullptr ? nullptr : state->find_by_token(about.token_sha256);
        if (ticket != nullptr) about.ticket = ticket->id;
        about.key = rating_key(accounts_.secret(), about.ticket);
        if (!taken) return;
        auto const [at, estimated] = link::offline_time(*taken, times_[device.id].seen, engine_.now());
        about.given = {at, estimated};
    }

    template <class About>
    bool may_ask(DeviceRecord const& device, About const& about) const
    {
        auto const* state = engine_.state(device.site);
        if (state == nullptr || !device.has(DeviceRole::rate)) return false;
        if (!about.token_sha256.empty()) return state->config.rating.place == domain::RatingPlace::exit;
        auto const* ticket = state->find(about.ticket);
        return ticket != nullptr && ticket->counter == device.counter;
    }

    void set_time(domain::IssueTicket& issue, DeviceId const& device, wire::DeviceClock const& taken)
    {
        DeviceTimes const& times = times_[device];
        auto const [at, estimated] = link::offline_time(taken, times.seen, engine_.now());
        issue.taken_at = at;
        issue.time_estimated = estimated;
        issue.not_before = times.contact;
    }

    bool allowed(DeviceRecord const& device, domain::CommandBody const& command) const
    {
        if (auto const* rate = std::get_if<domain::Rate>(&command)) return may_ask(device, *rate);
        if (auto const* explain = std::get_if<domain::ExplainRating>(&command)) return may_ask(device, *explain);
        if (std::holds_alternative<domain::CallStaff>(command)) return true;
        return device.has(DeviceRole::issue) || std::holds_alternative<domain::UnusableCommand>(command);
    }

    void reply_to(ConnectionPtr const& connection, std::int64_t n, Reply const& reply)
    {
        Instant const now = steady_now();
        std::visit(overloaded{
                       [&](Done const& done) { act(connection, connection->session.answered(n, done.ok, done.body, now)); },
                       [&](OutOfOrder const& order) { act(connection, connection->session.out_of_order(order.expected, now)); },
                       [&](Retry const&) { act(connection, connection->session.retry(n, now)); },
                       [&](KeyReused const&) { act(connection, connection->session.retry(n, now)); },  // devices use no keys
                   },
                   reply);
    }

    void on_published(SiteId const& site)
    {
        for (auto const& connection : connections_) {
            if (!connection->device || connection->device->site != site || connection->view_changed) continue;
            connection->view_changed = true;
            connection->wake.cancel();
        }
    }

    void push_view(ConnectionPtr const& connection, Instant now)
    {
        connection->view_changed = false;
        connection->view_until = {};
        connection->next_push = now + kPushEvery;
        if (!connection->session.online()) return;
        auto const* state = engine_.state(connection->device->site);
        if (state == nullptr) return;
        Instant const told_at = engine_.now();
        connection->view_until = domain::availability_changes(*state, told_at);
        std::string view = device_view(*state, *connection->device, own_url_, told_at, bundle_of_(connection->device->site));
        act(connection, connection->session.push(state->seq, std::move(view), now));
    }

    platform::Executor io_;
    std::unique_ptr<platform::Listener> listener_;
    std::string own_url_;
    std::function<SiteBundle const*(SiteId const&)> bundle_of_;
    Engine& engine_;
    Accounts& accounts_;
    std::vector<ConnectionPtr> connections_;
    std::map<DeviceId, DeviceTimes> times_;
    std::size_t opening_ = 0;  // connections whose handshake is not over
    platform::TaskScope scope_;
};

}  // namespace

Result<std::unique_ptr<DeviceEndpoint>> DeviceEndpoint::start(platform::Executor io, DeviceEndpointOptions options, Engine& engine,
                                                              Accounts& accounts)
{
    if (!options.tls && !platform::is_loopback(options.address))
        return fail(Errc::permission, "the device link without TLS is for loopback alone, not " + platform::to_string(options.address));
    auto listener = options.tls ? platform::Listener::listen(io, options.address, *options.tls, options.handshakes, platform::HandshakeTurn::first)
                                : platform::Listener::listen(io, options.address);
    if (!listener) return tl::unexpected(in("device link")(std::move(listener).error()));
    auto endpoint = std::make_unique<Endpoint>(std::move(io), *std::move(listener), std::move(options), engine, accounts);
    endpoint->begin();
    return std::unique_ptr<DeviceEndpoint>(std::move(endpoint));
}

}  // namespace saduak::server
