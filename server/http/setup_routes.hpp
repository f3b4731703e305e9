// The first administrator, made by who has the setup link.
#pragma once

#include <functional>
#include <vector>

#include "server/http/blocking.hpp"
#include "server/http/route.hpp"
#include "server/setup/first_run.hpp"

namespace saduak::server {

class SetupRoutes {
public:
    struct Parts {
        FirstRun& first_run;
        Accounts& accounts;
        Blocking slow;
        std::function<Instant()> now;
    };
    explicit SetupRoutes(Parts parts) : parts_(std::move(parts)) {}
    [[nodiscard]] std::vector<Route> routes();

private:
    void show(Call&& call);
    void finish(Call&& call);

    Parts parts_;
};

}  // namespace saduak::server
