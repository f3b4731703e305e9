// The server's end of one device connection as a state machine without I/O or clock (docs/PROTOCOL.md). The caller owns the
// socket and the engine: it feeds what happened and carries out the actions, in order. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/time.hpp"
#include "core/domain/command.hpp"
#include "core/link/device_session.hpp"

namespace saduak::link {

// Check the key and the stream, then call welcome() or refuse().
struct Authenticate {
    wire::Hello hello;
};
// Give to the engine; then answered(), out_of_order() or retry().
struct Decide {
    std::int64_t n = 0;
    domain::CommandBody command;
    std::optional<wire::DeviceClock> taken;  // of a number given out offline, or an answer to the rating question
};
// What the device says of itself.
struct HealthTold {
    wire::DeviceReport report;
};
using ServerAction = std::variant<SendBody, Close, Authenticate, Decide, HealthTold>;
using ServerActions = std::vector<ServerAction>;

inline constexpr int kBadMessagesMax = 8;

class ServerSession {
public:
    explicit ServerSession(Instant now) : last_sent_(now), last_received_(now) {}

    [[nodiscard]] ServerActions received(std::string_view body, Instant now);
    // The stream cannot be cut into frames any more.
    [[nodiscard]] ServerActions broken_frame(std::string reason, Instant now);

    [[nodiscard]] ServerActions welcome(wire::Welcome message, Instant now);
    [[nodiscard]] ServerActions refuse(std::string const& reason, std::int64_t retry_after_s, Instant now);
    // Answers go out in the order in which the commands came: a device takes an ack of n for one of all before it.
    [[nodiscard]] ServerActions answered(std::int64_t n, bool ok, std::string body, Instant now);
    // Of the first waiting command beyond `expected`.
    [[nodiscard]] ServerActions out_of_order(std::int64_t expected, Instant now);
    [[nodiscard]] ServerActions retry(std::int64_t n, Instant now);
    [[nodiscard]] ServerActions push(std::int64_t seq, std::string body, Instant now);
    // About once a second.
    [[nodiscard]] ServerActions tick(Instant now);

    [[nodiscard]] bool online() const { return state_ == State::online; }
    // The message just received was a ping with nothing unanswered: by then the device had sent all that it has. What it gives out
    // offline and sends later was given out after this.
    [[nodiscard]] bool settled() const { return settled_; }

private:
    enum class State { awaiting_hello, authenticating, online, closed };

    ServerActions send(wire::Message const& message, Instant now);
    ServerActions fail(std::string reason, Instant now);
    ServerActions complain(std::string reason, Instant now);
    template <class Predicate>
    ServerActions answer(Predicate is_meant, wire::Message message, Instant now);

    State state_ = State::awaiting_hello;
    Instant last_sent_;
    Instant last_received_;
    int bad_messages_ = 0;
    struct Outstanding {
        std::int64_t n = 0;
        std::optional<wire::Message> answer;  // known, but one before it is not
    };
    std::deque<Outstanding> outstanding_;
    bool resends_ = false;  // it was told to send commands again and has not done so yet
    bool settled_ = false;
};

}  // namespace saduak::link
