// A device's end of the link: the product's session over a journal that survives power loss as a synced file does.
// A kiosk or rating terminal is built upon it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/link/device_session.hpp"
#include "tests/sim/clockwork.hpp"
#include "tests/sim/network.hpp"
#include "tests/sim/node.hpp"

namespace saduak::sim {

// What a journal file holds. Commands are synced when they are written; an acknowledgement only with the next synced record.
struct VirtualJournal {
    StreamId stream;
    std::map<std::int64_t, std::string> commands;
    std::set<TicketId> printing;
    std::map<std::string, std::int32_t> last_offline;  // number given out, by prefix; written with its command
    std::int64_t last_acked = 0;
    std::int64_t last_acked_synced = 0;
};

class Device {
public:
    struct Parts {
        Clockwork& clockwork;
        VirtualDatabase& database;
        std::vector<std::unique_ptr<Node>>& nodes;
    };
    Device(Parts parts, DeviceId id, SiteId site);
    virtual ~Device() = default;
    Device(Device const&) = delete;
    Device& operator=(Device const&) = delete;

    void power_on();
    // What was not synced is gone, perhaps; whoever stood before it is left standing.
    void lose_power();
    [[nodiscard]] bool is_on() const { return session_ != nullptr; }

    [[nodiscard]] DeviceId const& id() const { return id_; }
    [[nodiscard]] SiteId const& site() const { return site_; }
    [[nodiscard]] bool is_online() const { return session_ && session_->state() == link::LinkState::online; }
    [[nodiscard]] std::int64_t unanswered() const { return session_ ? session_->unanswered() : 0; }
    [[nodiscard]] VirtualJournal const& journal() const { return journal_; }

    // Trouble on the way.
    Path path;
    void path_changed();
    // The connection breaks, and both ends hear of it.
    void cut();
    // Bytes of an earlier connection come once more, as from a confused proxy.
    void replay_old_connection();

    Millis clock_error{0};       // of its wall clock
    std::int64_t drift_ppm = 0;  // of its monotonic clock

protected:
    // Journals and sends. Returns its n.
    std::int64_t submit(domain::CommandBody const& command, std::optional<wire::DeviceClock> const& taken = std::nullopt);
    // What its clocks show.
    [[nodiscard]] wire::DeviceClock clocks() const { return {boot_id_, monotonic().ms, wall_clock()}; }
    // What it does when it starts, and hears.
    virtual void started() = 0;
    virtual void answered(std::int64_t n, domain::CommandBody const& command, bool ok, std::string const& body) = 0;
    virtual void state_received(std::string const& /*body*/) {}
    virtual void welcomed(wire::Welcome const& /*welcome*/) {}
    virtual void link_lost() {}

    // Runs while this run of the device lasts.
    void after(std::int64_t ms, std::function<void()> action);
    void note_printing(TicketId const& ticket);
    void note_offline(std::string const& prefix, std::int32_t n) { journal_.last_offline[prefix] = n; }
    [[nodiscard]] Instant monotonic() const;
    [[nodiscard]] Instant wall_clock() const { return parts_.clockwork.now() + clock_error; }

    Parts parts_;

private:
    void act(link::Actions actions);
    void connect();
    void hang_up();
    void tick();
    void acknowledged(link::Answered const& answer);

    DeviceId id_;
    SiteId site_;
    VirtualJournal journal_;
    std::unique_ptr<link::DeviceSession> session_;
    ConnectionPtr connection_;
    std::vector<std::weak_ptr<Connection>> connections_;  // older ones too: their bytes may be on the way
    std::vector<std::string> old_bytes_;                  // what a former connection sent
    std::int64_t boots_ = 0;
    std::string boot_id_;
    Instant booted_at_;
};

}  // namespace saduak::sim
