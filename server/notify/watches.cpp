#include "server/notify/watches.hpp"

#include <algorithm>

namespace saduak::server {

using namespace domain;

QueueLoad queue_load(SiteState const& state, Instant now)
{
    QueueLoad load;
    for (auto const& [key, queue] : state.queues)
        for (auto const& [place, id] : queue) {
            Ticket const* ticket = state.find(id);
            if (ticket == nullptr) continue;
            load.waiting += 1;
            load.longest_wait_s = std::max(load.longest_wait_s, floor_seconds(now - ticket->waiting_since));
        }
    return load;
}

bool ThresholdWatch::breached(std::string const& webhook, SiteId const& site, QueueLoad const& load)
{
    bool const over = (load.waiting_limit && load.waiting > *load.waiting_limit) || (load.wait_limit_s && load.longest_wait_s > *load.wait_limit_s);
    std::pair const key(webhook, site);
    if (over) return over_.insert(key).second;
    over_.erase(key);
    return false;
}

void ThresholdWatch::forget(std::string const& webhook)
{
    std::erase_if(over_, [&](auto const& key) { return key.first == webhook; });
}

std::vector<AtRisk> StandardWatch::look(SiteState const& state, Instant now)
{
    std::set<TicketId>& told = told_[state.config.id];
    std::erase_if(told, [&](TicketId const& id) { return !state.open.contains(id); });
    std::vector<AtRisk> found;
    for (TicketId const& id : state.open) {
        Ticket const* ticket = state.find(id);
        if (ticket == nullptr || ticket->state != TicketState::serving || told.contains(id)) continue;
        Service const* service = state.config.find_service(ticket->service);
        if (service == nullptr || service->standard_s <= 0) continue;
        bool const whole_stay = service->standard_basis == StandardBasis::elapsed;
        Millis const elapsed = whole_stay ? now - ticket->issued_at : now - ticket->started_at - ticket->held_for;
        std::int64_t const elapsed_s = floor_seconds(elapsed);
        if (elapsed_s * 100 < service->standard_s * kAtRiskPercent) continue;
        told.insert(id);
        found.push_back({id, service->standard_s, elapsed_s});
    }
    return found;
}

std::vector<KioskWatch::Change> KioskWatch::look(std::vector<KioskSeen> const& kiosks, Instant now)
{
    std::vector<Change> changes;
    for (KioskSeen const& seen : kiosks) {
        Kiosk& kiosk = kiosks_[seen.device];
        if (seen.online) {
            if (kiosk.known == Known::offline) changes.push_back({seen.site, seen.device, HookKind::kiosk_online});
            kiosk = {Known::online, {}};
            continue;
        }
        if (!kiosk.away_since.is_set()) kiosk.away_since = now;
        if (kiosk.known == Known::offline || now - kiosk.away_since < kPatience) continue;
        kiosk.known = Known::offline;
        changes.push_back({seen.site, seen.device, HookKind::kiosk_offline});
    }
    std::erase_if(kiosks_, [&](auto const& entry) {
        return std::none_of(kiosks.begin(), kiosks.end(), [&](KioskSeen const& seen) { return seen.device == entry.first; });
    });
    return changes;
}

}  // namespace saduak::server
