// The tables beside the log in its SQLite file: snapshots, checkpoints, erasables. Plain statements; transactions are the caller's.
#pragma once

#include <optional>
#include <vector>

#include "platform/sqlite.hpp"
#include "server/store/erasable_store.hpp"
#include "server/store/snapshot_store.hpp"

namespace saduak::server {

inline constexpr int kSnapshotsKept = 2;  // of a site: the one before the newest is there should the newest be damaged

[[nodiscard]] Result<std::vector<Snapshot>> read_snapshots(platform::Database& database, SiteId const& site);
[[nodiscard]] Status write_snapshot(platform::Database& database, Snapshot const& snapshot);

[[nodiscard]] Result<std::vector<Checkpoint>> read_checkpoints(platform::Database& database, SiteId const& site);
// The states of the site's older checkpoints are dropped: the newest stands for all.
[[nodiscard]] Status write_checkpoint(platform::Database& database, Checkpoint const& checkpoint);
// Deletes at most `rows_max` events that stand behind the site's newest checkpoint.
[[nodiscard]] Result<std::int64_t> delete_archived(platform::Database& database, SiteId const& site, std::int64_t rows_max);
// Events up to this one have left, even where some still stand in the file. 0: none.
[[nodiscard]] Result<Seq> last_archived(platform::Database& database, SiteId const& site);

[[nodiscard]] Status write_erasable(platform::Database& database, Erasable const& erasable);
[[nodiscard]] Status delete_erasable(platform::Database& database, SiteId const& site, ErasableKey const& key);
[[nodiscard]] Result<std::optional<Erasable>> read_erasable(platform::Database& database, SiteId const& site, ErasableKey const& key);
[[nodiscard]] Result<std::vector<Erasable>> read_ended_erasables(platform::Database& database, Instant now);

}  // namespace saduak::server
