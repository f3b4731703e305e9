// The other server of OpenID Connect: what it says of itself, its keys, and what it gives for a code. Blocks; one thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "platform/http_client.hpp"
#include "server/auth/oidc_config.hpp"
#include "server/auth/oidc_id_token.hpp"

namespace saduak::server {

// What one sign-in is bound to, from the redirect to the provider until its answer.
struct OidcAttempt {
    std::string state;
    std::string nonce;
    std::string verifier;  // PKCE
};
[[nodiscard]] OidcAttempt draw_oidc_attempt();
// S256.
[[nodiscard]] std::string pkce_challenge(std::string_view verifier);

class OidcProvider {
public:
    // Any status is an answer. `url` is whole.
    using Send = std::function<Result<platform::HttpResponse>(std::string const& url, platform::HttpRequest request)>;
    OidcProvider(OidcConfig config, Send send) : config_(std::move(config)), send_(std::move(send)) {}

    // Where the browser goes to sign in.
    [[nodiscard]] Result<std::string> authorization_url(OidcAttempt const& attempt, std::string const& redirect_uri, Instant now);
    // The claims of who signed in: those of the ID token, and those of the provider's userinfo where the ID token lacks `claim`.
    [[nodiscard]] Result<IdToken> redeem(std::string const& code, OidcAttempt const& attempt, std::string const& redirect_uri, Instant now);

private:
    struct Discovered {
        std::string authorization;
        std::string token;
        std::string userinfo;
        std::string jwks;
        Instant at;
    };
    [[nodiscard]] Status discover(Instant now);
    [[nodiscard]] Result<boost::json::object> get_json(std::string const& url, std::vector<std::string> headers);
    [[nodiscard]] Result<boost::json::object> exchange(std::string const& code, OidcAttempt const& attempt, std::string const& redirect_uri);
    [[nodiscard]] Result<IdToken> verify(std::string const& token, IdTokenRules const& rules);
    [[nodiscard]] Status fetch_keys(Instant now);
    [[nodiscard]] Status add_userinfo(IdToken& who, std::string const& access_token);

    OidcConfig config_;
    Send send_;
    std::optional<Discovered> discovered_;
    std::string keys_;
    Instant keys_at_;
};

// Over the network: https, or plain http on this machine; no redirects, 10 s.
[[nodiscard]] OidcProvider::Send send_to_provider();
// Whether the claims hold this text under the name, as it is or in a list.
[[nodiscard]] bool has_claim(boost::json::object const& claims, std::string_view name, std::string_view value);

}  // namespace saduak::server
