// What lets a site's state be had without its whole log (DESIGN 5): snapshots, which are never the only copy of anything, and
// checkpoints, behind which older events left for a file. Store thread only; every call may block.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/event.hpp"

namespace saduak::server {

using domain::Seq;

// A site's state after an event, so that a start folds the tail of the log alone.
struct Snapshot {
    SiteId site;
    Seq seq = 0;
    std::string hash;   // of the event `seq`
    std::string fold;   // wire::fold_version() of the program that folded it
    std::string state;  // wire::encode_state
};

// Where a site's log begins: it stands for the events up to `seq`.
struct Checkpoint {
    SiteId site;
    Seq seq = 0;
    std::string hash;  // of the event `seq`
    Date day;          // the service day that this event closed
    Instant at;        // when it was archived
    std::string file;  // name of the file that has the events since the checkpoint before this one
    std::string file_sha256;
    std::string state;  // wire::encode_state after the event `seq`; empty for all but the newest checkpoint
};

class SnapshotStore {
public:
    virtual ~SnapshotStore() = default;

    // Newest first; one that was damaged on disk is left out.
    [[nodiscard]] virtual Result<std::vector<Snapshot>> snapshots(SiteId const& site) = 0;
    // Keeps it and the newest of those before it; others go. Errc as EventStore::append.
    [[nodiscard]] virtual Status keep_snapshot(Snapshot const& snapshot) = 0;
    // Oldest first; none where the log begins at its first event. Errc::corrupt where the newest was damaged on disk.
    [[nodiscard]] virtual Result<std::vector<Checkpoint>> checkpoints(SiteId const& site) = 0;
    // From here on the log begins after it: read() gives nothing before, and snapshots before it are gone. No server may run.
    [[nodiscard]] virtual Status keep_checkpoint(Checkpoint const& checkpoint) = 0;
    // Frees the room of events that have left, at most `rows_max` of them. Returns how many; 0: none are left.
    [[nodiscard]] virtual Result<std::int64_t> drop_archived(SiteId const& site, std::int64_t rows_max) = 0;
};

}  // namespace saduak::server
