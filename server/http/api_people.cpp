#include "server/http/api_people.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "server/http/json_body.hpp"
#include "server/http/page.hpp"
#include "server/http/session_answer.hpp"
#include "server/setup/demo.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr std::size_t kPlacesMax = 200;
constexpr std::int64_t kTokenDays = 365;
constexpr std::int64_t kTokenDaysMax = 5 * 366;

template <class Code>
std::vector<Code> codes(JsonBody& body, std::string_view name)
{
    std::vector<Code> result;
    for (std::string& text : body.texts(name, kPlacesMax, 64)) result.emplace_back(std::move(text));
    return result;
}

// Of what Accounts refused.
Response people_problem(Error const& error, std::string_view about)
{
    switch (error.code) {
    case Errc::invalid_argument: return problem(422, "invalid", error.context, about);
    case Errc::already_exists: return problem(409, "user_exists", error.context, about);
    case Errc::not_found: return problem(404, "not_found", error.context, about);
    case Errc::busy: return problem(409, "last_administrator", error.context, about);
    default: return problem(503, "retry", "nothing was kept: send it again");
    }
}

Response with_password(User const& user, std::string const& password)
{
    json::object o;
    o["user"] = user_json(user);
    o["password"] = password;
    return json_response(200, json::serialize(o));
}

json::object token_json(Integration const& token, Instant created_at, Instant expires_at)
{
    json::array scopes;
    for (Scope const scope : token.scopes) scopes.emplace_back(to_string(scope));
    json::object o;
    o["id"] = token.id;
    o["name"] = token.name;
    o["scopes"] = std::move(scopes);
    o["sites"] = codes_json(token.sites);
    o["created_at"] = format_rfc3339(created_at);
    o["expires_at"] = expires_at.is_set() ? json::value(format_rfc3339(expires_at)) : json::value(nullptr);
    return o;
}

Response new_token_response(Accounts& accounts, Accounts::NewToken const& asked, Result<std::string> const& secret, Instant now)
{
    if (!secret) return people_problem(secret.error(), "name");
    auto const principal = accounts.find_token(*secret, now);
    auto const* token = principal ? std::get_if<Integration>(&*principal) : nullptr;
    if (token == nullptr) return problem(503, "retry", "the token was removed at once");
    json::object o;
    o["token"] = token_json(*token, now, asked.expires_at);
    o["secret"] = *secret;
    return json_response(200, json::serialize(o));
}

std::vector<Scope> read_scopes(JsonBody& body, bool& known)
{
    std::vector<Scope> scopes;
    known = true;
    for (std::string const& word : body.texts("scopes", 8, 32)) {
        auto const scope = scope_from_string(word);
        if (!scope) known = false;
        else if (std::find(scopes.begin(), scopes.end(), *scope) == scopes.end()) scopes.push_back(*scope);
    }
    return scopes;
}

// Tokens administer neither people nor tokens: what leaks from a script must not make administrators.
std::function<void(Call&&)> for_users(std::function<void(Call&&)> handler)
{
    return [handler = std::move(handler)](Call&& call) {
        if (!std::holds_alternative<User>(*call.principal)) return call.respond(problem(403, "forbidden", "only people who sign in may do this"));
        handler(std::move(call));
    };
}

}  // namespace

std::vector<Route> PeopleRoutes::routes()
{
    auto route = [this](Method method, std::string_view pattern, void (PeopleRoutes::*handler)(Call &&)) {
        return Route{method, pattern, Access::somewhere, Right::administer, for_users(bound(*this, handler))};
    };
    return {route(Method::get, "/api/v1/users", &PeopleRoutes::list_users),
            route(Method::post, "/api/v1/users", &PeopleRoutes::add_user),
            route(Method::post, "/api/v1/users/{name}", &PeopleRoutes::change_user),
            route(Method::remove, "/api/v1/users/{name}", &PeopleRoutes::remove_user),
            route(Method::post, "/api/v1/users/{name}/password", &PeopleRoutes::draw_password),
            route(Method::get, "/api/v1/tokens", &PeopleRoutes::list_tokens),
            route(Method::post, "/api/v1/tokens", &PeopleRoutes::add_token),
            route(Method::remove, "/api/v1/tokens/{id}", &PeopleRoutes::remove_token)};
}

bool PeopleRoutes::within(Call const& call, std::vector<SiteId> const& sites, std::vector<AgencyId> const& agencies) const
{
    AgencyOf const agency_of = [this](SiteId const& site) {
        auto const* state = engine_.state(site);
        return state == nullptr ? AgencyId() : state->config.agency;
    };
    return is_within(std::get<User>(*call.principal), sites, agencies, agency_of);
}

std::optional<User> PeopleRoutes::other_user(Call const& call) const
{
    auto user = accounts_.find_user(call.path[0]);
    // Who is of other sites is told apart from nobody by those alone who administer them.
    if (!user || !within(call, user->sites, user->agencies)) {
        call.respond(problem(404, "unknown_user", "there is no such user", call.path[0]));
        return std::nullopt;
    }
    if (user->name == std::get<User>(*call.principal).name) {
        call.respond(
            problem(409, "own_account", "nobody changes their own role or removes themselves; one's own password is at /api/v1/me/password"));
        return std::nullopt;
    }
    return user;
}

