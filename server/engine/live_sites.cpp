#include "server/engine/live_sites.hpp"

#include <limits>
#include <utility>

#include <spdlog/spdlog.h>

#include "server/store/load_site.hpp"

namespace saduak::server {

Status LiveSites::load(EventStore& store)
{
    SADUAK_TRY(auto const heads, store.heads());
    for (SiteHead const& head : heads) {
        SADUAK_TRY(LoadedSite loaded, start_site(store, head.site));
        if (!loaded.snapshot_doubt.empty()) spdlog::warn("snapshot_not_used site={}: {}", head.site.str(), loaded.snapshot_doubt);
        LiveSite& site = sites_[head.site];
        site.durable = std::move(loaded.state);
        site.snapshot = loaded.snapshot;
        if (loaded.damage) make_read_only(head.site, loaded.damage->context);
        drop_speculation(site);
    }
    return {};
}

LiveSite* LiveSites::find(SiteId const& site)
{
    auto const found = sites_.find(site);
    return found == sites_.end() ? nullptr : &found->second;
}

LiveSite const* LiveSites::find(SiteId const& site) const
{
    auto const found = sites_.find(site);
    return found == sites_.end() ? nullptr : &found->second;
}

void LiveSites::make_read_only(SiteId const& site, std::string const& why)
{
    std::string& damage = sites_[site].damage;
    if (!damage.empty()) return;
    damage = why.empty() ? "its log is damaged" : why;
    spdlog::critical("site_read_only site={}: {}", site.str(), damage);
}

Published LiveSites::take(SiteId const& id, std::vector<StoredEvent> events)
{
    LiveSite& site = sites_[id];
    Published published{id, {}};
    for (StoredEvent& stored : events) {
        if (!site.damage.empty()) break;
        if (stored.seq <= site.durable.seq) continue;
        bool const nothing_decided = site.speculative.seq == site.durable.seq;
        Status applied = fold_event(site.durable, stored);
        if (applied && nothing_decided) applied = fold_event(site.speculative, stored);
        if (!applied) {
            make_read_only(id, applied.error().context);
            break;
        }
        stored.body.clear();
        stored.hash.clear();
        published.events.push_back(std::move(stored));
    }
    return published;
}

std::map<SiteId, Seq> LiveSites::known() const
{
    std::map<SiteId, Seq> known;
    // Of a damaged log nothing more is read.
    for (auto const& [id, site] : sites_) known[id] = site.damage.empty() ? site.durable.seq : std::numeric_limits<Seq>::max();
    return known;
}

}  // namespace saduak::server
