#include "server/auth/accounts_file.hpp"

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;

constexpr std::int64_t kSchemaVersion = 1;

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

constexpr std::string_view kInsertAudit = "INSERT INTO audit(at, actor, action, about) VALUES (?, ?, ?, ?)";
constexpr std::string_view kInsertUser = "INSERT INTO user(name, role, sites, password, created_at) VALUES (?, ?, ?, ?, ?)";
constexpr std::string_view kUpdatePassword = "UPDATE user SET password = ? WHERE name = ?";
constexpr std::string_view kDeleteSessionsOf = "DELETE FROM session WHERE user = ?";
constexpr std::string_view kDeleteUser = "DELETE FROM user WHERE name = ?";
constexpr std::string_view kInsertToken = "INSERT INTO token(id, name, sha256, scopes, sites, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kDeleteToken = "DELETE FROM token WHERE id = ?";
constexpr std::string_view kInsertDevice = "INSERT INTO device(id, site, roles, counter, key_sha256, created_at) VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kRevokeDevice = "UPDATE device SET revoked = 1 WHERE id = ? AND revoked = 0";
constexpr std::string_view kReadUsers = "SELECT name, role, sites, password FROM user";
constexpr std::string_view kReadTokens = "SELECT id, name, sha256, scopes, sites, created_at, expires_at FROM token";
constexpr std::string_view kReadDevices = "SELECT id, site, roles, counter, key_sha256, revoked FROM device";
constexpr std::string_view kReadSessions = "SELECT sha256, user, created_at, seen_at FROM session";
constexpr std::string_view kPutSession =
    "INSERT INTO session(sha256, user, created_at, seen_at) VALUES (?, ?, ?, ?) ON CONFLICT(sha256) DO UPDATE SET seen_at = excluded.seen_at";
constexpr std::string_view kDeleteSession = "DELETE FROM session WHERE sha256 = ?";

std::vector<std::string> split(std::string const& text)
{
    std::vector<std::string> words;
    std::size_t start = 0;
    while (start < text.size()) {
        std::size_t const end = std::min(text.find(' ', start), text.size());
        if (end > start) words.push_back(text.substr(start, end - start));
        start = end + 1;
    }
    return words;
}

template <class List, class ToText>
std::string join(List const& list, ToText to_text)
{
    std::string text;
    for (auto const& item : list) {
        if (!text.empty()) text += ' ';
        text += to_text(item);
    }
    return text;
}

std::string join_sites(std::vector<SiteId> const& sites)
{
    return join(sites, [](SiteId const& site) { return site.str(); });
}

std::vector<SiteId> split_sites(std::string const& text)
{
    std::vector<SiteId> sites;
    for (auto& word : split(text)) sites.emplace_back(std::move(word));
    return sites;
}

template <class Parse>
auto split_words(std::string const& text, Parse parse)
{
    std::vector<typename decltype(parse(text))::value_type> values;
    for (auto const& word : split(text))
        if (auto const value = parse(word)) values.push_back(*value);
    return values;
}

Status read_users(Database& database, AccountsSnapshot& snapshot)
{
    SADUAK_TRY(Statement rows, database.prepare(kReadUsers));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return {};
        auto const role = role_from_string(rows.text(1));
        if (!role) return fail(Errc::corrupt, "accounts.db: user " + rows.text(0) + " has an unknown role");
        StoredUser user{User{rows.text(0), *role, split_sites(rows.text(2))}, rows.text(3)};
        snapshot.users.emplace(user.user.name, std::move(user));
    }
}

Status read_tokens(Database& database, AccountsSnapshot& snapshot)
{
    SADUAK_TRY(Statement rows, database.prepare(kReadTokens));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return {};
        Integration integration{rows.text(0), rows.text(1), split_words(rows.text(3), scope_from_string), split_sites(rows.text(4))};
        snapshot.tokens.emplace(rows.text(2), TokenRecord{std::move(integration), Instant{rows.integer(5)}, Instant{rows.integer(6)}});
    }
}

Status read_devices(Database& database, AccountsSnapshot& snapshot)
{
    SADUAK_TRY(Statement rows, database.prepare(kReadDevices));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return {};
        DeviceRecord record{DeviceId(rows.text(0)), SiteId(rows.text(1)), split_words(rows.text(2), device_role_from_string), CounterId(rows.text(3)),
                            rows.integer(5) != 0};
        DeviceId const id = record.id;
        snapshot.devices.emplace(id, StoredDevice{std::move(record), rows.text(4)});
    }
}

}  // namespace

Result<AccountsFile> AccountsFile::open(std::filesystem::path const& path)
{
    SADUAK_TRY(Database database, Database::open(path.string(), platform::OpenMode::create));
    AccountsFile file(std::move(database));
    SADUAK_TRY_STATUS(file.migrate().map_error(in("preparing " + path.string())));
    return file;
}

Status AccountsFile::migrate()
{
    SADUAK_TRY(auto transaction, platform::Transaction::begin(database_));
    std::int64_t version = 0;
    {
        SADUAK_TRY(Statement statement, database_.prepare("PRAGMA user_version"));
        SADUAK_TRY(bool const row, statement.step());
        version = row ? statement.integer(0) : 0;
    }
    if (version > kSchemaVersion) return fail(Errc::unsupported, "the file was made by a newer version of this program");
    if (version < 1) {
        SADUAK_TRY_STATUS(database_.execute(kSchema1));
    }
    SADUAK_TRY_STATUS(database_.execute("PRAGMA user_version = " + std::to_string(kSchemaVersion)));
    return transaction.commit();
}

