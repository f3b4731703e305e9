// Connections between devices and servers. Inside one the order is kept, as TCP does; a blocked way holds what is sent until it
// opens, so that an old connection's bytes may arrive when a newer one stands. Each end learns of the other's death by a
// message, or not at all.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "tests/sim/clockwork.hpp"

namespace saduak::sim {

enum class End { device, server };
[[nodiscard]] constexpr End other(End end) { return end == End::device ? End::server : End::device; }

// The way between one device and the servers: shared by all its connections.
struct Path {
    std::int64_t latency_ms = 5;
    bool blocked_up = false;    // nothing arrives at the server
    bool blocked_down = false;  // nothing arrives at the device
    [[nodiscard]] bool blocked_to(End end) const { return end == End::server ? blocked_up : blocked_down; }
};

class Connection : public std::enable_shared_from_this<Connection> {
public:
    struct Ears {
        std::function<void(std::string const&)> received;
        std::function<void()> closed;
    };
    // `path` outlives it.
    Connection(Clockwork& clockwork, Path const& path) : clockwork_(clockwork), path_(path) {}

    // What an end does with what comes; set before anything can come.
    void listen(End end, Ears ears) { side(end).ears = std::move(ears); }
    void send(End from, std::string body);
    // This end closes: it hears nothing more, and the other end is told, if the way lets it.
    void close(End from);
    // This end is gone without a word.
    void vanish(End from) { side(from).ears = {}; }
    // The way has opened: what was held goes on.
    void release();

    [[nodiscard]] std::vector<std::string> const& sent_by_device() const { return sent_by_device_; }

private:
    struct Parcel {
        std::string body;
        bool last = false;  // the other end closed
    };
    struct Side {
        Ears ears;
        Instant last_arrival;
        std::deque<Parcel> held;  // on the way to this end
    };
    Side& side(End end) { return sides_[static_cast<std::size_t>(end)]; }
    void transmit(End to, Parcel parcel);
    void arrive(End to, Parcel parcel);

    Clockwork& clockwork_;
    Path const& path_;
    std::array<Side, 2> sides_;  // by End
    std::vector<std::string> sent_by_device_;
};

using ConnectionPtr = std::shared_ptr<Connection>;

}  // namespace saduak::sim
