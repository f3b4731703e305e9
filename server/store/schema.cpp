#include "server/store/schema.hpp"

#include <array>
#include <string>

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;
using platform::Transaction;

// Steps are never changed once a release had them: tests/data/log-vN.sql holds a log of each version.
// Hashes are kept as hex text: a person with the sqlite3 shell can read and compare them.
constexpr char const* kStep1 = R"sql(
CREATE TABLE event(
  site TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, type TEXT NOT NULL,
  ticket TEXT, service TEXT, counter TEXT, agent TEXT, device TEXT, stream TEXT, n INTEGER,
  body TEXT NOT NULL, hash TEXT NOT NULL,
  PRIMARY KEY(site, seq)) WITHOUT ROWID;
CREATE TABLE site_head(site TEXT PRIMARY KEY, seq INTEGER NOT NULL, hash TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE stream(id TEXT PRIMARY KEY, device TEXT NOT NULL, site TEXT NOT NULL, high INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE answer(stream TEXT NOT NULL, n INTEGER NOT NULL, ok INTEGER NOT NULL, body TEXT NOT NULL,
  PRIMARY KEY(stream, n)) WITHOUT ROWID;
CREATE TABLE key_answer(principal TEXT NOT NULL, key TEXT NOT NULL, request_sha256 TEXT NOT NULL, at INTEGER NOT NULL,
  ok INTEGER NOT NULL, body TEXT NOT NULL, PRIMARY KEY(principal, key)) WITHOUT ROWID;
CREATE TABLE probe(id INTEGER PRIMARY KEY, at INTEGER NOT NULL);
)sql";

// snapshot.fold names the code that folded, snapshot.digest is the SHA-256 of the state: what does not fit is folded anew.
// The newest checkpoint of a site stands for every event up to its seq; the older ones tell in which files those are.
constexpr char const* kStep2 = R"sql(
CREATE TABLE snapshot(site TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, fold TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL,
  PRIMARY KEY(site, seq));
CREATE TABLE checkpoint(site TEXT NOT NULL, seq INTEGER NOT NULL, hash TEXT NOT NULL, day TEXT NOT NULL, at INTEGER NOT NULL,
  file TEXT NOT NULL, file_sha256 TEXT NOT NULL, digest TEXT NOT NULL, state TEXT NOT NULL, PRIMARY KEY(site, seq));
CREATE TABLE erasable(site TEXT NOT NULL, key TEXT NOT NULL, purpose TEXT NOT NULL, until INTEGER NOT NULL, ciphertext BLOB NOT NULL,
  PRIMARY KEY(site, key)) WITHOUT ROWID;
CREATE INDEX erasable_until ON erasable(until);
)sql";

// Answers of long ago were kept for ever; the store drops them as it goes from here on.
constexpr char const* kStep3 = R"sql(
DELETE FROM answer WHERE n <= (SELECT high FROM stream WHERE id = answer.stream) - 1024;
)sql";

constexpr std::array kSteps{kStep1, kStep2, kStep3};  // the first leads from version 0 to 1
static_assert(kSteps.size() == kSchemaVersion);

}  // namespace

Result<std::int64_t> schema_version(Database& database)
{
    SADUAK_TRY(Statement version, database.prepare("PRAGMA user_version"));
    SADUAK_TRY(bool const row, version.step());
    std::int64_t const found = row ? version.integer(0) : 0;
    if (found > kSchemaVersion)
        return fail(Errc::unsupported, "the data were written by a newer version (schema " + std::to_string(found) + "): use that version");
    return found;
}

Status upgrade_schema(Database& database)
{
    SADUAK_TRY(std::int64_t found, schema_version(database));
    while (found < kSchemaVersion) {
        SADUAK_TRY(Transaction transaction, Transaction::begin(database));
        SADUAK_TRY(found, schema_version(database));  // again, now that nobody else writes
        if (found == kSchemaVersion) return {};
        SADUAK_TRY_STATUS(
            database.execute(kSteps[static_cast<std::size_t>(found)]).map_error(in("making the tables of schema " + std::to_string(found + 1))));
        SADUAK_TRY_STATUS(database.execute("PRAGMA user_version = " + std::to_string(found + 1)));
        SADUAK_TRY_STATUS(transaction.commit());
        ++found;
    }
    return {};
}

}  // namespace saduak::server
