// An OpenID Connect ID token, checked as OpenID Connect Core 3.1.3.7 asks. Signatures by cjose. Pure.
#pragma once

#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::server {

struct IdTokenRules {
    std::string issuer;
    std::string client_id;
    std::string nonce;
    Instant now;
};

struct IdToken {
    std::string subject;
    boost::json::object claims;
};

// `keys`: the provider's JWK set. RS256 and ES256 alone. Errc::not_found: the key that it names is not in the set, which may have changed;
// permission: why it is not believed; parse: it is no such token.
[[nodiscard]] Result<IdToken> verify_id_token(std::string_view token, std::string_view keys, IdTokenRules const& rules);

}  // namespace saduak::server
