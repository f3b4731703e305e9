#include "server/http/api_own_account.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "server/auth/new_password.hpp"
#include "server/http/json_body.hpp"
#include "server/http/page.hpp"
#include "server/http/second_step_routes.hpp"
#include "server/http/session_answer.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr int kChangesMax = 8;

// A token has neither password nor session.
std::function<void(Call&&)> for_users(std::function<void(Call&&)> handler)
{
    return [handler = std::move(handler)](Call&& call) {
        if (!std::holds_alternative<User>(*call.principal)) return call.respond(problem(403, "forbidden", "only people who sign in have this"));
        handler(std::move(call));
    };
}

struct NewPassword {
    std::string name;
    std::string before;
    std::string next;
};

Response change(Accounts& accounts, SignIn& sign_in, NewPassword const& asked, Actor const& actor, Instant now, Transport transport)
{
    if (auto const again = sign_in.password_again(asked.name, asked.before, actor.address, now); !again) {
        if (again.error().why == SignIn::Refusal::wrong) return problem(422, "wrong_password", "the old password is wrong", "old");
        return sign_in_refused(again.error());
    }
    auto const changed = accounts.change_own_password(asked.name, asked.next, actor, now);
    if (changed) return signed_in_response(*changed, sign_in.must_enrol(changed->user) ? MustEnrol::yes : MustEnrol::no, transport);
    if (changed.error().code == Errc::invalid_argument) return problem(422, "weak_password", changed.error().context, "new");
    return problem(503, "retry", "the password could not be kept");
}

}  // namespace

std::vector<Route> OwnAccountRoutes::routes()
{
    auto route = [this](Method method, std::string_view pattern, void (OwnAccountRoutes::*handler)(Call &&)) {
        return Route{method, pattern, Access::signed_in, Right::see_queue, for_users(bound(*this, handler))};
    };
    return {route(Method::post, "/api/v1/me/password", &OwnAccountRoutes::change_password),
            route(Method::get, "/api/v1/me/sessions", &OwnAccountRoutes::list_sessions),
            route(Method::remove, "/api/v1/me/sessions", &OwnAccountRoutes::end_other_sessions),
            route(Method::remove, "/api/v1/me/sessions/{id}", &OwnAccountRoutes::end_session)};
}

void OwnAccountRoutes::change_password(Call&& call)
{
    JsonBody body(call.request.body);
    NewPassword asked{std::get<User>(*call.principal).name, body.text("old", kPasswordLengthMax), body.text("new", kPasswordLengthMax)};
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (changing_ >= kChangesMax) return call.respond(problem(429, "slow_down", "the server is busy: try again"));
    auto work = [this, asked = std::move(asked), actor = actor_of(call), now = engine_.now(), transport = call.request.transport] {
        return change(accounts_, sign_in_, asked, actor, now, transport);
    };
    bool const taken = blocking_.run(std::move(work), [this, respond = call.respond](Response response) {
        --changing_;
        respond(std::move(response));
    });
    if (!taken) return call.respond(problem(429, "slow_down", "the server is busy: try again"));
    ++changing_;
}

void OwnAccountRoutes::list_sessions(Call&& call)
{
    json::array items;
    for (OwnSession const& session : accounts_.sessions_of(std::get<User>(*call.principal).name, session_cookie_of(call.request), engine_.now())) {
        json::object o;
        o["id"] = session.id;
        o["created_at"] = format_rfc3339(session.created_at);
        o["seen_at"] = format_rfc3339(session.seen_at);
        o["address"] = session.address;
        o["current"] = session.current;
        items.push_back(std::move(o));
    }
    call.respond(page_response(std::move(items), call.request.query));
}

void OwnAccountRoutes::end_session(Call&& call)
{
    std::string id = call.path[0];
    end(std::move(call), std::move(id));
}

void OwnAccountRoutes::end_other_sessions(Call&& call) { end(std::move(call), {}); }

void OwnAccountRoutes::end(Call&& call, std::string id)
{
    std::string name = std::get<User>(*call.principal).name;
    std::string cookie(session_cookie_of(call.request));
    blocking_.answer(call.respond,
                     [this, name = std::move(name), cookie = std::move(cookie), id = std::move(id), actor = actor_of(call), now = engine_.now()] {
                         auto const ended = accounts_.end_sessions(name, id, cookie, actor, now);
                         if (ended) return no_content();
                         if (ended.error().code == Errc::not_found) return problem(404, "not_found", ended.error().context, id);
                         return problem(503, "retry", "the session has ended here, but the disk did not keep it: send it again");
                     });
}

}  // namespace saduak::server
