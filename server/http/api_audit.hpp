// Who did what, newest first.
#pragma once

#include <vector>

#include "server/http/blocking.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

class AuditRoutes {
public:
    AuditRoutes(Accounts& accounts, Blocking blocking) : accounts_(accounts), blocking_(std::move(blocking)) {}
    [[nodiscard]] std::vector<Route> routes();

private:
    void list(Call&& call);

    Accounts& accounts_;
    Blocking blocking_;
};

}  // namespace saduak::server
