// A kiosk of the product's own parts: update(), its numbers and its time, over the product's session and a journal that survives.
#pragma once

#include <vector>

#include "core/domain/site_config.hpp"
#include "kiosk/offline/known_time.hpp"
#include "kiosk/offline/numbers.hpp"
#include "kiosk/update.hpp"
#include "tests/sim/device.hpp"
#include "tests/sim/offline/true_history.hpp"

namespace saduak::sim {

class UpdateKiosk final : public Device {
public:
    UpdateKiosk(Parts parts, DeviceId id, domain::SiteConfig const& config, TrueHistory& history)
        : Device(parts, std::move(id), config.id), config_(config), history_(history)
    {
    }

    // Somebody comes for this service; goes away again where somebody else stands there.
    void citizen_comes(ServiceId const& service);
    [[nodiscard]] std::int64_t turned_away() const { return turned_away_; }
    [[nodiscard]] bool in_hand() const { return model_.site && model_.next_names; }

private:
    void started() override;
    void answered(std::int64_t n, domain::CommandBody const& command, bool ok, std::string const& body) override;
    void state_received(std::string const& body) override;
    void welcomed(wire::Welcome const& welcome) override;
    void link_lost() override;

    void happen(kiosk::Msg const& msg);
    void touch(kiosk::TargetKind kind, std::string service = {}) { happen(kiosk::Touched{{kind, std::move(service), 0}}); }
    void carry_out(kiosk::Effect const& effect);
    void issue_offline(kiosk::IssueOffline const& asked);
    void printed(kiosk::Print const& job);
    void tell_clock();
    void catch_up();
    [[nodiscard]] std::optional<Instant> known_now() const { return time_.at(monotonic(), wall_clock()); }

    domain::SiteConfig const& config_;
    TrueHistory& history_;
    kiosk::Model model_;
    kiosk::KnownTime time_{{}};
    bool met_server_ = false;  // in this run
    // What is in its data folder.
    kiosk::OfflineNumbers numbers_;
    kiosk::KnownTime::Kept kept_time_;
    std::optional<kiosk::SiteOffer> kept_site_;
    Instant kept_at_;
    std::optional<Date> caught_up_;
    std::int64_t turned_away_ = 0;
};

}  // namespace saduak::sim
