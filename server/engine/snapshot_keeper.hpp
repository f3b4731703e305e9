// Keeps sites' states for the next start: while their logs grow, on the store's thread, and once more at the end.
#pragma once

#include "server/engine/engine_host.hpp"
#include "server/engine/live_sites.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

class SnapshotKeeper {
public:
    // All must outlive it. `every`: events of a site after which its state is kept; 0: never.
    SnapshotKeeper(EventStore& store, EngineHost& host, LiveSites& sites, Seq every) : store_(store), host_(host), sites_(sites), every_(every) {}

    // More of the site's log is durable. On the engine's thread; the store's does the work.
    void grown(SiteId const& site);
    // The host has stopped: keeps here and now what has grown since.
    void stopped();

private:
    [[nodiscard]] bool due(LiveSite const& site) const;

    EventStore& store_;
    EngineHost& host_;
    LiveSites& sites_;
    Seq every_;
};

}  // namespace saduak::server
