#include "core/link/server_session.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace saduak::link {

ServerActions ServerSession::send(wire::Message const& message, Instant now)
{
    last_sent_ = now;
    ServerActions actions;
    actions.push_back(SendBody{wire::encode(message)});
    return actions;
}

ServerActions ServerSession::fail(std::string reason, Instant now)
{
    auto actions = send(wire::ProtocolError{true, reason, 0}, now);
    actions.push_back(Close{std::move(reason)});
    state_ = State::closed;
    return actions;
}

ServerActions ServerSession::complain(std::string reason, Instant now)
{
    if (++bad_messages_ >= kBadMessagesMax) return fail("too many bad messages; the last: " + reason, now);
    return send(wire::ProtocolError{false, std::move(reason), 0}, now);
}

ServerActions ServerSession::received(std::string_view body, Instant now)
{
    if (state_ == State::closed) return {};
    last_received_ = now;
    settled_ = false;
    auto message = wire::decode(body);
    bool const greeted = state_ != State::awaiting_hello;
    if (!greeted && (!message || !std::holds_alternative<wire::Hello>(*message)))
        return fail(message ? "hello must come first" : message.error().context, now);
    if (!message) return complain(message.error().context, now);

    if (auto* hello = std::get_if<wire::Hello>(&*message)) {
        if (greeted) return complain("hello was said already", now);
        if (hello->protocol != wire::kProtocolVersion) return refuse("protocol", 3600, now);
        state_ = State::authenticating;
        ServerActions actions;
        actions.push_back(Authenticate{std::move(*hello)});
        return actions;
    }
    if (auto* ping = std::get_if<wire::Ping>(&*message)) {
        settled_ = state_ == State::online && outstanding_.empty() && !resends_;
        ServerActions actions;
        if (state_ == State::online && ping->health) actions.push_back(HealthTold{std::move(*ping->health)});
        return actions;
    }
    auto* command = std::get_if<wire::CommandMessage>(&*message);
    if (command == nullptr) return complain("not a device's message", now);
    if (state_ != State::online) return fail("welcome must be awaited", now);
    if (std::ssize(outstanding_) >= kOutstandingMax) return fail("more than 256 commands without an answer", now);
    outstanding_.push_back({command->n, std::nullopt});
    resends_ = false;
    auto decoded = wire::decode_device_command(command->body);
    ServerActions actions;
    if (decoded) actions.push_back(Decide{command->n, *std::move(decoded), wire::taken_clock(command->body)});
    else actions.push_back(Decide{command->n, domain::UnusableCommand{decoded.error().context.substr(0, 200)}, std::nullopt});
    return actions;
}

ServerActions ServerSession::broken_frame(std::string reason, Instant now)
{
    if (state_ == State::closed) return {};
    return fail(std::move(reason), now);
}

ServerActions ServerSession::welcome(wire::Welcome message, Instant now)
{
    if (state_ != State::authenticating) return {};
    state_ = State::online;
    return send(message, now);
}

ServerActions ServerSession::refuse(std::string const& reason, std::int64_t retry_after_s, Instant now)
{
    if (state_ == State::closed) return {};
    state_ = State::closed;
    auto actions = send(wire::Refused{reason, retry_after_s}, now);
    actions.push_back(Close{"refused: " + reason});
    return actions;
}

template <class Predicate>
ServerActions ServerSession::answer(Predicate is_meant, wire::Message message, Instant now)
{
    auto const found = std::find_if(outstanding_.begin(), outstanding_.end(), [&](Outstanding const& one) { return !one.answer && is_meant(one.n); });
    if (found == outstanding_.end()) return {};
    found->answer = std::move(message);
    ServerActions actions;
    for (; !outstanding_.empty() && outstanding_.front().answer; outstanding_.pop_front()) {
        if (state_ != State::online) continue;
        actions.push_back(SendBody{wire::encode(*outstanding_.front().answer)});
        last_sent_ = now;
    }
    return actions;
}

ServerActions ServerSession::answered(std::int64_t n, bool ok, std::string body, Instant now)
{
    return answer([n](std::int64_t waiting) { return waiting == n; }, wire::Ack{n, ok, std::move(body)}, now);
}

ServerActions ServerSession::out_of_order(std::int64_t expected, Instant now)
{
    resends_ = true;
    return answer([expected](std::int64_t waiting) { return waiting > expected; }, wire::ProtocolError{false, "out_of_order", expected}, now);
}

ServerActions ServerSession::retry(std::int64_t n, Instant now)
{
    resends_ = true;
    return answer([n](std::int64_t waiting) { return waiting == n; }, wire::RetryLater{n}, now);
}

ServerActions ServerSession::push(std::int64_t seq, std::string body, Instant now)
{
    if (state_ != State::online) return {};
    return send(wire::StatePush{seq, std::move(body)}, now);
}

ServerActions ServerSession::tick(Instant now)
{
    if (state_ == State::closed) return {};
    if (now - last_received_ >= kDeadAfter) {
        state_ = State::closed;
        ServerActions actions;
        actions.push_back(Close{"silent for 10 s"});
        return actions;
    }
    if (state_ == State::online && now - last_sent_ >= kPingAfter) return send(wire::Ping{}, now);
    return {};
}

}  // namespace saduak::link
