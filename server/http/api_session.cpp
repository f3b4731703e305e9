// Sign in, sign out, who am I.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/overloaded.hpp"
#include "server/auth/new_password.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"
#include "server/http/second_step_routes.hpp"
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
    SignIn::Attempt attempt{body.text("name", 64), body.text("password", kPasswordLengthMax), body.optional_text("code", 40).value_or(""),
                            call.request.remote_address};
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (sign_ins_ >= kSignInsMax) return call.respond(problem(429, "slow_down", "many people sign in just now: try again"));
    Instant const now = parts_.engine.now();
    // A password hash takes a tenth of a second: never on this thread.
    // What a cookie says is not adopted: a session that it names ends where another begins in its place.
    auto job = [this, attempt = std::move(attempt), before = std::string(session_cookie_of(call.request)), transport = call.request.transport,
                respond = call.respond, now] {
        auto const outcome = parts_.sign_in.with_password(attempt, now);
        if (outcome && !before.empty()) parts_.accounts.sign_out(before, {"user:" + outcome->user.name, attempt.address}, now);
        parts_.post_to_io([this, outcome, transport, respond] {
            --sign_ins_;
            if (!outcome) return respond(sign_in_refused(outcome.error()));
            MustEnrol const must_enrol = parts_.sign_in.must_enrol(outcome->user) ? MustEnrol::yes : MustEnrol::no;
            respond(signed_in_response(*outcome, must_enrol, transport));
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
                                                 return greeting(user, session ? session->csrf : std::string(),
                                                                 parts_.sign_in.must_enrol(user) ? MustEnrol::yes : MustEnrol::no);
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
