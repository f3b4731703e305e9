#include "server/store/sqlite_side_tables.hpp"

#include <string>
#include <utility>

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;

constexpr char const* kReadSnapshots = "SELECT seq, hash, fold, digest, state FROM snapshot WHERE site = ? ORDER BY seq DESC";
constexpr char const* kWriteSnapshot = "INSERT OR REPLACE INTO snapshot(site, seq, hash, fold, digest, state) VALUES(?,?,?,?,?,?)";
// Any other than the newest: also those that a log beyond this one left, before a backup was restored.
constexpr char const* kDropSnapshots = "DELETE FROM snapshot WHERE site = ?1 AND (seq > ?2 OR seq NOT IN (SELECT seq FROM snapshot WHERE site = ?1 "
                                       "AND seq <= ?2 ORDER BY seq DESC LIMIT ?3))";
constexpr char const* kReadCheckpoints = "SELECT seq, hash, day, at, file, file_sha256, digest, state FROM checkpoint WHERE site = ? ORDER BY seq";
constexpr char const* kWriteCheckpoint =
    "INSERT INTO checkpoint(site, seq, hash, day, at, file, file_sha256, digest, state) VALUES(?,?,?,?,?,?,?,?,?)";
constexpr char const* kDropCheckpointStates = "UPDATE checkpoint SET state = '', digest = '' WHERE site = ? AND seq < ?";
constexpr char const* kDropSnapshotsBefore = "DELETE FROM snapshot WHERE site = ? AND seq < ?";
// By seq and not by LIMIT, which a DELETE of SQLite does not have everywhere.
constexpr char const* kDeleteArchived = "DELETE FROM event WHERE site = ?1 AND seq <= ?2 AND seq < ?3 + (SELECT MIN(seq) FROM event WHERE site = ?1)";
constexpr char const* kLastArchived = "SELECT COALESCE(MAX(seq), 0) FROM checkpoint WHERE site = ?";
constexpr char const* kWriteErasable = "INSERT INTO erasable(site, key, purpose, until, ciphertext) VALUES(?,?,?,?,?)";
constexpr char const* kDeleteErasable = "DELETE FROM erasable WHERE site = ? AND key = ?";
constexpr char const* kReadErasable = "SELECT purpose, until, ciphertext FROM erasable WHERE site = ? AND key = ?";
constexpr char const* kReadEnded = "SELECT site, key, purpose, until FROM erasable WHERE until <= ? ORDER BY until LIMIT ?";

}  // namespace

Result<std::vector<Snapshot>> read_snapshots(Database& database, SiteId const& site)
{
    SADUAK_TRY(Statement rows, database.prepare(kReadSnapshots));
    rows.bind(1, site.str());
    std::vector<Snapshot> snapshots;
    for (;;) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return snapshots;
        if (platform::sha256_hex(rows.view(4)) == rows.view(3))
            snapshots.push_back({site, rows.integer(0), rows.text(1), rows.text(2), rows.text(4)});
    }
}

Status write_snapshot(Database& database, Snapshot const& snapshot)
{
    SADUAK_TRY(Statement write, database.prepare(kWriteSnapshot));
    write.bind(1, snapshot.site.str()).bind(2, snapshot.seq).bind(3, snapshot.hash).bind(4, snapshot.fold);
    SADUAK_TRY_STATUS(write.bind(5, platform::sha256_hex(snapshot.state)).bind(6, snapshot.state).run());
    SADUAK_TRY(Statement drop, database.prepare(kDropSnapshots));
    SADUAK_TRY_STATUS(drop.bind(1, snapshot.site.str()).bind(2, snapshot.seq).bind(3, std::int64_t{kSnapshotsKept}).run());
    return {};
}

