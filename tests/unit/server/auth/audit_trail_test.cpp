// The audit trail on a real file: it only grows, and it shows what was done to it with other tools.
#include <catch2/catch.hpp>

#include "platform/sqlite.hpp"
#include "server/auth/accounts.hpp"
#include "server/auth/rare_rows.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::platform::Database;
using saduak::platform::OpenMode;
using saduak::test::TemporaryFolder;

namespace {

Instant const kNow = *parse_rfc3339("2026-11-23T01:30:00Z");
SiteId const kHall("hall");

std::unique_ptr<Accounts> open(TemporaryFolder const& folder)
{
    auto accounts = Accounts::open(folder.path());
    REQUIRE(accounts);
    return std::move(*accounts);
}

Database open_file(TemporaryFolder const& folder)
{
    auto database = Database::open(folder.file("accounts.db"), OpenMode::read_write);
    REQUIRE(database);
    return std::move(*database);
}

std::string fault_of(TemporaryFolder const& folder)
{
    auto database = open_file(folder);
    auto const report = check_audit(database);
    REQUIRE(report);
    return report->fault;
}

// Three acts, in a file that is closed again.
void make_trail(TemporaryFolder const& folder)
{
    auto const accounts = open(folder);
    REQUIRE(accounts->add_user(User{"malee", Role::agent, {kHall}}, "seven green frogs", Actor("user:somchai", "192.0.2.7"), kNow));
    REQUIRE(accounts->change_user(User{"malee", Role::supervisor, {kHall}}, "console", kNow + seconds(1)));
    REQUIRE(accounts->remove_user("malee", "console", kNow + seconds(2)));
}

}  // namespace

TEST_CASE("each act leaves a row that says who, what, about whom and from where, newest first")
{
    TemporaryFolder const folder;
    make_trail(folder);
    auto const accounts = open(folder);
    auto const trail = accounts->audit(0, 10);
    REQUIRE(trail);
    REQUIRE(trail->size() == 3);
    CHECK(trail->at(0).act == "user.remove");
    CHECK(trail->at(1).act == "user.change");
    CHECK(trail->at(1).about == "user malee: agent at hall → supervisor at hall");
    CHECK(trail->at(2).act == "user.add");
    CHECK(trail->at(2).actor == "user:somchai");
    CHECK(trail->at(2).address == "192.0.2.7");
    CHECK(trail->at(2).at == kNow);
    auto const older = accounts->audit(trail->at(0).id, 1);
    REQUIRE(older);
    REQUIRE(older->size() == 1);
    CHECK(older->front().act == "user.change");
}

TEST_CASE("an act that fails leaves no row")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    REQUIRE_FALSE(accounts->remove_user("nobody", "console", kNow));
    REQUIRE_FALSE(accounts->rotate_device(DeviceId("k1"), "console", kNow));
    CHECK(accounts->audit(0, 10)->empty());
}

TEST_CASE("rows of the audit trail are neither changed, nor removed, nor put in between")
{
    TemporaryFolder const folder;
    make_trail(folder);
    auto database = open_file(folder);
    CHECK_FALSE(database.execute("UPDATE audit_trail SET actor = 'user:other' WHERE id = 1"));
    CHECK_FALSE(database.execute("DELETE FROM audit_trail WHERE id = 3"));
    CHECK_FALSE(database.execute("INSERT OR REPLACE INTO audit_trail SELECT 2, at, actor, act, about, address, hash FROM audit_trail WHERE id = 1"));
    CHECK(fault_of(folder).empty());
}

TEST_CASE("a trail that was changed with the triggers taken away is found")
{
    TemporaryFolder const folder;
    make_trail(folder);
    auto database = open_file(folder);
    REQUIRE(database.execute("DROP TRIGGER audit_trail_no_update"));
    CHECK(fault_of(folder) == "the triggers that keep the audit trail from changes were taken away");
    REQUIRE(database.execute("UPDATE audit_trail SET actor = 'user:other' WHERE id = 2"));
    REQUIRE(database.execute("CREATE TRIGGER audit_trail_no_update BEFORE UPDATE ON audit_trail BEGIN SELECT RAISE(ABORT, ''); END"));
    CHECK(fault_of(folder) == "entry 2 of the audit trail was changed, or one before it");
    REQUIRE(database.execute("DROP TRIGGER audit_trail_no_delete; DELETE FROM audit_trail WHERE id = 1;"
                             "CREATE TRIGGER audit_trail_no_delete BEFORE DELETE ON audit_trail BEGIN SELECT RAISE(ABORT, ''); END"));
    CHECK(fault_of(folder) == "entry 1 of the audit trail is missing");
}