std::optional<Response> PeopleRoutes::refuse_places(Call const& call, std::vector<SiteId> const& sites, std::vector<AgencyId> const& agencies) const
{
    for (SiteId const& site : sites)
        if (engine_.state(site) == nullptr) return problem(404, "unknown_site", "there is no such site", site.str());
    if (!within(call, sites, agencies)) return problem(403, "forbidden", "nobody gives more than they have", "sites");
    return std::nullopt;
}

void PeopleRoutes::list_users(Call&& call)
{
    json::array items;
    for (User const& user : accounts_.users())
        if (within(call, user.sites, user.agencies)) items.push_back(user_json(user));
    call.respond(page_response(std::move(items), call.request.query, "name"));
}

void PeopleRoutes::add_user(Call&& call)
{
    JsonBody body(call.request.body);
    User user{body.text("name", 64), Role::agent, codes<SiteId>(body, "sites"), codes<AgencyId>(body, "agencies")};
    user.role = body.optional_word("role", role_from_string).value_or(Role::agent);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (auto no = refuse_places(call, user.sites, user.agencies)) return call.respond(std::move(*no));
    blocking_.answer(call.respond, [this, user = std::move(user), actor = actor_of(call), now = engine_.now()] {
        std::string const password = readable_password();
        auto const added = accounts_.add_user(user, password, actor, now);
        return added ? with_password(user, password) : people_problem(added.error(), "name");
    });
}

void PeopleRoutes::change_user(Call&& call)
{
    auto const before = other_user(call);
    if (!before) return;
    JsonBody body(call.request.body);
    User user{before->name, before->role, codes<SiteId>(body, "sites"), codes<AgencyId>(body, "agencies")};
    user.role = body.optional_word("role", role_from_string).value_or(before->role);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (auto no = refuse_places(call, user.sites, user.agencies)) return call.respond(std::move(*no));
    blocking_.answer(call.respond, [this, user = std::move(user), actor = actor_of(call), now = engine_.now()] {
        auto const changed = accounts_.change_user(user, actor, now);
        return changed ? json_response(200, json::serialize(user_json(user))) : people_problem(changed.error(), "name");
    });
}

void PeopleRoutes::remove_user(Call&& call)
{
    auto const user = other_user(call);
    if (!user) return;
    blocking_.answer(call.respond, [this, name = user->name, actor = actor_of(call), now = engine_.now()] {
        auto const removed = accounts_.remove_user(name, actor, now);
        return removed ? no_content() : people_problem(removed.error(), name);
    });
}

void PeopleRoutes::draw_password(Call&& call)
{
    auto const user = other_user(call);
    if (!user) return;
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    blocking_.answer(call.respond, [this, user = *user, actor = actor_of(call), now = engine_.now()] {
        std::string const password = readable_password();
        auto const changed = accounts_.set_password(user.name, password, actor, now);
        return changed ? with_password(user, password) : people_problem(changed.error(), user.name);
    });
}

void PeopleRoutes::list_tokens(Call&& call)
{
    json::array items;
    for (TokenRecord const& token : accounts_.tokens())
        if (within(call, token.integration.sites, {})) items.push_back(token_json(token.integration, token.created_at, token.expires_at));
    call.respond(page_response(std::move(items), call.request.query));
}

void PeopleRoutes::add_token(Call&& call)
{
    JsonBody body(call.request.body);
    Accounts::NewToken token;
    bool scopes_known = false;
    token.name = body.text("name", 64);
    token.scopes = read_scopes(body, scopes_known);
    token.sites = codes<SiteId>(body, "sites");
    Instant const now = engine_.now();
    token.expires_at = now + hours(24) * body.optional_integer("days", 1, kTokenDaysMax).value_or(kTokenDays);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (!scopes_known || token.scopes.empty())
        return call.respond(problem(400, "bad_request", "a token has scopes: tickets, counters, calls, metrics, admin", "scopes"));
    if (auto no = refuse_places(call, token.sites, {})) return call.respond(std::move(*no));
    blocking_.answer(call.respond, [this, token = std::move(token), actor = actor_of(call), now] {
        return new_token_response(accounts_, token, accounts_.add_token(token, actor, now), now);
    });
}

void PeopleRoutes::remove_token(Call&& call)
{
    auto const tokens = accounts_.tokens();
    auto const found = std::find_if(tokens.begin(), tokens.end(), [&](TokenRecord const& token) { return token.integration.id == call.path[0]; });
    if (found == tokens.end() || !within(call, found->integration.sites, {}))
        return call.respond(problem(404, "unknown_token", "there is no such token", call.path[0]));
    blocking_.answer(call.respond, [this, id = call.path[0], actor = actor_of(call), now = engine_.now()] {
        auto const removed = accounts_.remove_token(id, actor, now);
        return removed ? no_content() : people_problem(removed.error(), id);
    });
}

}  // namespace saduak::server
