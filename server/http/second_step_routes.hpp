// A user's second factor: enrolling, confirming and giving it up, and its reset by an administrator of all sites.
#pragma once

#include <functional>
#include <vector>

#include "server/auth/sign_in.hpp"
#include "server/http/blocking.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

class SecondStepRoutes {
public:
    struct Parts {
        Accounts& accounts;
        SecondFactors& factors;
        SignIn& sign_in;
        Blocking slow;
        std::function<Instant()> now;
    };
    explicit SecondStepRoutes(Parts parts) : parts_(std::move(parts)) {}
    [[nodiscard]] std::vector<Route> routes();

private:
    void show(Call&& call);
    void offer(Call&& call);
    void confirm(Call&& call);
    void give_up(Call&& call);
    void reset(Call&& call);

    Parts parts_;
};

// 401, 429 with Retry-After, or 503.
[[nodiscard]] Response sign_in_refused(SignIn::Refused const& refused);

}  // namespace saduak::server
