// The device's end of the link as a state machine without I/O or clock (docs/PROTOCOL.md). The caller owns socket, timer and
// journal: it feeds what happened and carries out the actions, in order. One thread.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/wire/message.hpp"

namespace saduak::link {

struct DeviceIdentity {
    DeviceId device;
    std::string key;
    StreamId stream;
    std::string boot;
    std::string version;
};

// What the caller is to do. A frame is sent as it is (wire::encode_frame of the body).
struct SendBody {
    std::string body;
};
struct Close {
    std::string reason;  // for the log
};
struct ConnectAfter {
    Millis pause;
};
// The answer to command n: store it (last_acked), then show it.
struct Answered {
    std::int64_t n = 0;
    bool ok = true;
    std::string body;
};
struct WelcomeReceived {
    wire::Welcome welcome;
};
struct StateReceived {
    std::int64_t seq = 0;
    std::string body;
};
// `reason` as in docs/PROTOCOL.md, or kStreamLost: the server went back further than the journal reaches, or the journal is
// an old copy of itself; start a new one.
struct RefusedByServer {
    std::string reason;
};
inline constexpr char const* kStreamLost = "stream_lost";
using Action = std::variant<SendBody, Close, ConnectAfter, Answered, WelcomeReceived, StateReceived, RefusedByServer>;
using Actions = std::vector<Action>;

enum class LinkState { offline, greeting, online };

inline constexpr std::int64_t kOutstandingMax = 256;
inline constexpr Millis kPingAfter = seconds(3);
inline constexpr Millis kDeadAfter = seconds(10);
inline constexpr Millis kBackOffFirst{500};
inline constexpr Millis kBackOffMax = seconds(30);
inline constexpr Millis kRetryPause = seconds(1);

class DeviceSession {
public:
    // `kept`: the journal's commands by n, without gaps: those not yet acked, and the acked ones of the last days, for a server that
    // went back to an earlier time. `last_acked` as stored; `jitter_seed` spreads reconnects. Where `read` is given a body may be empty,
    // also one that is submitted: it is read when it is sent, so that a long backlog stays on the disk. What cannot be read (empty) is
    // tried again with the next sending.
    DeviceSession(DeviceIdentity identity, std::int64_t last_acked, std::map<std::int64_t, std::string> kept, std::uint64_t jitter_seed,
                  std::function<std::string(std::int64_t n)> read = {});

    // The command is journaled as n = next_n() before this is called.
    [[nodiscard]] Actions submit(std::int64_t n, std::string body, Instant now);
    [[nodiscard]] std::int64_t next_n() const { return next_n_; }

    // `now` is of a clock that never steps; `clock` the wall clock, unset where it is not trusted. A number given out offline is
    // journaled with the same two clocks (wire::DeviceClock), so that the server finds its true time.
    [[nodiscard]] Actions connected(Instant now, Instant clock = {});
    [[nodiscard]] Actions disconnected(Instant now);
    [[nodiscard]] Actions received(std::string_view body, Instant now);
    // Call about once a second: heartbeats, silence, resends.
    [[nodiscard]] Actions tick(Instant now);

    // Shown from the next greeting on.
    void use_key(std::string key) { identity_.key = std::move(key); }

    // Goes out with each ping from now on.
    void report(wire::DeviceReport health) { health_ = std::move(health); }

    // The journal dropped its entries up to n.
    void forget_up_to(std::int64_t n) { kept_.erase(kept_.begin(), kept_.upper_bound(std::min(n, last_acked_))); }

    [[nodiscard]] LinkState state() const { return state_; }
    [[nodiscard]] std::int64_t unanswered() const { return next_n_ - 1 - last_acked_; }

private:
    void send_kept(Actions& actions, Instant now);
    void send(Actions& actions, wire::Message const& message, Instant now);
    void lose(Actions& actions, std::string reason);
    void handle(Actions& actions, wire::Message const& message, Instant now);
    [[nodiscard]] Millis next_pause();

    DeviceIdentity identity_;
    std::int64_t last_acked_;
    std::map<std::int64_t, std::string> kept_;  // n to body
    std::function<std::string(std::int64_t)> read_;
    std::int64_t next_n_;
    std::int64_t sent_to_ = 0;  // highest n sent in this connection
    std::int64_t high_ = 0;     // what the server has decided
    LinkState state_ = LinkState::offline;
    Instant last_sent_;
    Instant last_received_;
    Instant resend_at_;  // unset: nothing to resend
    std::int32_t failures_ = 0;
    std::optional<wire::DeviceReport> health_;
    std::uint64_t jitter_;
};

}  // namespace saduak::link
