// Users and tokens.
#include <algorithm>
#include <tuple>

#include "server/auth/accounts_state.hpp"
#include "server/auth/new_password.hpp"
#include "server/auth/password.hpp"

namespace saduak::server {
namespace {

template <class Code>
std::string listed(std::vector<Code> const& codes)
{
    std::string text;
    for (Code const& code : codes) text += (text.empty() ? "" : ", ") + code.str();
    return text;
}

// "agent at hall, land": the audit trail's words.
std::string rank(User const& user)
{
    std::string text(to_string(user.role));
    if (is_everywhere(user)) return text + " everywhere";
    if (!user.sites.empty()) text += " at " + listed(user.sites);
    if (!user.agencies.empty()) text += " of agency " + listed(user.agencies);
    return text;
}

Status check_agencies(std::vector<AgencyId> const& agencies)
{
    for (AgencyId const& agency : agencies)
        if (!valid_code(agency.str()))
            return fail(Errc::invalid_argument, "an agency has a name of 1 to 64 letters, digits, '.', '_' or '-', not '" + agency.str() + "'");
    return {};
}

Status check_user(User const& user)
{
    if (!valid_code(user.name))
        return fail(Errc::invalid_argument, "a user name has 1 to 64 letters, digits, '.', '_' or '-', not '" + user.name + "'");
    SADUAK_TRY_STATUS(check_sites(user.sites));
    return check_agencies(user.agencies);
}

}  // namespace

Status check_sites(std::vector<SiteId> const& sites)
{
    for (SiteId const& site : sites)
        if (!valid_code(site.str()))
            return fail(Errc::invalid_argument, "a site has a name of 1 to 64 letters, digits, '.', '_' or '-', not '" + site.str() + "'");
    return {};
}

Error no_entry(Error error, std::string const& what)
{
    if (error.code == Errc::already_exists) error.context = what + " already exists";
    if (error.code == Errc::not_found) error.context = "there is no " + what;
    return error;
}

Status Accounts::add_user(User const& user, std::string_view password, Actor const& actor, Instant now)
{
    SADUAK_TRY_STATUS(check_user(user));
    SADUAK_TRY_STATUS(check_new_password(password, user.name));
    SADUAK_TRY(std::string hash, hash_password(password));
    return insert_user(user, std::move(hash), actor, now);
}

Status Accounts::add_user_without_password(User const& user, Actor const& actor, Instant now)
{
    SADUAK_TRY_STATUS(check_user(user));
    return insert_user(user, {}, actor, now);
}

Status Accounts::insert_user(User const& user, std::string hash, Actor const& actor, Instant now)
{
    StoredUser const stored{user, std::move(hash)};
    AuditEntry act = act_of(actor, "user.add", "user " + user.name + ": " + rank(user), now);
    return state_->change([&](AccountsFile& file) { return file.insert_user(stored, std::move(act)); }).map_error([&](Error error) {
        return no_entry(std::move(error), "user " + user.name);
    });
}

bool Accounts::has_password(std::string_view name) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->users.find(name);
    return found != snapshot->users.end() && !found->second.password_hash.empty();
}

Status Accounts::change_user(User const& user, Actor const& actor, Instant now)
{
    SADUAK_TRY_STATUS(check_sites(user.sites));
    SADUAK_TRY_STATUS(check_agencies(user.agencies));
    auto const before = find_user(user.name);
    if (!before) return fail(Errc::not_found, "there is no user " + user.name);
    AuditEntry act = act_of(actor, "user.change", "user " + user.name + ": " + rank(*before) + " → " + rank(user), now);
    return state_->change([&](AccountsFile& file) { return file.update_user(user, std::move(act)); }).map_error([&](Error error) {
        return no_entry(std::move(error), "user " + user.name);
    });
}

Status Accounts::set_password(std::string_view name, std::string_view password, Actor const& actor, Instant now)
{
    SADUAK_TRY_STATUS(check_new_password(password, name));
    SADUAK_TRY(std::string const hash, hash_password(password));
    AuditEntry act = act_of(actor, "user.password", "user " + std::string(name), now);
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) { return file.update_password(name, hash, std::nullopt, std::move(act)); }));
    forget_sessions(name);
    return {};
}

Status Accounts::remove_user(std::string_view name, Actor const& actor, Instant now)
{
    AuditEntry act = act_of(actor, "user.remove", "user " + std::string(name), now);
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) { return file.delete_user(name, std::move(act)); }));
    forget_sessions(name);
    return {};
}

std::optional<User> Accounts::find_user(std::string_view name) const
{
    auto const snapshot = state_->current();
    auto const found = snapshot->users.find(name);
    if (found == snapshot->users.end()) return std::nullopt;
    return found->second.user;
}

std::vector<User> Accounts::users() const
{
    std::vector<User> result;
    auto const snapshot = state_->current();
    for (auto const& [name, stored] : snapshot->users) result.push_back(stored.user);
    return result;
}

Result<std::string> Accounts::add_token(NewToken const& token, Actor const& actor, Instant now)
{
    if (!valid_code(token.name)) return fail(Errc::invalid_argument, "a token's name has 1 to 64 letters, digits, '.', '_' or '-'");
    if (token.scopes.empty()) return fail(Errc::invalid_argument, "a token needs a scope: tickets, counters, calls, metrics or admin");
    SADUAK_TRY_STATUS(check_sites(token.sites));
    std::string secret_text = platform::random_key();
    TokenRecord const record{Integration{platform::random_id().substr(0, 12), token.name, token.scopes, token.sites}, now, token.expires_at};
    std::string const sha256 = platform::sha256_hex(secret_text);
    std::string scopes;
    for (Scope const scope : token.scopes) scopes += (scopes.empty() ? "" : ", ") + std::string(to_string(scope));
    AuditEntry act = act_of(actor, "token.add",
                            "token " + record.integration.id + " " + token.name + ": " + scopes +
                                (token.sites.empty() ? " everywhere" : " at " + listed(token.sites)),
                            now);
    SADUAK_TRY_STATUS(state_->change([&](AccountsFile& file) { return file.insert_token(record, sha256, std::move(act)); }));
    return secret_text;
}

Status Accounts::remove_token(std::string_view id, Actor const& actor, Instant now)
{
    AuditEntry act = act_of(actor, "token.remove", "token " + std::string(id), now);
    return state_->change([&](AccountsFile& file) { return file.delete_token(id, std::move(act)); });
}

std::vector<TokenRecord> Accounts::tokens() const
{
    std::vector<TokenRecord> result;
    auto const snapshot = state_->current();
    for (auto const& [sha256, token] : snapshot->tokens) result.push_back(token);
    std::sort(result.begin(), result.end(),
              [](auto const& a, auto const& b) { return std::tie(a.created_at, a.integration.id) < std::tie(b.created_at, b.integration.id); });
    return result;
}

}  // namespace saduak::server
