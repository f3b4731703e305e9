#include "core/link/device_session.hpp"

#include <algorithm>
#include <utility>

#include "core/base/assert.hpp"
#include "core/base/overloaded.hpp"
#include "core/base/random.hpp"

namespace saduak::link {

DeviceSession::DeviceSession(DeviceIdentity identity, std::int64_t last_acked, std::map<std::int64_t, std::string> kept, std::uint64_t jitter_seed,
                             std::function<std::string(std::int64_t)> read)
    : identity_(std::move(identity)), last_acked_(last_acked), kept_(std::move(kept)), read_(std::move(read)),
      next_n_(std::max(last_acked, kept_.empty() ? 0 : kept_.rbegin()->first) + 1), jitter_(jitter_seed)
{
}

Actions DeviceSession::submit(std::int64_t n, std::string body, Instant now)
{
    SADUAK_ASSERT(n == next_n_);
    ++next_n_;
    kept_.emplace(n, std::move(body));
    Actions actions;
    if (state_ == LinkState::online && !resend_at_.is_set()) send_kept(actions, now);
    return actions;
}

Actions DeviceSession::connected(Instant now, Instant clock)
{
    state_ = LinkState::greeting;
    last_received_ = now;
    Actions actions;
    wire::Hello hello{wire::kProtocolVersion, identity_.device, identity_.key, identity_.stream, last_acked_, identity_.boot,
                      identity_.version,      now.ms,           clock};
    send(actions, hello, now);
    return actions;
}

Actions DeviceSession::disconnected(Instant)
{
    state_ = LinkState::offline;
    resend_at_ = {};
    Actions actions;
    actions.push_back(ConnectAfter{next_pause()});
    return actions;
}

Actions DeviceSession::received(std::string_view body, Instant now)
{
    last_received_ = now;
    Actions actions;
    auto const message = wire::decode(body);
    // A message we cannot read is the server's to repair: the state that follows replaces it.
    if (message) handle(actions, *message, now);
    return actions;
}

Actions DeviceSession::tick(Instant now)
{
    Actions actions;
    if (state_ == LinkState::offline) return actions;
    if (now - last_received_ >= kDeadAfter) {
        lose(actions, "no word from the server for 10 s");
        return actions;
    }
    if (resend_at_.is_set() && now >= resend_at_) {
        resend_at_ = {};
        sent_to_ = high_;
        send_kept(actions, now);
    }
    if (state_ == LinkState::online && now - last_sent_ >= kPingAfter) send(actions, wire::Ping{health_}, now);
    return actions;
}

void DeviceSession::send(Actions& actions, wire::Message const& message, Instant now)
{
    actions.push_back(SendBody{wire::encode(message)});
    last_sent_ = now;
}

// In order and without gaps: the server decides n only after n - 1.
void DeviceSession::send_kept(Actions& actions, Instant now)
{
    std::int64_t const limit = std::min(last_acked_, high_) + kOutstandingMax;
    for (auto it = kept_.upper_bound(sent_to_); it != kept_.end() && it->first <= limit; ++it) {
        std::string body = it->second.empty() && read_ ? read_(it->first) : it->second;
        if (body.empty()) return;
        send(actions, wire::CommandMessage{it->first, std::move(body)}, now);
        sent_to_ = it->first;
    }
}

void DeviceSession::lose(Actions& actions, std::string reason)
{
    state_ = LinkState::offline;
    actions.push_back(Close{std::move(reason)});
}

void DeviceSession::handle(Actions& actions, wire::Message const& message, Instant now)
{
    std::visit(overloaded{
                   [&](wire::Welcome const& m) {
                       if (state_ != LinkState::greeting) return;
                       if (m.high < last_acked_ && !kept_.contains(m.high + 1)) {
                           actions.push_back(RefusedByServer{kStreamLost});
                           return lose(actions, "the server went back further than the journal reaches");
                       }
                       // It would give the next command the answer of another one.
                       if (m.high >= next_n_) {
                           actions.push_back(RefusedByServer{kStreamLost});
                           return lose(actions, "the server has commands of this stream that the journal lacks: it is an old copy");
                       }
                       state_ = LinkState::online;
                       failures_ = 0;
                       high_ = m.high;
                       // Everything unanswered is sent again, for what the server knows it repeats its answer; and what was
                       // answered by a server that has since gone back to an earlier time.
                       sent_to_ = std::min(m.high, last_acked_);
                       actions.push_back(WelcomeReceived{m});
                       send_kept(actions, now);
                   },
                   [&](wire::Refused const& m) {
                       actions.push_back(RefusedByServer{m.reason});
                       lose(actions, "refused: " + m.reason);
                   },
                   [&](wire::Ack const& m) {
                       if (m.n > last_acked_ + 1) {  // one before it is to be sent again, and this one with it
                           high_ = std::min(high_, last_acked_);
                           if (!resend_at_.is_set()) resend_at_ = now + kRetryPause;
                           return;
                       }
                       high_ = std::max(high_, m.n);
                       if (m.n > last_acked_ && kept_.contains(m.n)) {
                           last_acked_ = m.n;
                           actions.push_back(Answered{m.n, m.ok, m.body});
                       }
                       if (!resend_at_.is_set()) send_kept(actions, now);
                   },
                   [&](wire::RetryLater const& m) {
                       high_ = std::min(high_, m.n - 1);
                       resend_at_ = now + kRetryPause;
                   },
                   [&](wire::StatePush const& m) {
                       actions.push_back(StateReceived{m.seq, m.body});
                   },
                   [&](wire::ProtocolError const& m) {
                       if (m.fatal) return lose(actions, "server: " + m.reason);
                       if (m.expected > 0) {  // out of order: go back to where the server is
                           high_ = m.expected - 1;
                           resend_at_ = now + kRetryPause;
                       }
                   },
                   [&](wire::Ping const&) {},
                   [&](wire::Hello const&) {},  // only devices send these
                   [&](wire::CommandMessage const&) {},
               },
               message);
}

Millis DeviceSession::next_pause()
{
    std::int64_t pause = kBackOffFirst.count;
    for (std::int32_t i = 0; i < failures_ && pause < kBackOffMax.count; ++i) pause *= 2;
    pause = std::min(pause, kBackOffMax.count);
    if (failures_ < 30) ++failures_;
    Random random(jitter_++);
    return {pause + static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(pause / 4 + 1)))};
}

}  // namespace saduak::link
