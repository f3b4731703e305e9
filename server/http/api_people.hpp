// Users and tokens, for administrators who have signed in: of every site, or of some, and then of those alone.
#pragma once

#include <vector>

#include "server/engine/engine.hpp"
#include "server/http/blocking.hpp"
#include "server/http/route.hpp"

namespace saduak::server {

class PeopleRoutes {
public:
    PeopleRoutes(Accounts& accounts, Engine& engine, Blocking blocking) : accounts_(accounts), engine_(engine), blocking_(std::move(blocking)) {}
    [[nodiscard]] std::vector<Route> routes();

private:
    void list_users(Call&& call);
    void add_user(Call&& call);
    void change_user(Call&& call);
    void remove_user(Call&& call);
    void draw_password(Call&& call);
    void list_tokens(Call&& call);
    void add_token(Call&& call);
    void remove_token(Call&& call);

    // Whether the caller covers all of it.
    [[nodiscard]] bool within(Call const& call, std::vector<SiteId> const& sites, std::vector<AgencyId> const& agencies) const;
    // The user of the path, whom the caller administers and is not; or it was answered why not.
    [[nodiscard]] std::optional<User> other_user(Call const& call) const;
    // What keeps the caller from giving these: a site that is not there, or one that is not theirs.
    [[nodiscard]] std::optional<Response> refuse_places(Call const& call, std::vector<SiteId> const& sites,
                                                        std::vector<AgencyId> const& agencies) const;

    Accounts& accounts_;
    Engine& engine_;
    Blocking blocking_;
};

}  // namespace saduak::server
