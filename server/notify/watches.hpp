// What is told of that no event of the log says: a queue over its limit, a service near its standard time, a kiosk out of reach.
// Each says a thing once, when it begins. Pure.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "core/domain/state.hpp"
#include "server/notify/webhook_event.hpp"

namespace saduak::server {

// How long the queue of a site is now; the limits are left as they are.
[[nodiscard]] QueueLoad queue_load(domain::SiteState const& state, Instant now);

class ThresholdWatch {
public:
    // True where `load` is over one of its limits and was not when it was looked at last.
    [[nodiscard]] bool breached(std::string const& webhook, SiteId const& site, QueueLoad const& load);
    void forget(std::string const& webhook);

private:
    std::set<std::pair<std::string, SiteId>> over_;
};

// A ticket in service that has used this much of the time published for it.
inline constexpr std::int64_t kAtRiskPercent = 80;
struct AtRisk {
    TicketId ticket;
    std::int64_t standard_s = 0;
    std::int64_t elapsed_s = 0;  // as the standard counts it: with the citizen, or the whole stay
};
class StandardWatch {
public:
    [[nodiscard]] std::vector<AtRisk> look(domain::SiteState const& state, Instant now);

private:
    std::map<SiteId, std::set<TicketId>> told_;
};

struct KioskSeen {
    SiteId site;
    DeviceId device;
    bool online = false;
};
class KioskWatch {
public:
    static constexpr Millis kPatience = seconds(30);  // a connection that comes again sooner was no outage

    struct Change {
        SiteId site;
        DeviceId device;
        HookKind kind = HookKind::kiosk_offline;
    };
    // Of every kiosk that there is. Nothing is told of one that is there from the start on.
    [[nodiscard]] std::vector<Change> look(std::vector<KioskSeen> const& kiosks, Instant now);

private:
    enum class Known { unknown, online, offline };
    struct Kiosk {
        Known known = Known::unknown;
        Instant away_since;  // unset: it is there
    };
    std::map<DeviceId, Kiosk> kiosks_;
};

}  // namespace saduak::server
