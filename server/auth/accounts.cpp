#include "server/auth/accounts.hpp"

#include <algorithm>
#include <mutex>
#include <unordered_map>
#include <utility>

#include <spdlog/spdlog.h>

#include "core/base/bytes.hpp"
#include "platform/entropy.hpp"
#include "server/auth/accounts_file.hpp"
#include "server/auth/password.hpp"

namespace saduak::server {
namespace {

using platform::sha256_hex;

constexpr Millis kActivityKeptEvery = minutes(1);  // seen_at on disk is at most this old

bool ended(StoredSession const& session, Instant now)
{
    return now - session.seen_at > kSessionIdleLimit || now - session.created_at > kSessionLimit;
}

Status check_password_text(std::string_view password)
{
    if (password.size() < kPasswordLengthMin || password.size() > kPasswordLengthMax || !valid_utf8(password))
        return fail(Errc::invalid_argument, "a password has 8 to 256 bytes of UTF-8");
    return {};
}

// Lists of sites are kept as words: an empty one would be read as "every site", one with a space as two.
Status check_sites(std::vector<SiteId> const& sites)
{
    for (SiteId const& site : sites)
        if (!valid_code(site.str()))
            return fail(Errc::invalid_argument, "a site has a name of 1 to 64 letters, digits, '.', '_' or '-', not '" + site.str() + "'");
    return {};
}

Status check_user(User const& user)
{
    if (!valid_code(user.name))
        return fail(Errc::invalid_argument, "a user name has 1 to 64 letters, digits, '.', '_' or '-', not '" + user.name + "'");
    return check_sites(user.sites);
}

Error no_entry(Error error, std::string const& what)
{
    if (error.code == Errc::already_exists) error.context = what + " already exists";
    return error;
}

}  // namespace

// Two mutexes because checks come from the I/O thread and must never wait for the disk: `file` is held across SQL,
// `memory` only while values are copied or swapped. Order: file before memory.
struct Accounts::State {
    explicit State(AccountsFile its_file) : accounts_file(std::move(its_file)) {}

    std::mutex file;
    AccountsFile accounts_file;
    std::int64_t data_version = 0;

    mutable std::mutex memory;
    std::shared_ptr<AccountsSnapshot const> snapshot;
    struct LiveSession {
        StoredSession session;
        Instant kept_seen_at;  // as on disk
    };
    std::unordered_map<std::string, LiveSession> sessions;  // by SHA-256 of the cookie
    std::string secret;

    std::shared_ptr<AccountsSnapshot const> current() const
    {
        std::lock_guard const lock(memory);
        return snapshot;
    }
    std::string csrf_of(std::string const& session_sha256) const { return platform::hmac_sha256_hex(secret, "csrf:" + session_sha256).substr(0, 32); }
    // With `file` held.
    Status reload()
    {
        SADUAK_TRY(auto fresh, accounts_file.read());
        auto shared = std::make_shared<AccountsSnapshot const>(std::move(fresh));
        std::lock_guard const lock(memory);
        snapshot = std::move(shared);
        return {};
    }
    // One administrative act, and memory as it is after it.
    template <class Change>
    Status change(Change const& apply_change)
    {
        std::lock_guard const lock(file);
        SADUAK_TRY_STATUS(apply_change(accounts_file));
        return reload();
    }
};

bool DeviceRecord::has(DeviceRole role) const { return std::find(roles.begin(), roles.end(), role) != roles.end(); }

Result<std::unique_ptr<Accounts>> Accounts::open(std::filesystem::path const& data_folder)
{
    SADUAK_TRY(auto file, AccountsFile::open(data_folder / "accounts.db"));
    auto state = std::make_unique<State>(std::move(file));
    SADUAK_TRY(state->secret, state->accounts_file.secret("server"));
    SADUAK_TRY(state->data_version, state->accounts_file.data_version());
    SADUAK_TRY_STATUS(state->reload());
    SADUAK_TRY(auto sessions, state->accounts_file.read_sessions());
    for (auto& [sha256, session] : sessions) state->sessions.emplace(sha256, State::LiveSession{session, session.seen_at});
    return std::unique_ptr<Accounts>(new Accounts(std::move(state)));
}

Accounts::Accounts(std::unique_ptr<State> state) : state_(std::move(state)) {}
Accounts::~Accounts() = default;

std::string const& Accounts::secret() const { return state_->secret; }

std::optional<Principal> Accounts::find_token(std::string_view bearer, Instant now) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->tokens.find(sha256_hex(bearer));
    if (found == snapshot->tokens.end()) return std::nullopt;
    auto const& token = found->second;
    if (token.expires_at.is_set() && now >= token.expires_at) return std::nullopt;
    return token.integration;
}