Result<std::string> AccountsFile::secret(std::string_view name)
{
    SADUAK_TRY(Statement insert, database_.prepare("INSERT INTO secret(name, value) VALUES (?, ?) ON CONFLICT DO NOTHING"));
    SADUAK_TRY_STATUS(insert.bind(1, name).bind(2, platform::random_key()).run());
    SADUAK_TRY(Statement select, database_.prepare("SELECT value FROM secret WHERE name = ?"));
    SADUAK_TRY(bool const row, select.bind(1, name).step());
    if (!row) return fail(Errc::internal, "the server secret was not kept");
    return select.text(0);
}

Result<AccountsSnapshot> AccountsFile::read()
{
    AccountsSnapshot snapshot;
    SADUAK_TRY_STATUS(read_users(database_, snapshot));
    SADUAK_TRY_STATUS(read_tokens(database_, snapshot));
    SADUAK_TRY_STATUS(read_devices(database_, snapshot));
    return snapshot;
}

Result<std::unordered_map<std::string, StoredSession>> AccountsFile::read_sessions()
{
    std::unordered_map<std::string, StoredSession> sessions;
    SADUAK_TRY(Statement rows, database_.prepare(kReadSessions));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return sessions;
        sessions.emplace(rows.text(0), StoredSession{rows.text(1), Instant{rows.integer(2)}, Instant{rows.integer(3)}});
    }
}

Result<std::int64_t> AccountsFile::data_version()
{
    SADUAK_TRY(Statement statement, database_.prepare("PRAGMA data_version"));
    SADUAK_TRY(bool const row, statement.step());
    return row ? statement.integer(0) : 0;
}

Status AccountsFile::perform(Statement& statement, Act const& act)
{
    SADUAK_TRY(auto transaction, platform::Transaction::begin(database_));
    SADUAK_TRY(std::int64_t const changed, statement.run());
    if (changed == 0) return fail(Errc::not_found, "there is no " + std::string(act.about));
    SADUAK_TRY_STATUS(note(act));
    return transaction.commit();
}

Status AccountsFile::note(Act const& act)
{
    SADUAK_TRY(Statement audit, database_.prepare(kInsertAudit));
    SADUAK_TRY_STATUS(audit.bind(1, act.at.ms).bind(2, act.actor).bind(3, act.action).bind(4, act.about).run());
    return {};
}

Status AccountsFile::insert_user(StoredUser const& user, Act const& act)
{
    SADUAK_TRY(Statement insert, database_.prepare(kInsertUser));
    insert.bind(1, user.user.name).bind(2, to_string(user.user.role)).bind(3, join_sites(user.user.sites));
    insert.bind(4, user.password_hash).bind(5, act.at.ms);
    return perform(insert, act);
}

Status AccountsFile::update_password(std::string_view name, std::string_view hash, Act const& act)
{
    SADUAK_TRY(Statement update, database_.prepare(kUpdatePassword));
    update.bind(1, hash).bind(2, name);
    SADUAK_TRY_STATUS(perform(update, act));
    return delete_sessions_of(name);
}

Status AccountsFile::delete_user(std::string_view name, Act const& act)
{
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteUser));
    remove.bind(1, name);
    return perform(remove, act);
}

Status AccountsFile::insert_token(TokenRecord const& token, std::string_view sha256, Act const& act)
{
    auto const& integration = token.integration;
    SADUAK_TRY(Statement insert, database_.prepare(kInsertToken));
    insert.bind(1, integration.id).bind(2, integration.name).bind(3, sha256);
    insert.bind(4, join(integration.scopes, [](Scope scope) { return to_string(scope); })).bind(5, join_sites(integration.sites));
    insert.bind(6, token.created_at.ms).bind(7, token.expires_at.ms);
    return perform(insert, act);
}

Status AccountsFile::delete_token(std::string_view id, Act const& act)
{
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteToken));
    remove.bind(1, id);
    return perform(remove, act);
}

Status AccountsFile::insert_device(StoredDevice const& device, Act const& act)
{
    auto const& record = device.record;
    SADUAK_TRY(Statement insert, database_.prepare(kInsertDevice));
    insert.bind(1, record.id.str()).bind(2, record.site.str());
    insert.bind(3, join(record.roles, [](DeviceRole role) { return to_string(role); }));
    insert.bind(4, record.counter.str()).bind(5, device.key_sha256).bind(6, act.at.ms);
    return perform(insert, act);
}

Status AccountsFile::revoke_device(DeviceId const& device, Act const& act)
{
    SADUAK_TRY(Statement update, database_.prepare(kRevokeDevice));
    update.bind(1, device.str());
    return perform(update, act);
}

Status AccountsFile::put_session(std::string_view sha256, StoredSession const& session)
{
    SADUAK_TRY(Statement put, database_.prepare(kPutSession));
    SADUAK_TRY_STATUS(put.bind(1, sha256).bind(2, session.user).bind(3, session.created_at.ms).bind(4, session.seen_at.ms).run());
    return {};
}

Status AccountsFile::delete_session(std::string_view sha256)
{
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteSession));
    SADUAK_TRY_STATUS(remove.bind(1, sha256).run());
    return {};
}

Status AccountsFile::delete_sessions_of(std::string_view user)
{
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteSessionsOf));
    SADUAK_TRY_STATUS(remove.bind(1, user).run());
    return {};
}

}  // namespace saduak::server
