#include "server/auth/oidc_sign_in.hpp"

#include <algorithm>

namespace saduak::server {
namespace {

std::string text_of(boost::json::object const& claims, std::string const& name)
{
    auto const* value = claims.if_contains(name);
    return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

// An address that the provider did not verify could be anybody's.
bool may_be_believed(boost::json::object const& claims, std::string const& claim)
{
    if (claim != "email") return true;
    auto const* verified = claims.if_contains("email_verified");
    return verified != nullptr && ((verified->is_bool() && verified->get_bool()) || (verified->is_string() && verified->get_string() == "true"));
}

// The part before '@', as far as a sign-in name may have it.
std::string sign_in_name(std::string const& value)
{
    std::string name;
    for (char const c : value.substr(0, value.find('@'))) {
        bool const fits = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
        if (fits && name.size() < 64) name += c;
    }
    return name;
}

}  // namespace

Result<SignedIn> OidcSignIn::finish(std::string const& code, OidcAttempt const& attempt, std::string const& redirect_uri, std::string const& address,
                                    Instant now)
{
    SADUAK_TRY(IdToken const who, provider_.redeem(code, attempt, redirect_uri, now));
    SADUAK_TRY(std::string const user, user_for(who, now));
    SADUAK_TRY_STATUS(accounts_.record(Actor("user:" + user, address), "oidc.sign_in", "user " + user, now));
    return accounts_.begin_session(user, address, now);
}

Result<std::string> OidcSignIn::user_for(IdToken const& who, Instant now)
{
    std::string const value = may_be_believed(who.claims, config_.claim) ? text_of(who.claims, config_.claim) : std::string();
    auto user = links_.user_of(who.subject, value);
    if (user || user.error().code != Errc::not_found || value.empty()) return user;
    return create_user(who, value, now);
}

Result<std::string> OidcSignIn::create_user(IdToken const& who, std::string const& value, Instant now)
{
    auto const rule = std::find_if(config_.create.begin(), config_.create.end(),
                                   [&who](OidcConfig::CreateRule const& one) { return has_claim(who.claims, one.claim, one.value); });
    if (rule == config_.create.end()) return fail(Errc::not_found, "nobody here is linked to who signed in there, and no rule makes them a user");
    std::string const name = sign_in_name(value);
    // A name that somebody has is not theirs to take: an administrator links it by hand.
    SADUAK_TRY_STATUS(accounts_.add_user_without_password(User{name, rule->role, rule->sites}, "oidc", now).map_error([](Error error) {
        return Error(Errc::not_found, std::move(error.context));
    }));
    SADUAK_TRY_STATUS(links_.link(name, value));
    return links_.user_of(who.subject, value);
}

}  // namespace saduak::server
