// One route of the API and one call of it. A group of routes is a class with a routes(); the Api answers for who may.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/domain/state.hpp"
#include "server/auth/accounts.hpp"
#include "server/http/message.hpp"
#include "server/http/router.hpp"

namespace saduak::server {

// Called once on the I/O thread, perhaps before the handler returns.
using Respond = std::function<void(Response)>;

struct Call {
    Request const& request;  // until `respond` is called
    PathValues path;
    std::shared_ptr<Principal const> principal;  // null where anyone may call
    Respond respond;
    SiteId site;                               // of a site's route
    domain::SiteState const* state = nullptr;  // likewise; good until the handler returns
};

// Who may call a route.
enum class Access {
    anyone,
    signed_in,
    oneself,    // signed_in, also for a user who may do nothing else before they have a second factor
    site,       // who has the route's right at its site
    somewhere,  // who has the route's right at one site at least: the handler looks at which
    server,     // who has the route's right at every site: the server's own affairs
};

// Who calls, for the audit trail.
[[nodiscard]] Actor actor_of(Call const& call);

struct Route {
    Method method;
    std::string_view pattern;  // a literal
    Access access;
    Right right;  // for Access::site and Access::server
    std::function<void(Call&&)> handler;
};

// What a request turned out to be: for counts and the access log.
struct Asked {
    std::string_view route;  // the pattern; empty for what is no route
    std::string who;         // principal_key(); empty for strangers
};

// Has `object` handle a call.
template <class Object>
[[nodiscard]] std::function<void(Call&&)> bound(Object& object, void (Object::*handler)(Call&&))
{
    return [&object, handler](Call&& call) { (object.*handler)(std::move(call)); };
}

}  // namespace saduak::server
