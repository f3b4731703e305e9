#include "server/notify/outgoing_file.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;

constexpr std::int64_t kSchemaVersion = 1;

// Kinds are words separated by a space. `secret` is sealed. A cursor is the last event of a site that became deliveries, or none, of a
// webhook: it moves in the transaction that writes them; hook_ticket and hook_printer hold what the reader at that cursor knows.
constexpr std::string_view kSchema1 = R"sql(
CREATE TABLE webhook(id TEXT PRIMARY KEY, site TEXT NOT NULL, url TEXT NOT NULL, kinds TEXT NOT NULL, secret BLOB NOT NULL, active INTEGER NOT NULL,
  why TEXT NOT NULL, waiting_limit INTEGER, wait_limit_s INTEGER, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE cursor(webhook TEXT NOT NULL REFERENCES webhook(id) ON DELETE CASCADE, site TEXT NOT NULL, seq INTEGER NOT NULL,
  PRIMARY KEY(webhook, site)) STRICT, WITHOUT ROWID;
CREATE TABLE hook_ticket(webhook TEXT NOT NULL REFERENCES webhook(id) ON DELETE CASCADE, site TEXT NOT NULL, ticket TEXT NOT NULL,
  number TEXT NOT NULL, service TEXT NOT NULL, class TEXT NOT NULL, PRIMARY KEY(webhook, site, ticket)) STRICT, WITHOUT ROWID;
CREATE TABLE hook_printer(webhook TEXT NOT NULL REFERENCES webhook(id) ON DELETE CASCADE, site TEXT NOT NULL, device TEXT NOT NULL,
  state TEXT NOT NULL, PRIMARY KEY(webhook, site, device)) STRICT, WITHOUT ROWID;
CREATE TABLE delivery(id INTEGER PRIMARY KEY AUTOINCREMENT, webhook TEXT NOT NULL REFERENCES webhook(id) ON DELETE CASCADE, event TEXT NOT NULL,
  kind TEXT NOT NULL, site TEXT NOT NULL, sequence TEXT NOT NULL, body TEXT NOT NULL, state TEXT NOT NULL, made_at INTEGER NOT NULL,
  since INTEGER NOT NULL, attempts INTEGER NOT NULL, status INTEGER, took_ms INTEGER, error TEXT, tried_at INTEGER) STRICT;
CREATE INDEX delivery_state ON delivery(state, id);
CREATE INDEX delivery_webhook ON delivery(webhook, id);
CREATE TABLE notice(id TEXT PRIMARY KEY, site TEXT NOT NULL, kind TEXT NOT NULL, channel TEXT NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL)
  STRICT, WITHOUT ROWID;
CREATE INDEX notice_at ON notice(at);
CREATE TABLE ledger(day TEXT NOT NULL, site TEXT NOT NULL, channel TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0, free INTEGER NOT NULL DEFAULT 0,
  failed INTEGER NOT NULL DEFAULT 0, over_quota INTEGER NOT NULL DEFAULT 0, cost_satang INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY(day, site, channel)) STRICT, WITHOUT ROWID;
CREATE TABLE line_event(id TEXT PRIMARY KEY, at INTEGER NOT NULL) STRICT, WITHOUT ROWID;
)sql";

}  // namespace

Result<Database> open_outgoing_file(std::filesystem::path const& path)
{
    SADUAK_TRY(Database database, Database::open(path.string(), platform::OpenMode::create));
    std::int64_t version = 0;
    {
        SADUAK_TRY(Statement statement, database.prepare("PRAGMA user_version"));
        SADUAK_TRY(bool const row, statement.step());
        version = row ? statement.integer(0) : 0;
    }
    if (version > kSchemaVersion) return fail(Errc::unsupported, path.string() + " was made by a newer version of this program");
    if (version == kSchemaVersion) return database;
    SADUAK_TRY_STATUS(in_transaction(database, [&]() -> Status {
        SADUAK_TRY_STATUS(database.execute(kSchema1));
        return database.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion));
    }));
    return database;
}

}  // namespace saduak::server
