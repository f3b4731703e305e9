// Signing in by OpenID Connect: server.toml, [oidc].
#pragma once

#include <string>
#include <vector>

#include "server/auth/rights.hpp"

namespace saduak::server {

struct OidcConfig {
    // Whoever the provider says this of is made a user at their first sign-in. The first rule that fits counts.
    struct CreateRule {
        std::string claim;  // its text, or one of its list of texts …
        std::string value;  // … is this
        Role role = Role::agent;
        std::vector<SiteId> sites;

        bool operator==(CreateRule const&) const = default;
    };
    std::string issuer;  // empty: not configured
    std::string client_id;
    std::string client_secret;  // from client_secret_file; empty: a public client
    std::string claim = "email";
    std::string public_url;  // where browsers reach this server; empty: its own address
    std::vector<CreateRule> create;

    bool operator==(OidcConfig const&) const = default;
};

}  // namespace saduak::server
