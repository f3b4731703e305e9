#include "server/store/load_site.hpp"

#include <utility>

#include "core/domain/decide.hpp"
#include "core/wire/state_json.hpp"

namespace saduak::server {
namespace {

// Where the log begins: nothing, or what stands for the events that left.
Result<domain::SiteState> beginning(EventStore& store, SiteId const& site)
{
    SnapshotStore* const kept = store.snapshot_store();
    if (kept == nullptr) return domain::SiteState{};
    SADUAK_TRY(auto const checkpoints, kept->checkpoints(site));
    if (checkpoints.empty()) return domain::SiteState{};
    Checkpoint const& newest = checkpoints.back();
    auto state = wire::decode_state(newest.state);
    if (!state) return fail(Errc::corrupt, "the checkpoint at event " + std::to_string(newest.seq) + ": " + state.error().context);
    if (state->seq != newest.seq) return fail(Errc::corrupt, "the checkpoint at event " + std::to_string(newest.seq) + " holds another state");
    return state;
}

Status fold_tail(EventStore& store, SiteId const& site, domain::SiteState& state)
{
    return store.read(site, state.seq, [&](StoredEvent const& stored) { return fold_event(state, stored); });
}

// The state of a snapshot that this program and this log vouch for.
Result<domain::SiteState> usable_state(EventStore& store, Snapshot const& snapshot)
{
    if (snapshot.fold != wire::fold_version()) return fail(Errc::unsupported, "another version of the program folded it");
    SADUAK_TRY(std::string const hash, hash_at(store, snapshot.site, snapshot.seq));
    if (hash != snapshot.hash) return fail(Errc::corrupt, "it is of another log");
    SADUAK_TRY(domain::SiteState state, wire::decode_state(snapshot.state));
    if (state.seq != snapshot.seq) return fail(Errc::corrupt, "it holds another state");
    return state;
}

// The newest usable snapshot's state, or why the newest was passed over.
struct Found {
    std::optional<domain::SiteState> state;
    std::string doubt;
};
Result<Found> find_snapshot(EventStore& store, SiteId const& site)
{
    Found found;
    SnapshotStore* const kept = store.snapshot_store();
    if (kept == nullptr) return found;
    SADUAK_TRY(auto const snapshots, kept->snapshots(site));
    for (Snapshot const& snapshot : snapshots) {
        auto state = usable_state(store, snapshot);
        if (state) {
            found.state = *std::move(state);
            return found;
        }
        if (found.doubt.empty()) found.doubt = "the snapshot at event " + std::to_string(snapshot.seq) + ": " + state.error().context;
    }
    return found;
}

}  // namespace

Status fold_event(domain::SiteState& state, StoredEvent const& stored)
{
    if (stored.seq != state.seq + 1) return fail(Errc::corrupt, "event " + std::to_string(stored.seq) + ": the one before it is missing");
    auto applied = domain::apply(state, stored.event);
    if (!applied) return fail(applied.error().code, "event " + std::to_string(stored.seq) + ": " + applied.error().context);
    return {};
}

Result<domain::SiteState> fold_site(EventStore& store, SiteId const& site, WatchFold const& watch)
{
    SADUAK_TRY(domain::SiteState state, beginning(store, site));
    SADUAK_TRY_STATUS(store.read(site, state.seq, [&](StoredEvent const& stored) -> Status {
        SADUAK_TRY_STATUS(fold_event(state, stored));
        if (watch) watch(state, stored);
        return {};
    }));
    return state;
}

Result<LoadedSite> start_site(EventStore& store, SiteId const& site)
{
    LoadedSite loaded;
    SADUAK_TRY(Found found, find_snapshot(store, site));
    loaded.snapshot_doubt = std::move(found.doubt);
    if (found.state) {
        loaded.state = *std::move(found.state);
        loaded.snapshot = loaded.state.seq;
        Status const read = fold_tail(store, site, loaded.state);
        loaded.folded = loaded.state.seq - loaded.snapshot;
        if (read) return loaded;
        if (read.error().code != Errc::corrupt) return tl::unexpected(read.error());
        // The log alone has the last word on what is wrong.
        loaded.snapshot_doubt = "the events after the snapshot at event " + std::to_string(loaded.snapshot) + " do not follow it";
        loaded.snapshot = 0;
    }
    auto state = beginning(store, site);
    if (!state && state.error().code != Errc::corrupt) return tl::unexpected(state.error());
    if (!state) {
        loaded.damage = state.error();
        return loaded;
    }
    loaded.state = *std::move(state);
    Seq const began = loaded.state.seq;
    Status const read = fold_tail(store, site, loaded.state);
    loaded.folded = loaded.state.seq - began;
    if (read) return loaded;
    if (read.error().code != Errc::corrupt) return tl::unexpected(read.error());
    loaded.damage = read.error();
    return loaded;
}

Result<domain::SiteState> load_site(EventStore& store, SiteId const& site)
{
    SADUAK_TRY(LoadedSite loaded, start_site(store, site));
    if (loaded.damage) return tl::unexpected(*std::move(loaded.damage));
    return std::move(loaded.state);
}

Status keep_snapshot(EventStore& store, SiteId const& site, domain::SiteState const& state)
{
    SnapshotStore* const kept = store.snapshot_store();
    if (kept == nullptr || state.seq == 0) return {};
    SADUAK_TRY(std::string hash, hash_at(store, site, state.seq));
    if (hash.empty()) return fail(Errc::not_found, "the log has no event " + std::to_string(state.seq));
    return kept->keep_snapshot({site, state.seq, std::move(hash), std::string(wire::fold_version()), wire::encode_state(state)});
}

Result<std::string> hash_at(EventStore& store, SiteId const& site, Seq seq)
{
    std::string hash;
    if (seq <= 0) return hash;
    if (SnapshotStore* const kept = store.snapshot_store()) {
        SADUAK_TRY(auto const checkpoints, kept->checkpoints(site));
        for (Checkpoint const& checkpoint : checkpoints)
            if (checkpoint.seq == seq) return checkpoint.hash;
    }
    bool reached = false;
    Status const read = store.read(site, seq - 1, [&](StoredEvent const& event) -> Status {
        reached = true;
        if (event.seq == seq) hash = event.hash;
        return fail(Errc::internal, "one event is enough");
    });
    if (!read && !reached) return tl::unexpected(read.error());
    return hash;
}

}  // namespace saduak::server
