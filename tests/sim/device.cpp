#include "tests/sim/device.hpp"

#include <utility>

#include "core/base/overloaded.hpp"
#include "core/wire/message.hpp"

namespace saduak::sim {

Device::Device(Parts parts, DeviceId id, SiteId site) : parts_(parts), id_(std::move(id)), site_(std::move(site))
{
    journal_.stream = StreamId(parts_.clockwork.id32());
}

void Device::power_on()
{
    if (session_) return;
    ++boots_;
    boot_id_ = parts_.clockwork.id32();
    booted_at_ = parts_.clockwork.now();
    link::DeviceIdentity identity{id_, std::string(64, 'a'), journal_.stream, boot_id_, "sim"};
    session_ = std::make_unique<link::DeviceSession>(identity, journal_.last_acked, journal_.commands, parts_.clockwork.draw());
    started();
    act(session_->disconnected(monotonic()));
    tick();
}

void Device::lose_power()
{
    if (!session_) return;
    parts_.clockwork.tell("%s loses power", id_.str().c_str());
    ++boots_;
    session_.reset();
    if (connection_) connection_->vanish(End::device);
    hang_up();
    journal_.last_acked = parts_.clockwork.between(journal_.last_acked_synced, journal_.last_acked);
}

Instant Device::monotonic() const
{
    std::int64_t const run = (parts_.clockwork.now() - booted_at_).count;
    return Instant{1'000'000 + run + run * drift_ppm / 1'000'000};
}

void Device::after(std::int64_t ms, std::function<void()> action)
{
    parts_.clockwork.after(ms, [this, boot = boots_, action = std::move(action)] {
        if (boots_ == boot) action();
    });
}

std::int64_t Device::submit(domain::CommandBody const& command, std::optional<wire::DeviceClock> const& taken)
{
    std::int64_t const n = session_->next_n();
    std::string body = wire::encode_device_command(command, taken);
    journal_.commands[n] = body;
    journal_.last_acked_synced = journal_.last_acked;
    act(session_->submit(n, std::move(body), monotonic()));
    return n;
}

void Device::note_printing(TicketId const& ticket)
{
    journal_.printing.insert(ticket);
    journal_.last_acked_synced = journal_.last_acked;
}

void Device::tick()
{
    act(session_->tick(monotonic()));
    after(1'000, [this] { tick(); });
}

void Device::act(link::Actions actions)
{
    for (auto& action : actions)
        std::visit(overloaded{
                       [&](link::SendBody& send) {
                           if (connection_) connection_->send(End::device, std::move(send.body));
                       },
                       [&](link::Close&) {
                           if (connection_) connection_->close(End::device);
                           hang_up();
                           act(session_->disconnected(monotonic()));
                       },
                       [&](link::ConnectAfter& pause) {
                           link_lost();
                           after(pause.pause.count, [this] { connect(); });
                       },
                       [&](link::Answered& answer) { acknowledged(answer); },
                       [&](link::WelcomeReceived& received) { welcomed(received.welcome); },
                       [&](link::StateReceived& state) { state_received(state.body); },
                       [&](link::RefusedByServer& refused) {
                           if (refused.reason == link::kStreamLost) parts_.clockwork.fault(id_.str() + ": the server lost its stream");
                       },
                   },
                   action);
}

void Device::acknowledged(link::Answered const& answer)
{
    if (answer.n != journal_.last_acked + 1) parts_.clockwork.fault(id_.str() + ": answers out of order");
    journal_.last_acked = answer.n;
    auto const* kept = parts_.database.answer({journal_.stream, answer.n});
    if (kept == nullptr) parts_.clockwork.fault(id_.str() + ": an answer that is not in the log");
    else if (kept->ok != answer.ok || kept->body != answer.body) parts_.clockwork.fault(id_.str() + ": another answer than the log's");
    auto const command = wire::decode_device_command(journal_.commands.at(answer.n));
    if (!command) return parts_.clockwork.fault(id_.str() + ": its own command cannot be read: " + command.error().context);
    answered(answer.n, *command, answer.ok, answer.body);
}

void Device::connect()
{
    if (connection_) return;
    Node& node = *parts_.nodes[parts_.clockwork.below(parts_.nodes.size())];
    if (path.blocked_up || path.blocked_down || !node.is_up()) {
        after(parts_.clockwork.between(1, 5'000), [this] { act(session_->disconnected(monotonic())); });
        return;
    }
    connection_ = std::make_shared<Connection>(parts_.clockwork, path);
    std::erase_if(connections_, [](auto const& older) { return older.expired(); });
    connections_.push_back(connection_);
    // Held weakly by itself: what it hears must not keep it alive.
    connection_->listen(End::device, {[this, boot = boots_, mine = std::weak_ptr(connection_)](std::string const& body) {
                                          if (boots_ == boot && connection_ == mine.lock()) act(session_->received(body, monotonic()));
                                      },
                                      [this, boot = boots_, mine = std::weak_ptr(connection_)] {
                                          if (boots_ != boot || connection_ != mine.lock()) return;
                                          hang_up();
                                          act(session_->disconnected(monotonic()));
                                      }});
    node.accept(connection_);
    act(session_->connected(monotonic(), wall_clock()));
}

void Device::hang_up()
{
    if (connection_) old_bytes_ = connection_->sent_by_device();
    connection_.reset();
}

void Device::cut()
{
    if (!connection_) return;
    connection_->close(End::device);
    hang_up();
    act(session_->disconnected(monotonic()));
}

void Device::path_changed()
{
    for (auto const& weak : std::vector(connections_))
        if (auto const connection = weak.lock()) connection->release();
}

void Device::replay_old_connection()
{
    Node& node = *parts_.nodes[parts_.clockwork.below(parts_.nodes.size())];
    if (old_bytes_.empty() || !node.is_up()) return;
    parts_.clockwork.tell("old bytes of %s come again", id_.str().c_str());
    auto const ghost = std::make_shared<Connection>(parts_.clockwork, path);
    ghost->listen(End::device, {[](std::string const&) {}, [] {}});
    node.accept(ghost);
    std::int64_t late = 0;
    for (std::string const& body : old_bytes_) {
        parts_.clockwork.after(late, [ghost, body] { ghost->send(End::device, body); });
        late += parts_.clockwork.between(0, 100);
    }
}

}  // namespace saduak::sim
