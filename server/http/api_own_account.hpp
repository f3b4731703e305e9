// One's own password and sessions.
#pragma once

#include <vector>

#include "server/auth/sign_in.hpp"
#include "server/engine/engine.hpp"
#include "server/http/blocking.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

class OwnAccountRoutes {
public:
    OwnAccountRoutes(Accounts& accounts, SignIn& sign_in, Engine& engine, Blocking blocking)
        : accounts_(accounts), sign_in_(sign_in), engine_(engine), blocking_(std::move(blocking))
    {
    }
    [[nodiscard]] std::vector<Route> routes();

private:
    void change_password(Call&& call);
    void list_sessions(Call&& call);
    void end_session(Call&& call);
    void end_other_sessions(Call&& call);
    void end(Call&& call, std::string id);

    Accounts& accounts_;
    SignIn& sign_in_;
    Engine& engine_;
    Blocking blocking_;
    int changing_ = 0;  // password hashes in the pool, or waiting for it
};

}  // namespace saduak::server
