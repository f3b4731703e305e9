#include "server/auth/accounts_file.hpp"

#include "platform/entropy.hpp"
#include "server/auth/accounts_schema.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;

// Lists (sites, agencies, scopes, roles) are codes separated by a space; neither sites nor agencies: every site.
constexpr std::string_view kInsertUser = "INSERT INTO user(name, role, sites, agencies, password, created_at) VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kUpdateUser = "UPDATE user SET role = ?, sites = ?, agencies = ? WHERE name = ?";
constexpr std::string_view kUpdatePassword = "UPDATE user SET password = ? WHERE name = ?";
constexpr std::string_view kDeleteSessionsOf = "DELETE FROM session WHERE user = ?";
constexpr std::string_view kDeleteUser = "DELETE FROM user WHERE name = ?";
constexpr std::string_view kAdministrators = "SELECT count(*) FROM user WHERE role = 'administrator' AND sites = '' AND agencies = ''";
constexpr std::string_view kInsertToken = "INSERT INTO token(id, name, sha256, scopes, sites, created_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr std::string_view kDeleteToken = "DELETE FROM token WHERE id = ?";
constexpr std::string_view kInsertDevice = "INSERT INTO device(id, site, roles, counter, key_sha256, created_at) VALUES (?, ?, ?, ?, ?, ?)";
constexpr std::string_view kRevokeDevice =
    "UPDATE device SET revoked = 1, next_key_nonce = '', next_key_sha256 = '', old_key_until = 0 WHERE id = ? AND revoked = 0";
constexpr std::string_view kDeleteEnrolments = "DELETE FROM enrolment WHERE device = ?";
constexpr std::string_view kInsertEnrolment = "INSERT INTO enrolment(code_sha256, device, expires_at) VALUES (?, ?, ?)";
constexpr std::string_view kUseEnrolment = "DELETE FROM enrolment WHERE code_sha256 = ? AND device = ? AND expires_at > ?";
constexpr std::string_view kEnrol =
    "UPDATE device SET key_sha256 = ?, revoked = 0, next_key_nonce = '', next_key_sha256 = '', old_key_until = 0 WHERE id = ?";
constexpr std::string_view kRotate =
    "UPDATE device SET next_key_nonce = ?, next_key_sha256 = ?, old_key_until = ? WHERE id = ? AND revoked = 0 AND key_sha256 <> ''";
constexpr std::string_view kAdopt = "UPDATE device SET key_sha256 = next_key_sha256, next_key_nonce = '', next_key_sha256 = '', old_key_until = 0 "
                                    "WHERE id = ? AND next_key_sha256 = ?";
constexpr std::string_view kReadUsers = "SELECT name, role, sites, agencies, password FROM user";
constexpr std::string_view kReadTokens = "SELECT id, name, sha256, scopes, sites, created_at, expires_at FROM token";
constexpr std::string_view kReadDevices =
    "SELECT id, site, roles, counter, revoked, key_sha256, next_key_nonce, next_key_sha256, old_key_until FROM device";
constexpr std::string_view kReadEnrolments = "SELECT code_sha256, device FROM enrolment";
constexpr std::string_view kReadSessions = "SELECT sha256, user, created_at, seen_at, address FROM session";
constexpr std::string_view kPutSession = "INSERT INTO session(sha256, user, created_at, seen_at, address) VALUES (?, ?, ?, ?, ?) "
                                         "ON CONFLICT(sha256) DO UPDATE SET seen_at = excluded.seen_at";
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

template <class Code>
std::string join_codes(std::vector<Code> const& codes)
{
    return join(codes, [](Code const& code) { return code.str(); });
}

template <class Code>
std::vector<Code> split_codes(std::string const& text)
{
    std::vector<Code> codes;
    for (auto& word : split(text)) codes.emplace_back(std::move(word));
    return codes;
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
        StoredUser user{User{rows.text(0), *role, split_codes<SiteId>(rows.text(2)), split_codes<AgencyId>(rows.text(3))}, rows.text(4)};
        snapshot.users.emplace(user.user.name, std::move(user));
    }
}

Status read_tokens(Database& database, AccountsSnapshot& snapshot)
{
    SADUAK_TRY(Statement rows, database.prepare(kReadTokens));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return {};
        Integration integration{rows.text(0), rows.text(1), split_words(rows.text(3), scope_from_string), split_codes<SiteId>(rows.text(4))};
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
                            rows.integer(4) != 0};
        DeviceId const id = record.id;
        snapshot.devices.emplace(id, StoredDevice{std::move(record), rows.text(5), rows.text(6), rows.text(7), Instant{rows.integer(8)}});
    }
}

Status read_enrolments(Database& database, AccountsSnapshot& snapshot)
{
    SADUAK_TRY(Statement rows, database.prepare(kReadEnrolments));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return {};
        snapshot.enrolments.emplace(rows.text(0), DeviceId(rows.text(1)));
    }
}

}  // namespace

