// One site's server, its kiosks and its counters in a virtual world: no sockets, threads or sleep. A seed decides everything.
// The network delays, loses connections and repeats; the server crashes between decision and commit and comes back with what
// was durable; citizens and agents do what they like. After every step the checkers look; at the end all is healed and
// everything must agree.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "core/domain/decide.hpp"
#include "core/link/device_session.hpp"
#include "core/link/server_session.hpp"

namespace saduak::sim {

struct Verdict {
    bool ok = true;
    std::string fault;  // the first
    std::int64_t steps = 0;
    std::int64_t tickets = 0;
    std::int64_t crashes = 0;
    std::int64_t cuts = 0;
};

// Runs one seed for about `minutes` of virtual time.
[[nodiscard]] Verdict run_seed(std::uint64_t seed, std::int64_t minutes);

// What is durable on the server's disk.
struct Disk {
    std::vector<domain::Event> log;
    struct StreamRow {
        std::int64_t high = 0;
        std::map<std::int64_t, std::pair<bool, std::string>> answers;
    };
    std::map<StreamId, StreamRow> streams;
};

class Server {
public:
    explicit Server(domain::SiteConfig const& config, Instant now);

    struct Answer {
        bool durable_later = false;  // goes out with the next commit
        std::int64_t expected = 0;   // out of order
        bool known = false;
        bool ok = false;
        std::string body;
    };
    // A device's command; `reply` is called at once for a known n, at the commit for a new one, never after a crash.
    void device_command(DeviceId const& device, StreamId const& stream, link::Decide command, Instant now, std::function<void(Answer)> reply);
    // A person's command; what the rejection was does not matter here.
    void person_command(domain::CommandBody body, AgentId agent, Instant now);
    [[nodiscard]] std::int64_t high(StreamId const& stream) const;

    void commit();
    void crash();
    [[nodiscard]] bool has_uncommitted() const { return !waiting_.empty() || !batch_.empty(); }

    [[nodiscard]] domain::SiteState const& durable() const { return durable_; }
    [[nodiscard]] domain::SiteState const& speculative() const { return speculative_; }
    [[nodiscard]] Disk const& disk() const { return disk_; }

private:
    struct Waiting {
        StreamId stream;
        std::int64_t n = 0;
        bool ok = false;
        std::string body;
        std::function<void(Answer)> reply;
    };
    domain::Decided<std::vector<domain::Event>> take(domain::Command command, Instant now);

    Disk disk_;
    domain::SiteState durable_;
    domain::SiteState speculative_;
    std::vector<domain::Event> batch_;
    std::vector<Waiting> waiting_;
    std::map<StreamId, std::int64_t> high_;
};

}  // namespace saduak::sim
