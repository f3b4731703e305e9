// Sign in, sign out, who am I.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/overloaded.hpp"
#include "server/auth/new_password.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"
#include "server/http/session_answer.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

// Fewer than the pool holds: who guesses passwords must not keep it from its other work.
constexpr std::size_t kSignInsMax = 32;

}  // namespace

void Api::sign_in(Call&& call)
{
    JsonBody body(call.request.body);
    std::string name = body.text("name", 64);
    std::string password = body.text("password", kPasswordLengthMax);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (sign_ins_ >= kSignInsMax) return call.respond(problem(429, "slow_down", "many people sign in just now: try again"));
    Instant const now = parts_.engine.now();
    // A password hash takes a tenth of a second: never on this thread.
    // What a cookie says is not adopted: a session that it names ends where another begins in its place.
    auto job = [this, name = std::move(name), before = std::string(session_cookie_of(call.request)), password = std::move(password),
                address = call.request.remote_address, transport = call.request.transport, respond = call.respond, now] {
        auto signed_in = parts_.accounts.sign_in(name, password, address, now);
        if (signed_in && !before.empty()) parts_.accounts.sign_out(before, {"user:" + signed_in->user.name, address}, now);
        parts_.post_to_io([this, signed_in = std::move(signed_in), transport, respond] {
            --sign_ins_;
            respond(signed_in_response(signed_in, transport));
        });
    };
    if (!parts_.pool.try_post(std::move(job))) return call.respond(problem(429, "slow_down", "the server is busy: try again"));
    ++sign_ins_;
}

void Api::sign_out(Call&& call)
{
    std::string cookie(session_cookie_of(call.request));
    Response response = no_content();
    response.headers.emplace_back("Set-Cookie", session_cookie({}, call.request.transport));
    auto job = [this, cookie = std::move(cookie), respond = call.respond, response, actor = actor_of(call), now = parts_.engine.now()] {
        parts_.accounts.sign_out(cookie, actor, now);
        parts_.post_to_io([respond, response] { respond(response); });
    };
    if (!parts_.pool.try_post(std::move(job))) call.respond(problem(503, "retry", "try again"));
}

void Api::me(Call&& call)
{
    std::string body = std::visit(overloaded{[](Anonymous const&) { return std::string("{}"); },
                                             [&](User const& user) {
                                                 auto const session =
                                                     parts_.accounts.find_session(session_cookie_of(call.request), parts_.engine.now());
                                                 return greeting(user, session ? session->csrf : std::string());
                                             },
                                             [](Integration const& token) {
                                                 json::array scopes;
                                                 for (Scope const scope : token.scopes) scopes.emplace_back(to_string(scope));
                                                 json::object o;
                                                 o["name"] = token.name;
                                                 o["scopes"] = std::move(scopes);
                                                 o["sites"] = codes_json(token.sites);
                                                 json::object answer;
                                                 answer["integration"] = std::move(o);
                                                 return json::serialize(answer);
                                             }},
                                  *call.principal);
    call.respond(json_response(200, std::move(body)));
}

}  // namespace saduak::server
