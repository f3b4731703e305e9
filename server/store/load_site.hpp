// A site's state from the store: its newest usable snapshot and the events after it. Any doubt about a snapshot, and the log
// alone speaks.
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "core/domain/state.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

// Takes the event that follows the state. Errc::corrupt, with its seq, for a gap or an event that cannot follow.
[[nodiscard]] Status fold_event(domain::SiteState& state, StoredEvent const& stored);

// Told of each event and the state that it led to.
using WatchFold = std::function<void(domain::SiteState const& state, StoredEvent const& stored)>;
// The whole log, or what is left of it after the newest checkpoint, folded without a snapshot.
[[nodiscard]] Result<domain::SiteState> fold_site(EventStore& store, SiteId const& site, WatchFold const& watch = {});

struct LoadedSite {
    domain::SiteState state;      // as far as the log could be folded
    Seq snapshot = 0;             // the snapshot's last event; 0: none was used
    Seq folded = 0;               // events read after it
    std::string snapshot_doubt;   // why the newest snapshot was not used; empty: it was, or there is none
    std::optional<Error> damage;  // the log holds an event that cannot follow: the site must not take commands
};
// An Error only where the store cannot be read; a wrong event is told in `damage`.
[[nodiscard]] Result<LoadedSite> start_site(EventStore& store, SiteId const& site);
// The state alone; an unconfigured one for a site without events. Errc::corrupt where the log is damaged.
[[nodiscard]] Result<domain::SiteState> load_site(EventStore& store, SiteId const& site);

// Keeps the state for the next start_site, where the store keeps snapshots. It must be what the log says at its seq.
[[nodiscard]] Status keep_snapshot(EventStore& store, SiteId const& site, domain::SiteState const& state);

// Empty for seq 0 and where the log has no such event; the checkpoint's own for the last event that left.
[[nodiscard]] Result<std::string> hash_at(EventStore& store, SiteId const& site, Seq seq);

}  // namespace saduak::server
