// The browser's way to the provider and back, and who administers whom it may sign in.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/auth/oidc_sign_in.hpp"
#include "server/http/blocking.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

class OidcRoutes {
public:
    struct Parts {
        Accounts& accounts;
        OidcLinks& links;
        OidcSignIn* sign_in;  // null: no provider is configured
        Blocking provider;    // of one thread: the provider is asked by one at a time, and may be slow
        Blocking slow;
        std::function<Instant()> now;
        std::function<std::string()> public_url;  // where browsers reach this server
    };
    explicit OidcRoutes(Parts parts) : parts_(std::move(parts)) {}
    [[nodiscard]] std::vector<Route> routes();

    static constexpr std::string_view kCallback = "/api/v1/session/oidc/callback";

private:
    void list_ways(Call&& call);
    void go(Call&& call);
    void come_back(Call&& call);
    void link(Call&& call);
    void unlink(Call&& call);
    void show_link(Call&& call);

    // A sign-in that began here and has not come back. It is found by its state once, in the browser that began it.
    struct Begun {
        OidcAttempt attempt;
        std::string browser_sha256;
        std::string page;
        Instant until;
    };
    void forget_old(Instant now);

    Parts parts_;
    std::map<std::string, Begun, std::less<>> begun_;  // by state
};

}  // namespace saduak::server
