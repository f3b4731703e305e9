#include "server/auth/accounts_schema.hpp"

#include <string>
#include <vector>

#include "server/auth/audit_trail.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;

constexpr std::int64_t kSchemaVersion = 2;

// Lists (sites, scopes, roles) are codes separated by a space; no sites: every site.
constexpr std::string_view kSchema1 = R"sql(
CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE user (name TEXT PRIMARY KEY, role TEXT NOT NULL, sites TEXT NOT NULL, password TEXT NOT NULL,
                   created_at INTEGER NOT NULL) STRICT;
CREATE TABLE token (id TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, sites TEXT NOT NULL,
                    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
CREATE TABLE device (id TEXT PRIMARY KEY, site TEXT NOT NULL, roles TEXT NOT NULL, counter TEXT NOT NULL, key_sha256 TEXT NOT NULL,
                     revoked INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE session (sha256 TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user(name) ON DELETE CASCADE, created_at INTEGER NOT NULL,
                      seen_at INTEGER NOT NULL) STRICT;
CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, about TEXT NOT NULL) STRICT;
)sql";

// Agencies of users; where a session came from; enrolment and rotation of devices; the audit trail with its chain.
// A device's key is never kept: a rotated one is drawn again from the server's secret and next_key_nonce.
constexpr std::string_view kSchema2 = R"sql(
ALTER TABLE user ADD COLUMN agencies TEXT NOT NULL DEFAULT '';
ALTER TABLE session ADD COLUMN address TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN next_key_nonce TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN next_key_sha256 TEXT NOT NULL DEFAULT '';
ALTER TABLE device ADD COLUMN old_key_until INTEGER NOT NULL DEFAULT 0;
CREATE TABLE enrolment (code_sha256 TEXT PRIMARY KEY, device TEXT NOT NULL REFERENCES device(id) ON DELETE CASCADE,
                        expires_at INTEGER NOT NULL) STRICT;
CREATE TABLE audit_trail (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, about TEXT NOT NULL,
                          address TEXT NOT NULL, hash TEXT NOT NULL) STRICT;
CREATE TRIGGER audit_trail_no_update BEFORE UPDATE ON audit_trail BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER audit_trail_no_delete BEFORE DELETE ON audit_trail BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
CREATE TRIGGER audit_trail_in_order BEFORE INSERT ON audit_trail WHEN NEW.id <= (SELECT max(id) FROM audit_trail)
BEGIN SELECT RAISE(ABORT, 'the audit trail only grows'); END;
)sql";

// The rows of the first schema get their place in the chain.
Status chain_old_audit(Database& database)
{
    std::vector<AuditEntry> entries;
    SADUAK_TRY(Statement rows, database.prepare("SELECT at, actor, action, about FROM audit ORDER BY id"));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) break;
        entries.push_back({0, Instant{rows.integer(0)}, rows.text(1), rows.text(2), rows.text(3), {}});
    }
    for (AuditEntry& entry : entries) {
        SADUAK_TRY_STATUS(append_audit(database, std::move(entry)));
    }
    return database.execute("DROP TABLE audit");
}

}  // namespace

Status prepare_accounts(Database& database)
{
    SADUAK_TRY(auto transaction, platform::Transaction::begin(database));
    std::int64_t version = 0;
    {
        SADUAK_TRY(Statement statement, database.prepare("PRAGMA user_version"));
        SADUAK_TRY(bool const row, statement.step());
        version = row ? statement.integer(0) : 0;
    }
    if (version > kSchemaVersion) return fail(Errc::unsupported, "the file was made by a newer version of this program");
    if (version < 1) {
        SADUAK_TRY_STATUS(database.execute(kSchema1));
    }
    if (version < 2) {
        SADUAK_TRY_STATUS(database.execute(kSchema2));
        SADUAK_TRY_STATUS(chain_old_audit(database));
    }
    SADUAK_TRY_STATUS(database.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion)));
    return transaction.commit();
}

}  // namespace saduak::server