std::optional<Session> Accounts::find_session(std::string_view cookie, Instant now)
{
    std::string const sha256 = sha256_hex(cookie);
    std::lock_guard const lock(state_->memory);
    auto const found = state_->sessions.find(sha256);
    if (found == state_->sessions.end() || ended(found->second.session, now)) return std::nullopt;
    auto const user = state_->snapshot->users.find(found->second.session.user);
    if (user == state_->snapshot->users.end()) return std::nullopt;
    found->second.session.seen_at = std::max(found->second.session.seen_at, now);
    return Session{user->second.user, state_->csrf_of(sha256)};
}

Result<DeviceRecord> Accounts::check_device(DeviceId const& device, std::string_view key) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->devices.find(device);
    if (found == snapshot->devices.end() || found->second.record.revoked) return fail(Errc::not_found, "unknown device " + device.str());
    if (!platform::equal_secrets(sha256_hex(key), found->second.key_sha256)) return fail(Errc::permission, "wrong key of device " + device.str());
    return found->second.record;
}

bool Accounts::is_revoked(DeviceId const& device) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->devices.find(device);
    return found == snapshot->devices.end() || found->second.record.revoked;
}

std::vector<DeviceRecord> Accounts::devices(SiteId const& site) const
{
    std::vector<DeviceRecord> result = devices();
    std::erase_if(result, [&site](DeviceRecord const& record) { return record.site != site; });
    return result;
}

Result<User> Accounts::check_password(std::string_view name, std::string_view password) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->users.find(name);
    // Who signs in elsewhere alone has no password here.
    bool const known = found != snapshot->users.end() && !found->second.password_hash.empty();
    if (!known) waste_a_comparison(password);
    if (!known || !password_matches(password, found->second.password_hash)) return fail(Errc::permission, "wrong name or password");
    return found->second.user;
}

Result<SignedIn> Accounts::begin_session(std::string_view name, Instant now)
{
    auto const user = find_user(name);
    if (!user) return fail(Errc::not_found, "there is no user " + std::string(name));
    // A new secret at every sign-in: one that was known before it is worth nothing after it.
    std::string cookie = platform::random_key();
    std::string const sha256 = sha256_hex(cookie);
    StoredSession const session{user->name, now, now};
    std::lock_guard const file_lock(state_->file);
    SADUAK_TRY_STATUS(state_->accounts_file.put_session(sha256, session).map_error(in("keeping the session")));
    std::lock_guard const lock(state_->memory);
    state_->sessions[sha256] = State::LiveSession{session, now};
    return SignedIn{*user, std::move(cookie), state_->csrf_of(sha256)};
}

Result<SignedIn> Accounts::renew_session(std::string_view name, Instant now)
{
    {
        std::lock_guard const file_lock(state_->file);
        SADUAK_TRY_STATUS(state_->accounts_file.delete_sessions_of(name));
        forget_sessions(name);
    }
    return begin_session(name, now);
}

void Accounts::sign_out(std::string_view cookie)
{
    std::string const sha256 = sha256_hex(cookie);
    std::lock_guard const file_lock(state_->file);
    {
        std::lock_guard const lock(state_->memory);
        state_->sessions.erase(sha256);
    }
    if (auto const removed = state_->accounts_file.delete_session(sha256); !removed)
        spdlog::warn("session_not_removed error={}", removed.error().context);
}

Status Accounts::refresh(Instant now)
{
    std::lock_guard const file_lock(state_->file);
    SADUAK_TRY(std::int64_t const version, state_->accounts_file.data_version());
    if (version != state_->data_version) {
        SADUAK_TRY_STATUS(state_->reload());
        SADUAK_TRY(auto const kept, state_->accounts_file.read_sessions());
        state_->data_version = version;
        // A session that somebody ended elsewhere (a changed password, a removed user) is ended here too.
        std::lock_guard const lock(state_->memory);
        std::erase_if(state_->sessions, [&kept](auto const& session) { return !kept.contains(session.first); });
    }
    std::vector<std::string> ended_sessions;
    std::vector<std::pair<std::string, StoredSession>> active;
    {
        std::lock_guard const lock(state_->memory);
        for (auto& [sha256, live] : state_->sessions) {
            if (ended(live.session, now)) ended_sessions.push_back(sha256);
            else if (live.session.seen_at - live.kept_seen_at > kActivityKeptEvery) {
                live.kept_seen_at = live.session.seen_at;
                active.emplace_back(sha256, live.session);
            }
        }
        for (auto const& sha256 : ended_sessions) state_->sessions.erase(sha256);
    }
    for (auto const& sha256 : ended_sessions) {
        SADUAK_TRY_STATUS(state_->accounts_file.delete_session(sha256));
    }
    for (auto const& [sha256, session] : active) {
        SADUAK_TRY_STATUS(state_->accounts_file.put_session(sha256, session));
    }
    return {};
}

Status Accounts::add_user(User const& user, std::string_view password, std::string_view actor, Instant now)
{
    SADUAK_TRY_STATUS(check_user(user));
    SADUAK_TRY_STATUS(check_password_text(password));
    SADUAK_TRY(std::string hash, hash_password(password));
    return insert_user(user, std::move(hash), actor, now);
}

