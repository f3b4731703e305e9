#include "server/engine/snapshot_keeper.hpp"

#include <algorithm>
#include <memory>

#include <spdlog/spdlog.h>

#include "server/store/load_site.hpp"

namespace saduak::server {
namespace {

void keep(EventStore& store, SiteId const& site, domain::SiteState const& state)
{
    if (auto const kept = keep_snapshot(store, site, state); !kept) spdlog::warn("snapshot_not_kept site={}: {}", site.str(), kept.error().context);
}

}  // namespace

// Sooner at a day's end; later where the state is large, so that keeping it stays a small part of the work.
bool SnapshotKeeper::due(LiveSite const& site) const
{
    domain::SiteState const& state = site.durable;
    auto const entries = static_cast<Seq>(state.tickets.size() + state.appointments.size() + state.back_office.size());
    return state.seq - site.snapshot >= std::max(state.day_open ? every_ : every_ / 10, entries * 4);
}

void SnapshotKeeper::grown(SiteId const& id)
{
    LiveSite* const site = sites_.find(id);
    if (every_ == 0 || site == nullptr || !site->damage.empty() || !due(*site)) return;
    site->snapshot = site->durable.seq;  // also where it cannot be kept: the next one comes with more events
    auto const state = std::make_shared<domain::SiteState const>(site->durable);
    bool const taken = host_.on_store([store = &store_, id, state] { keep(*store, id, *state); }, [] {});
    if (!taken) spdlog::warn("snapshot_not_kept site={}: the store's queue is full", id.str());
}

void SnapshotKeeper::stopped()
{
    if (every_ == 0) return;
    for (auto const& [id, site] : sites_.all())
        if (site.damage.empty() && site.durable.seq - site.snapshot >= every_ / 20) keep(store_, id, site.durable);
}

}  // namespace saduak::server
