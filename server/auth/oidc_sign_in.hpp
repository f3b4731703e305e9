// A sign-in that the provider vouches for becomes a session here. Blocks; one thread at a time, as its provider.
#pragma once

#include "server/auth/accounts.hpp"
#include "server/auth/oidc_links.hpp"
#include "server/auth/oidc_provider.hpp"

namespace saduak::server {

class OidcSignIn {
public:
    // Accounts and links outlive it.
    OidcSignIn(OidcConfig config, OidcProvider::Send send, Accounts& accounts, OidcLinks& links)
        : config_(config), provider_(std::move(config), std::move(send)), accounts_(accounts), links_(links)
    {
    }

    [[nodiscard]] Result<std::string> authorization_url(OidcAttempt const& attempt, std::string const& redirect_uri, Instant now)
    {
        return provider_.authorization_url(attempt, redirect_uri, now);
    }
    // Errc::not_found: nobody here is meant; permission: the provider's answer is not believed; others: it could not be had.
    [[nodiscard]] Result<SignedIn> finish(std::string const& code, OidcAttempt const& attempt, std::string const& redirect_uri,
                                          std::string const& address, Instant now);

private:
    [[nodiscard]] Result<std::string> user_for(IdToken const& who, Instant now);
    [[nodiscard]] Result<std::string> create_user(IdToken const& who, std::string const& value, Instant now);

    OidcConfig config_;
    OidcProvider provider_;
    Accounts& accounts_;
    OidcLinks& links_;
};

}  // namespace saduak::server
