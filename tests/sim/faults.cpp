#include "tests/sim/faults.hpp"

#include <utility>

namespace saduak::sim {

using Repair = std::function<void()>;

Faults::Faults(Clockwork& clockwork, Victims victims) : clockwork_(clockwork), victims_(victims)
{
    for (Kind const kind : {&Faults::crash_server, &Faults::restart_server, &Faults::fill_disk, &Faults::break_disk, &Faults::break_syncs,
                            &Faults::slow_disk, &Faults::step_server_clock, &Faults::cut_power, &Faults::partition, &Faults::slow_network,
                            &Faults::cut_connections, &Faults::replay_bytes, &Faults::break_printer, &Faults::break_http, &Faults::step_device_clock})
        if (clockwork_.chance(0.6)) kinds_.push_back(kind);
    // From nearly nothing to a bad day.
    pause_ms_ = std::int64_t{1'000} << clockwork_.below(6);
}

void Faults::next()
{
    clockwork_.after(clockwork_.between(100, 2 * pause_ms_), [this] {
        if (healed_) return;
        if (!kinds_.empty()) {
            ++count_;
            if (Repair repair = (this->*kinds_[clockwork_.below(kinds_.size())])())
                repair_later(clockwork_.between(200, std::int64_t{1'000} << clockwork_.below(7)), std::move(repair));
        }
        next();
    });
}

void Faults::repair_later(std::int64_t ms, Repair repair)
{
    auto const shared = std::make_shared<Repair>(std::move(repair));
    repairs_.push_back(shared);
    clockwork_.after(ms, [this, shared] {
        if (std::erase(repairs_, shared) > 0) (*shared)();
    });
}

void Faults::heal()
{
    healed_ = true;
    for (auto const& repair : std::exchange(repairs_, {})) (*repair)();
}

Repair Faults::crash_server()
{
    Node& node = any_node();
    node.crash(clockwork_.chance(0.5));
    return [&node] { node.boot(); };
}

Repair Faults::restart_server()
{
    Node& node = any_node();
    node.shut_down();
    return [&node] { node.boot(); };
}

Repair Faults::fill_disk()
{
    Node& node = any_node();
    clockwork_.tell("the disk of %s is full", node.name().c_str());
    node.trouble.full = true;
    return [&node] { node.trouble.full = false; };
}

Repair Faults::break_disk()
{
    Node& node = any_node();
    node.trouble.fails = 0.3;
    return [&node] { node.trouble.fails = 0; };
}

Repair Faults::break_syncs()
{
    Node& node = any_node();
    node.trouble.sync_fails = 0.5;
    return [&node] { node.trouble.sync_fails = 0; };
}

Repair Faults::slow_disk()
{
    Node& node = any_node();
    node.trouble.slow_ms = std::int64_t{100} << clockwork_.below(6);
    return [&node] { node.trouble.slow_ms = 5; };
}

Repair Faults::step_server_clock()
{
    Node& node = any_node();
    node.clock_error = Millis{clockwork_.between(-90'000, 90'000)};
    clockwork_.tell("the clock of %s is wrong by %lld ms", node.name().c_str(), static_cast<long long>(node.clock_error.count));
    return [&node] { node.clock_error = {}; };
}

Repair Faults::cut_power()
{
    Device& device = any_device();
    device.lose_power();
    return [&device] { device.power_on(); };
}

// Several at once, one way or both: a way that is open in one direction makes a half-open link.
Repair Faults::partition()
{
    bool const up = clockwork_.chance(0.75);
    bool const down = !up || clockwork_.chance(0.7);
    std::vector<Device*> cut_off;
    double const share = clockwork_.chance(0.3) ? 1 : 0.4;
    for (Device* device : victims_.devices)
        if (clockwork_.chance(share)) cut_off.push_back(device);
    for (Device* device : cut_off) {
        clockwork_.tell("%s is cut off%s%s", device->id().str().c_str(), up ? " up" : "", down ? " down" : "");
        device->path.blocked_up = up;
        device->path.blocked_down = down;
    }
    return [cut_off] {
        for (Device* device : cut_off) {
            device->path.blocked_up = false;
            device->path.blocked_down = false;
            device->path_changed();
        }
    };
}

Repair Faults::slow_network()
{
    Device& device = any_device();
    device.path.latency_ms = std::int64_t{50} << clockwork_.below(7);
    return [&device] { device.path.latency_ms = 5; };
}

Repair Faults::cut_connections()
{
    for (Device* device : victims_.devices)
        if (clockwork_.chance(0.5)) device->cut();
    return {};
}

Repair Faults::replay_bytes()
{
    any_device().replay_old_connection();
    return {};
}

Repair Faults::break_printer()
{
    Printer& printer = victims_.kiosks[clockwork_.below(victims_.kiosks.size())]->printer;
    switch (clockwork_.below(3)) {
    case 0: printer.has_paper = false; break;
    case 1: printer.answers = false; break;
    default: printer.fails = 0.5; break;
    }
    return [&printer] { printer = Printer{}; };
}

Repair Faults::break_http()
{
    victims_.http.loses = clockwork_.chance(0.5) ? 0.3 : 0.05;
    victims_.http.duplicates = clockwork_.chance(0.5) ? 0.3 : 0;
    victims_.http.latency_ms = std::int64_t{10} << clockwork_.below(8);
    return [this] { victims_.http = HttpTrouble{}; };
}

Repair Faults::step_device_clock()
{
    Device& device = any_device();
    device.clock_error = Millis{clockwork_.between(-7'200'000, 7'200'000)};
    return [&device] { device.clock_error = {}; };
}

}  // namespace saduak::sim
