#include "server/auth/accounts.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include <spdlog/spdlog.h>

#include "server/auth/accounts_state.hpp"
#include "server/auth/new_password.hpp"
#include "server/auth/password.hpp"

namespace saduak::server {
namespace {

using platform::sha256_hex;

constexpr Millis kActivityKeptEvery = minutes(1);  // seen_at on disk is at most this old

bool ended(StoredSession const& session, Instant now)
{
    return now - session.seen_at > kSessionIdleLimit || now - session.created_at > kSessionLimit;
}

// Tells sessions apart and is worth nothing as a cookie.
std::string session_id(std::string const& sha256) { return sha256.substr(0, 16); }

}  // namespace

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

std::vector<OwnSession> Accounts::sessions_of(std::string_view user, std::string_view cookie, Instant now) const
{
    std::string const current = sha256_hex(cookie);
    std::vector<OwnSession> result;
    std::lock_guard const lock(state_->memory);
    for (auto const& [sha256, live] : state_->sessions) {
        StoredSession const& session = live.session;
        if (session.user != user || ended(session, now)) continue;
        result.push_back({session_id(sha256), session.created_at, session.seen_at, session.address, sha256 == current});
    }
    std::sort(result.begin(), result.end(), [](auto const& a, auto const& b) { return std::tie(b.created_at, a.id) < std::tie(a.created_at, b.id); });
    return result;
}

Status Accounts::check_limit(std::string const& who, Instant now) const
{
    std::lock_guard const lock(state_->memory);
    Millis const wait = state_->limit.wait(who, now);
    if (wait.count > 0) return fail(Errc::busy, std::to_string((wait.count + 999) / 1000));
    return {};
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

void Accounts::note_refused(std::string_view name, std::string_view address, Instant now)
{
    // People type passwords where the name belongs: what is no name is not written down.
    std::string about = find_user(name) ? "user " + std::string(name) : std::string("a name that nobody has");
    state_->note_failure({0, now, {}, "session.refused", std::move(about), std::string(address)});
}

Result<SignedIn> Accounts::begin_session(std::string_view name, std::string_view address, Instant now)
{
    auto const user = find_user(name);
    if (!user) return fail(Errc::not_found, "there is no user " + std::string(name));
    // A new secret at every sign-in: one that was known before it is worth nothing after it.
    std::string cookie = platform::random_key();
    std::string const sha256 = sha256_hex(cookie);
    StoredSession const session{user->name, now, now, std::string(address)};
    Actor const actor("user:" + user->name, std::string(address));
    std::lock_guard const file_lock(state_->file);
    SADUAK_TRY_STATUS(state_->write_noted());
    SADUAK_TRY_STATUS(state_->accounts_file.start_session(sha256, session, act_of(actor, "session.start", "user " + user->name, now))
                          .map_error(in("keeping the session")));
    std::lock_guard const lock(state_->memory);
    state_->sessions[sha256] = State::LiveSession{session, now};
    return SignedIn{*user, std::move(cookie), state_->csrf_of(sha256)};
}

Result<SignedIn> Accounts::renew_session(std::string_view name, std::string_view address, Instant now)
{
    SADUAK_TRY_STATUS(end_sessions(name, {}, {}, Actor("user:" + std::string(name), std::string(address)), now));
    return begin_session(name, address, now);
}

void Accounts::sign_out(std::string_view cookie, Actor const& actor, Instant now)
{
    std::string const sha256 = sha256_hex(cookie);
    std::lock_guard const file_lock(state_->file);
    std::string user;
    {
        std::lock_guard const lock(state_->memory);
        auto const found = state_->sessions.find(sha256);
        if (found == state_->sessions.end()) return;
        user = found->second.session.user;
        state_->sessions.erase(found);
    }
    if (auto const removed = state_->accounts_file.end_sessions({sha256}, act_of(actor, "session.end", "user " + user, now)); !removed)
        spdlog::warn("session_not_removed error={}", removed.error().context);
}

Status Accounts::end_sessions(std::string_view user, std::string_view id, std::string_view cookie, Actor const& actor, Instant now)
{
    std::string const current = sha256_hex(cookie);
    std::lock_guard const file_lock(state_->file);
    std::vector<std::string> ending;
    {
        std::lock_guard const lock(state_->memory);
        for (auto const& [sha256, live] : state_->sessions) {
            bool const meant = id.empty() ? sha256 != current : session_id(sha256) == id;
            if (live.session.user == user && meant) ending.push_back(sha256);
        }
        for (std::string const& sha256 : ending) state_->sessions.erase(sha256);
    }
    if (ending.empty() && !id.empty()) return fail(Errc::not_found, "there is no such session");
    if (ending.empty()) return {};
    std::string const about = std::to_string(ending.size()) + (ending.size() == 1 ? " session of user " : " sessions of user ") + std::string(user);
    return state_->accounts_file.end_sessions(ending, act_of(actor, "session.end", about, now));
}

Result<SignedIn> Accounts::change_own_password(std::string_view name, std::string_view new_password, Actor const& actor, Instant now)
{
    SADUAK_TRY_STATUS(check_new_password(new_password, name));
    auto const user = find_user(name);
    if (!user) return fail(Errc::not_found, "there is no user " + std::string(name));
    SADUAK_TRY(std::string const hash, hash_password(new_password));
    std::string cookie = platform::random_key();
    std::string const sha256 = sha256_hex(cookie);
    StoredSession const session{user->name, now, now, actor.address};
    AuditEntry act = act_of(actor, "user.password", "user " + user->name, now);
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) {
        return file.update_password(name, hash, AccountsFile::NextSession{sha256, session}, std::move(act));
    }));
    forget_sessions(name);
    std::lock_guard const lock(state_->memory);
    state_->sessions[sha256] = State::LiveSession{session, now};
    return SignedIn{*user, std::move(cookie), state_->csrf_of(sha256)};
}

void Accounts::note(Actor const& actor, std::string act, std::string about, Instant now)
{
    std::lock_guard const lock(state_->memory);
    if (state_->noted.size() < kNotedMax) state_->noted.push_back(act_of(actor, std::move(act), std::move(about), now));
}

Status Accounts::record(Actor const& actor, std::string act, std::string about, Instant now)
{
    std::vector<AuditEntry> entries{act_of(actor, std::move(act), std::move(about), now)};
    std::lock_guard const lock(state_->file);
    return state_->accounts_file.append(std::move(entries));
}

Result<std::vector<AuditEntry>> Accounts::audit(std::int64_t before, std::size_t count)
{
    std::lock_guard const lock(state_->file);
    SADUAK_TRY_STATUS(state_->write_noted());
    return state_->accounts_file.audit(before, count);
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
    SADUAK_TRY_STATUS(adopt_new_keys(now));
    {
        std::lock_guard const lock(state_->memory);
        state_->failures.tell(now, state_->noted);
    }
    SADUAK_TRY_STATUS(state_->write_noted());
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

void Accounts::forget_sessions(std::string_view user)
{
    std::lock_guard const lock(state_->memory);
    std::erase_if(state_->sessions, [user](auto const& session) { return session.second.session.user == user; });
}

}  // namespace saduak::server