Result<std::vector<Checkpoint>> read_checkpoints(Database& database, SiteId const& site)
{
    SADUAK_TRY(Statement rows, database.prepare(kReadCheckpoints));
    rows.bind(1, site.str());
    std::vector<Checkpoint> checkpoints;
    std::string digest;
    for (;;) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) break;
        SADUAK_TRY(Date const day, parse_date(rows.view(2)));
        checkpoints.push_back({site, rows.integer(0), rows.text(1), day, Instant{rows.integer(3)}, rows.text(4), rows.text(5), rows.text(7)});
        digest = rows.text(6);
    }
    if (!checkpoints.empty() && platform::sha256_hex(checkpoints.back().state) != digest)
        return fail(Errc::corrupt, "the checkpoint at event " + std::to_string(checkpoints.back().seq) + " of site " + site.str() +
                                       " was changed: restore a backup, or import the archived file and the export of this log elsewhere");
    return checkpoints;
}

Status write_checkpoint(Database& database, Checkpoint const& checkpoint)
{
    SADUAK_TRY(Statement write, database.prepare(kWriteCheckpoint));
    write.bind(1, checkpoint.site.str()).bind(2, checkpoint.seq).bind(3, checkpoint.hash).bind(4, format_date(checkpoint.day));
    write.bind(5, checkpoint.at.ms).bind(6, checkpoint.file).bind(7, checkpoint.file_sha256);
    SADUAK_TRY_STATUS(write.bind(8, platform::sha256_hex(checkpoint.state)).bind(9, checkpoint.state).run());
    SADUAK_TRY(Statement drop, database.prepare(kDropCheckpointStates));
    SADUAK_TRY_STATUS(drop.bind(1, checkpoint.site.str()).bind(2, checkpoint.seq).run());
    SADUAK_TRY(Statement old, database.prepare(kDropSnapshotsBefore));
    SADUAK_TRY_STATUS(old.bind(1, checkpoint.site.str()).bind(2, checkpoint.seq).run());
    return {};
}

Result<std::int64_t> delete_archived(Database& database, SiteId const& site, std::int64_t rows_max)
{
    SADUAK_TRY(Seq const archived, last_archived(database, site));
    SADUAK_TRY(Statement rows, database.prepare(kDeleteArchived));
    return rows.bind(1, site.str()).bind(2, archived).bind(3, rows_max).run();
}

Result<Seq> last_archived(Database& database, SiteId const& site)
{
    SADUAK_TRY(Statement row, database.prepare(kLastArchived));
    SADUAK_TRY(bool const found, row.bind(1, site.str()).step());
    return found ? row.integer(0) : 0;
}

Status write_erasable(Database& database, Erasable const& erasable)
{
    SADUAK_TRY(Statement write, database.prepare(kWriteErasable));
    write.bind(1, erasable.site.str()).bind(2, erasable.key.str()).bind(3, erasable.purpose).bind(4, erasable.until.ms);
    SADUAK_TRY_STATUS(write.bind_blob(5, erasable.ciphertext).run());
    return {};
}

Status delete_erasable(Database& database, SiteId const& site, ErasableKey const& key)
{
    SADUAK_TRY(Statement erase, database.prepare(kDeleteErasable));
    SADUAK_TRY_STATUS(erase.bind(1, site.str()).bind(2, key.str()).run());
    return {};
}

Result<std::optional<Erasable>> read_erasable(Database& database, SiteId const& site, ErasableKey const& key)
{
    SADUAK_TRY(Statement row, database.prepare(kReadErasable));
    SADUAK_TRY(bool const found, row.bind(1, site.str()).bind(2, key.str()).step());
    if (!found) return std::nullopt;
    return Erasable{site, key, row.text(0), Instant{row.integer(1)}, row.blob(2)};
}

Result<std::vector<Erasable>> read_ended_erasables(Database& database, Instant now)
{
    SADUAK_TRY(Statement rows, database.prepare(kReadEnded));
    rows.bind(1, now.ms).bind(2, static_cast<std::int64_t>(kEndedErasablesMax));
    std::vector<Erasable> ended;
    for (;;) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return ended;
        ended.push_back({SiteId(rows.text(0)), ErasableKey(rows.text(1)), rows.text(2), Instant{rows.integer(3)}, {}});
    }
}

}  // namespace saduak::server