TEST_CASE("a sign-in and a failed one are in the trail; a name that nobody has is not, for it may be a password")
{
    TemporaryFolder const folder;
    auto const accounts = open(folder);
    REQUIRE(accounts->add_user(User{"malee", Role::agent, {kHall}}, "seven green frogs", "console", kNow));
    REQUIRE(accounts->begin_session("malee", "192.0.2.7", kNow));
    accounts->note_refused("malee", "192.0.2.7", kNow);
    accounts->note_refused("MySecretPassword", "192.0.2.8", kNow);
    auto const trail = accounts->audit(0, 10);
    REQUIRE(trail);
    REQUIRE(trail->size() == 4);
    CHECK(trail->at(0).act == "session.refused");
    CHECK(trail->at(0).about == "a name that nobody has");
    CHECK(trail->at(0).address == "192.0.2.8");
    CHECK(trail->at(1).about == "user malee");
    CHECK(trail->at(2).act == "session.start");
    CHECK(trail->at(2).actor == "user:malee");
}

TEST_CASE("a storm of failures is twenty rows in ten minutes and one that counts the rest")
{
    RareRows failures;
    std::vector<AuditEntry> rows;
    for (int i = 0; i < 1000; ++i) failures.add({0, kNow + Millis{100 * i}, {}, "session.refused", "user malee", "192.0.2.7"}, rows);
    CHECK(rows.size() == RareRows::kRowsMax);
    failures.tell(kNow + minutes(9), rows);
    CHECK(rows.size() == RareRows::kRowsMax);
    failures.tell(kNow + minutes(10), rows);
    REQUIRE(rows.size() == RareRows::kRowsMax + 1);
    CHECK(rows.back().about == "980 more since 2026-11-23T01:30:00.000Z");
    failures.add({0, kNow + minutes(11), {}, "session.refused", "user malee", "192.0.2.7"}, rows);
    CHECK(rows.size() == RareRows::kRowsMax + 2);
}

TEST_CASE("a file of the first version keeps its acts, now in the chain")
{
    TemporaryFolder const folder;
    {
        auto database = Database::open(folder.file("accounts.db"), OpenMode::create);
        REQUIRE(database);
        REQUIRE(database->execute(R"sql(
CREATE TABLE secret (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE user (name TEXT PRIMARY KEY, role TEXT NOT NULL, sites TEXT NOT NULL, password TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE token (id TEXT PRIMARY KEY, name TEXT NOT NULL, sha256 TEXT NOT NULL UNIQUE, scopes TEXT NOT NULL, sites TEXT NOT NULL,
                    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL) STRICT;
CREATE TABLE device (id TEXT PRIMARY KEY, site TEXT NOT NULL, roles TEXT NOT NULL, counter TEXT NOT NULL, key_sha256 TEXT NOT NULL,
                     revoked INTEGER NOT NULL DEFAULT 0, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE session (sha256 TEXT PRIMARY KEY, user TEXT NOT NULL REFERENCES user(name) ON DELETE CASCADE, created_at INTEGER NOT NULL,
                      seen_at INTEGER NOT NULL) STRICT;
CREATE TABLE audit (id INTEGER PRIMARY KEY, at INTEGER NOT NULL, actor TEXT NOT NULL, action TEXT NOT NULL, about TEXT NOT NULL) STRICT;
INSERT INTO user VALUES ('malee', 'manager', 'hall land', 'x', 1);
INSERT INTO device VALUES ('k1', 'hall', 'issue', '', 'abc', 0, 1);
INSERT INTO audit VALUES (7, 1000, 'console', 'user.add', 'user malee'), (9, 2000, 'console', 'device.add', 'device k1');
PRAGMA user_version = 1;
)sql"));
    }
    auto const accounts = open(folder);
    auto const trail = accounts->audit(0, 10);
    REQUIRE(trail);
    REQUIRE(trail->size() == 2);
    CHECK(trail->at(1).act == "user.add");
    CHECK(trail->at(0).at == Instant{2000});
    CHECK(fault_of(folder).empty());
    REQUIRE(accounts->users().size() == 1);
    CHECK(accounts->users().front().sites.size() == 2);
    CHECK(accounts->users().front().agencies.empty());
    CHECK(accounts->devices().front().site == kHall);
}