Result<AccountsFile> AccountsFile::open(std::filesystem::path const& path)
{
    SADUAK_TRY(Database database, Database::open(path.string(), platform::OpenMode::create));
    SADUAK_TRY_STATUS(prepare_accounts(database).map_error(in("preparing " + path.string())));
    return AccountsFile(std::move(database));
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
    SADUAK_TRY_STATUS(read_enrolments(database_, snapshot));
    return snapshot;
}

Result<std::unordered_map<std::string, StoredSession>> AccountsFile::read_sessions()
{
    std::unordered_map<std::string, StoredSession> sessions;
    SADUAK_TRY(Statement rows, database_.prepare(kReadSessions));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return sessions;
        sessions.emplace(rows.text(0), StoredSession{rows.text(1), Instant{rows.integer(2)}, Instant{rows.integer(3)}, rows.text(4)});
    }
}

Result<std::int64_t> AccountsFile::data_version()
{
    SADUAK_TRY(Statement statement, database_.prepare("PRAGMA data_version"));
    SADUAK_TRY(bool const row, statement.step());
    return row ? statement.integer(0) : 0;
}

Status AccountsFile::perform(AuditEntry act, Body const& body)
{
    SADUAK_TRY(auto transaction, platform::Transaction::begin(database_));
    SADUAK_TRY_STATUS(body());
    SADUAK_TRY_STATUS(append_audit(database_, std::move(act)));
    return transaction.commit();
}

Status AccountsFile::perform(AuditEntry act, Statement& statement)
{
    return perform(act, [&] { return must_change(statement, act); });
}

Status AccountsFile::must_change(Statement& statement, AuditEntry const& act)
{
    SADUAK_TRY(std::int64_t const changed, statement.run());
    if (changed == 0) return fail(Errc::not_found, "there is no " + act.about);
    return {};
}

Result<std::int64_t> AccountsFile::administrators()
{
    SADUAK_TRY(Statement count, database_.prepare(kAdministrators));
    SADUAK_TRY(bool const row, count.step());
    return row ? count.integer(0) : 0;
}

// Counted in the transaction: two who remove each other at once, here and on the command line, do not both succeed.
Status AccountsFile::perform_on_administrators(AuditEntry act, Statement& statement)
{
    return perform(act, [&]() -> Status {
        SADUAK_TRY(std::int64_t const before, administrators());
        SADUAK_TRY_STATUS(must_change(statement, act));
        SADUAK_TRY(std::int64_t const after, administrators());
        if (before > 0 && after == 0) return fail(Errc::busy, "the last administrator of every site must remain");
        return {};
    });
}

Status AccountsFile::append(std::vector<AuditEntry> entries)
{
    if (entries.empty()) return {};
    SADUAK_TRY(auto transaction, platform::Transaction::begin(database_));
    for (AuditEntry& entry : entries) {
        SADUAK_TRY_STATUS(append_audit(database_, std::move(entry)));
    }
    return transaction.commit();
}

Status AccountsFile::insert_user(StoredUser const& user, AuditEntry act)
{
    SADUAK_TRY(Statement insert, database_.prepare(kInsertUser));
    insert.bind(1, user.user.name).bind(2, to_string(user.user.role)).bind(3, join_codes(user.user.sites)).bind(4, join_codes(user.user.agencies));
    insert.bind(5, user.password_hash).bind(6, act.at.ms);
    return perform(std::move(act), insert);
}

Status AccountsFile::update_user(User const& user, AuditEntry act)
{
    SADUAK_TRY(Statement update, database_.prepare(kUpdateUser));
    update.bind(1, to_string(user.role)).bind(2, join_codes(user.sites)).bind(3, join_codes(user.agencies)).bind(4, user.name);
    return perform_on_administrators(std::move(act), update);
}

Status AccountsFile::delete_user(std::string_view name, AuditEntry act)
{
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteUser));
    remove.bind(1, name);
    return perform_on_administrators(std::move(act), remove);
}

Status AccountsFile::update_password(std::string_view name, std::string_view hash, std::optional<NextSession> const& next, AuditEntry act)
{
    SADUAK_TRY(Statement update, database_.prepare(kUpdatePassword));
    update.bind(1, hash).bind(2, name);
    return perform(act, [&]() -> Status {
        SADUAK_TRY_STATUS(must_change(update, act));
        SADUAK_TRY(Statement end_sessions, database_.prepare(kDeleteSessionsOf));
        SADUAK_TRY_STATUS(end_sessions.bind(1, name).run());
        if (!next) return {};
        return put_session(next->first, next->second);
    });
}

