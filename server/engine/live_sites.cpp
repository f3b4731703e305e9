#include "server/engine/live_sites.hpp"

#include <limits>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/domain/decide.hpp"

namespace saduak::server {
namespace {

Status fold(domain::SiteState& state, StoredEvent const& stored)
{
    std::string const where = "event " + std::to_string(stored.seq);
    if (stored.seq != state.seq + 1) return fail(Errc::corrupt, where + ": the one before it is missing");
    return domain::apply(state, stored.event).map_error(in(where));
}

}  // namespace

Status LiveSites::load(EventStore& store)
{
    SADUAK_TRY(auto const heads, store.heads());
    for (SiteHead const& head : heads) {
        LiveSite& site = sites_[head.site];
        Status const read = store.read(head.site, 0, [&](StoredEvent const& stored) { return fold(site.durable, stored); });
        if (!read && read.error().code != Errc::corrupt) return read;
        if (!read) make_read_only(head.site, read.error().context);
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
        Status applied = fold(site.durable, stored);
        if (applied && nothing_decided) applied = fold(site.speculative, stored);
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
