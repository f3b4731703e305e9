// What goes wrong, and when it is right again. Each seed has its own kinds of trouble.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "tests/sim/client.hpp"
#include "tests/sim/kiosk.hpp"
#include "tests/sim/node.hpp"

namespace saduak::sim {

struct Victims {
    std::vector<std::unique_ptr<Node>>& nodes;
    std::vector<Device*>& devices;
    std::vector<Kiosk*>& kiosks;
    HttpTrouble& http;
};

class Faults {
public:
    Faults(Clockwork& clockwork, Victims victims);

    void begin() { next(); }
    // Everything is repaired, and nothing more breaks.
    void heal();
    [[nodiscard]] std::int64_t count() const { return count_; }

private:
    // Breaks something; returns its repair.
    using Kind = std::function<void()> (Faults::*)();

    void next();
    void repair_later(std::int64_t ms, std::function<void()> repair);

    std::function<void()> crash_server();
    std::function<void()> restart_server();
    std::function<void()> fill_disk();
    std::function<void()> break_disk();
    std::function<void()> break_syncs();
    std::function<void()> slow_disk();
    std::function<void()> step_server_clock();
    std::function<void()> cut_power();
    std::function<void()> partition();
    std::function<void()> slow_network();
    std::function<void()> cut_connections();
    std::function<void()> replay_bytes();
    std::function<void()> break_printer();
    std::function<void()> break_http();
    std::function<void()> step_device_clock();

    Node& any_node() { return *victims_.nodes[clockwork_.below(victims_.nodes.size())]; }
    Device& any_device() { return *victims_.devices[clockwork_.below(victims_.devices.size())]; }

    Clockwork& clockwork_;
    Victims victims_;
    std::vector<Kind> kinds_;  // of this seed
    std::int64_t pause_ms_ = 0;
    std::vector<std::shared_ptr<std::function<void()>>> repairs_;
    bool healed_ = false;
    std::int64_t count_ = 0;
};

}  // namespace saduak::sim