Status AccountsFile::insert_token(TokenRecord const& token, std::string_view sha256, AuditEntry act)
{
    auto const& integration = token.integration;
    SADUAK_TRY(Statement insert, database_.prepare(kInsertToken));
    insert.bind(1, integration.id).bind(2, integration.name).bind(3, sha256);
    insert.bind(4, join(integration.scopes, [](Scope scope) { return to_string(scope); })).bind(5, join_codes(integration.sites));
    insert.bind(6, token.created_at.ms).bind(7, token.expires_at.ms);
    return perform(std::move(act), insert);
}

Status AccountsFile::delete_token(std::string_view id, AuditEntry act)
{
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteToken));
    remove.bind(1, id);
    return perform(std::move(act), remove);
}

Status AccountsFile::insert_device(StoredDevice const& device, std::optional<Enrolment> const& code, AuditEntry act)
{
    auto const& record = device.record;
    SADUAK_TRY(Statement insert, database_.prepare(kInsertDevice));
    insert.bind(1, record.id.str()).bind(2, record.site.str());
    insert.bind(3, join(record.roles, [](DeviceRole role) { return to_string(role); }));
    insert.bind(4, record.counter.str()).bind(5, device.key_sha256).bind(6, act.at.ms);
    return perform(act, [&]() -> Status {
        SADUAK_TRY_STATUS(must_change(insert, act));
        if (!code) return {};
        return insert_enrolment(record.id, *code);
    });
}

Status AccountsFile::insert_enrolment(DeviceId const& device, Enrolment const& code)
{
    SADUAK_TRY(Statement insert, database_.prepare(kInsertEnrolment));
    return insert.bind(1, code.code_sha256).bind(2, device.str()).bind(3, code.expires_at.ms).run().map([](auto) {});
}

Status AccountsFile::put_enrolment(DeviceId const& device, Enrolment const& code, AuditEntry act)
{
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteEnrolments));
    remove.bind(1, device.str());
    return perform(std::move(act), [&]() -> Status {
        SADUAK_TRY_STATUS(remove.run());
        return insert_enrolment(device, code);
    });
}

Status AccountsFile::enrol(DeviceId const& device, std::string_view code_sha256, std::string_view key_sha256, AuditEntry act)
{
    SADUAK_TRY(Statement use, database_.prepare(kUseEnrolment));
    use.bind(1, code_sha256).bind(2, device.str()).bind(3, act.at.ms);
    SADUAK_TRY(Statement update, database_.prepare(kEnrol));
    update.bind(1, key_sha256).bind(2, device.str());
    return perform(act, [&]() -> Status {
        SADUAK_TRY(std::int64_t const used, use.run());
        if (used == 0) return fail(Errc::not_found, "no such code, or it is too old");
        return must_change(update, act);
    });
}

Status AccountsFile::rotate_key(StoredDevice const& device, AuditEntry act)
{
    SADUAK_TRY(Statement update, database_.prepare(kRotate));
    update.bind(1, device.next_key_nonce).bind(2, device.next_key_sha256).bind(3, device.old_key_until.ms).bind(4, device.record.id.str());
    return perform(std::move(act), update);
}

Status AccountsFile::adopt_key(DeviceId const& device, std::string_view next_key_sha256, AuditEntry act)
{
    SADUAK_TRY(Statement update, database_.prepare(kAdopt));
    update.bind(1, device.str()).bind(2, next_key_sha256);
    Status const adopted = perform(std::move(act), update);
    if (!adopted && adopted.error().code != Errc::not_found) return adopted;
    return {};
}

Status AccountsFile::revoke_device(DeviceId const& device, AuditEntry act)
{
    SADUAK_TRY(Statement update, database_.prepare(kRevokeDevice));
    update.bind(1, device.str());
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteEnrolments));
    remove.bind(1, device.str());
    return perform(act, [&]() -> Status {
        SADUAK_TRY_STATUS(must_change(update, act));
        return remove.run().map([](auto) {});
    });
}

Status AccountsFile::start_session(std::string_view sha256, StoredSession const& session, AuditEntry act)
{
    return perform(std::move(act), [&] { return put_session(sha256, session); });
}

Status AccountsFile::end_sessions(std::vector<std::string> const& sha256s, AuditEntry act)
{
    return perform(std::move(act), [&]() -> Status {
        for (std::string const& sha256 : sha256s) {
            SADUAK_TRY_STATUS(delete_session(sha256));
        }
        return {};
    });
}

Status AccountsFile::put_session(std::string_view sha256, StoredSession const& session)
{
    SADUAK_TRY(Statement put, database_.prepare(kPutSession));
    put.bind(1, sha256).bind(2, session.user).bind(3, session.created_at.ms).bind(4, session.seen_at.ms).bind(5, session.address);
    return put.run().map([](auto) {});
}

Status AccountsFile::delete_session(std::string_view sha256)
{
    SADUAK_TRY(Statement remove, database_.prepare(kDeleteSession));
    return remove.bind(1, sha256).run().map([](auto) {});
}

}  // namespace saduak::server