Status Accounts::add_user_without_password(User const& user, std::string_view actor, Instant now)
{
    SADUAK_TRY_STATUS(check_user(user));
    return insert_user(user, {}, actor, now);
}

Status Accounts::insert_user(User const& user, std::string hash, std::string_view actor, Instant now)
{
    StoredUser const stored{user, std::move(hash)};
    std::string const about = "user " + user.name;
    return state_->change([&](AccountsFile& file) {
                     return file.insert_user(stored, {actor, "user.add", about, now});
                 })
        .map_error([&](Error error) { return no_entry(std::move(error), about); });
}

Status Accounts::set_password(std::string_view name, std::string_view password, std::string_view actor, Instant now)
{
    SADUAK_TRY_STATUS(check_password_text(password));
    SADUAK_TRY(std::string const hash, hash_password(password));
    std::string const about = "user " + std::string(name);
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) { return file.update_password(name, hash, {actor, "user.password", about, now}); }));
    forget_sessions(name);
    return {};
}

Status Accounts::remove_user(std::string_view name, std::string_view actor, Instant now)
{
    std::string const about = "user " + std::string(name);
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) { return file.delete_user(name, {actor, "user.remove", about, now}); }));
    forget_sessions(name);
    return {};
}

void Accounts::forget_sessions(std::string_view user)
{
    std::lock_guard const lock(state_->memory);
    std::erase_if(state_->sessions, [user](auto const& session) { return session.second.session.user == user; });
}

std::vector<User> Accounts::users() const
{
    std::vector<User> result;
    for (auto const& [name, stored] : state_->current()->users) result.push_back(stored.user);
    return result;
}

std::optional<User> Accounts::find_user(std::string_view name) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->users.find(name);
    if (found == snapshot->users.end()) return std::nullopt;
    return found->second.user;
}

bool Accounts::has_password(std::string_view name) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->users.find(name);
    return found != snapshot->users.end() && !found->second.password_hash.empty();
}

Result<std::string> Accounts::add_token(NewToken const& token, std::string_view actor, Instant now)
{
    if (!valid_code(token.name)) return fail(Errc::invalid_argument, "a token's name has 1 to 64 letters, digits, '.', '_' or '-'");
    if (token.scopes.empty()) return fail(Errc::invalid_argument, "a token needs a scope: tickets, counters, metrics or admin");
    SADUAK_TRY_STATUS(check_sites(token.sites));
    std::string secret_text = platform::random_key();
    TokenRecord const record{Integration{platform::random_id().substr(0, 12), token.name, token.scopes, token.sites}, now, token.expires_at};
    std::string const sha256 = sha256_hex(secret_text);
    std::string const about = "token " + record.integration.id + " " + token.name;
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) { return file.insert_token(record, sha256, {actor, "token.add", about, now}); }));
    return secret_text;
}

Status Accounts::remove_token(std::string_view id, std::string_view actor, Instant now)
{
    std::string const about = "token " + std::string(id);
    return state_->change([&](AccountsFile& file) { return file.delete_token(id, {actor, "token.remove", about, now}); });
}

std::vector<TokenRecord> Accounts::tokens() const
{
    std::vector<TokenRecord> result;
    for (auto const& [sha256, token] : state_->current()->tokens) result.push_back(token);
    std::sort(result.begin(), result.end(), [](auto const& a, auto const& b) { return a.created_at < b.created_at; });
    return result;
}

Result<std::string> Accounts::add_device(DeviceRecord const& device, std::string_view actor, Instant now)
{
    if (!valid_code(device.id.str()) || !valid_code(device.site.str()))
        return fail(Errc::invalid_argument, "a device and its site have names of 1 to 64 letters, digits, '.', '_' or '-'");
    if (device.roles.empty()) return fail(Errc::invalid_argument, "a device needs a role: issue or rate");
    if (device.has(DeviceRole::rate) && device.counter.empty() && !device.has(DeviceRole::issue))
        return fail(Errc::invalid_argument, "a rating terminal stands at a counter: name it");
    std::string key = platform::random_key();
    StoredDevice const stored{device, sha256_hex(key)};
    std::string const about = "device " + device.id.str();
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) {
                                return file.insert_device(stored, {actor, "device.add", about, now});
                            })
                          .map_error([&](Error error) { return no_entry(std::move(error), about); }));
    return key;
}

Status Accounts::revoke_device(DeviceId const& device, std::string_view actor, Instant now)
{
    std::string const about = "device " + device.str();
    return state_->change([&](AccountsFile& file) { return file.revoke_device(device, {actor, "device.revoke", about, now}); });
}

std::vector<DeviceRecord> Accounts::devices() const
{
    std::vector<DeviceRecord> result;
    for (auto const& [id, stored] : state_->current()->devices) result.push_back(stored.record);
    return result;
}

Status Accounts::note_act(std::string_view actor, std::string_view action, std::string_view about, Instant now)
{
    std::lock_guard const lock(state_->file);
    return state_->accounts_file.note({actor, action, about, now});
}

}  // namespace saduak::server
