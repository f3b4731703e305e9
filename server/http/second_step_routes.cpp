#include "server/http/second_step_routes.hpp"
#include "server/auth/new_password.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/spdlog.h>

#include "server/http/json_body.hpp"
#include "server/http/qr_path.hpp"
#include "server/http/session_answer.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr std::size_t kCodeMax = 40;

// An act on one's own account has a person behind it: an integration's token has no telephone.
User const* person(Call const& call) { return std::get_if<User>(call.principal.get()); }

void refuse_token(Call&& call) { call.respond(problem(403, "forbidden", "this is for people who sign in, not for a token")); }

Response account_problem(Error const& error)
{
    if (error.code == Errc::not_found) return problem(404, "not_found", error.context);
    if (error.code == Errc::already_exists) return problem(409, "already_exists", error.context);
    return problem(503, "retry", "it could not be kept: " + error.context);
}

std::string offer_json(SecondFactors::Offer const& offer, QrPath const& qr)
{
    json::object o;
    o["secret"] = offer.secret;
    o["uri"] = offer.uri;
    o["qr"] = json::object{{"size", qr.size}, {"path", qr.path}};
    return json::serialize(o);
}

std::string confirmed_json(std::vector<std::string> const& recovery_codes, std::string const& csrf)
{
    json::array codes;
    for (std::string const& code : recovery_codes) codes.emplace_back(json::string(code));
    return json::serialize(json::object{{"recovery_codes", std::move(codes)}, {"csrf", csrf}});
}

void note(Accounts& accounts, Actor const& actor, std::string const& act, std::string const& about, Instant now)
{
    if (auto const noted = accounts.record(actor, act, about, now); !noted) spdlog::error("audit_not_written act={}: {}", act, noted.error().context);
}

}  // namespace

Response sign_in_refused(SignIn::Refused const& refused)
{
    switch (refused.why) {
    case SignIn::Refusal::wrong: return problem(401, "sign_in", "the name or the password is wrong");
    case SignIn::Refusal::code_needed:
        return problem(401, "code_needed", "the password is right: send it again with the code of your telephone", "code");
    case SignIn::Refusal::code_wrong: return problem(401, "code_wrong", "the code is wrong, too old, or was used already", "code");
    case SignIn::Refusal::unavailable: return problem(503, "retry", "the session could not be kept");
    case SignIn::Refusal::wait: break;
    }
    Response response = problem(429, "wait", "too many failed attempts: wait before the next one", std::to_string(refused.wait_s));
    response.headers.emplace_back("Retry-After", std::to_string(refused.wait_s));
    return response;
}

std::vector<Route> SecondStepRoutes::routes()
{
    constexpr Right none = Right::see_queue;  // not looked at
    auto to = [this](void (SecondStepRoutes::*handler)(Call &&)) { return bound(*this, handler); };
    return {
        {Method::get, "/api/v1/me/totp", Access::oneself, none, to(&SecondStepRoutes::show)},
        {Method::post, "/api/v1/me/totp", Access::oneself, none, to(&SecondStepRoutes::offer)},
        {Method::post, "/api/v1/me/totp/confirm", Access::oneself, none, to(&SecondStepRoutes::confirm)},
        {Method::post, "/api/v1/me/totp/remove", Access::oneself, none, to(&SecondStepRoutes::give_up)},
        {Method::post, "/api/v1/users/{name}/totp-reset", Access::server, Right::administer, to(&SecondStepRoutes::reset)},
    };
}

void SecondStepRoutes::show(Call&& call)
{
    User const* user = person(call);
    if (user == nullptr) return refuse_token(std::move(call));
    parts_.slow.answer(call.respond, [parts = parts_, name = user->name, must = parts_.sign_in.must_enrol(*user)] {
        auto const left = parts.factors.recovery_codes_left(name);
        if (!left) return account_problem(left.error());
        return json_response(
            200, json::serialize(json::object{{"enrolled", parts.factors.has(name)}, {"recovery_codes_left", *left}, {"required", must}}));
    });
}

void SecondStepRoutes::offer(Call&& call)
{
    User const* user = person(call);
    if (user == nullptr) return refuse_token(std::move(call));
    JsonBody body(call.request.body);
    std::string password = body.text("password", kPasswordLengthMax);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    // The password again: an unattended screen must not be enough to put somebody else's telephone beside it.
    parts_.slow.answer(call.respond, [parts = parts_, name = user->name, password = std::move(password), address = call.request.remote_address] {
        Instant const now = parts.now();
        if (auto const again = parts.sign_in.password_again(name, password, address, now); !again) return sign_in_refused(again.error());
        auto const offered = parts.factors.offer(name, now);
        if (!offered) return account_problem(offered.error());
        auto const qr = qr_path(offered->uri);
        if (!qr) return account_problem(qr.error());
        return json_response(200, offer_json(*offered, *qr));
    });
}

void SecondStepRoutes::confirm(Call&& call)
{
    User const* user = person(call);
    if (user == nullptr) return refuse_token(std::move(call));
    JsonBody body(call.request.body);
    std::string code = body.text("code", kCodeMax);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto work = [parts = parts_, name = user->name, code = std::move(code), transport = call.request.transport, actor = actor_of(call)] {
        Instant const now = parts.now();
        auto const codes = parts.factors.confirm(name, code, now);
        if (!codes && codes.error().code == Errc::permission) return sign_in_refused({SignIn::Refusal::code_wrong, 0});
        if (!codes) return account_problem(codes.error());
        note(parts.accounts, actor, "totp.enrol", "user " + name, now);
        // Whoever else holds a session of this user has shown no second factor.
        auto const session = parts.accounts.renew_session(name, actor.address, now);
        if (!session) return account_problem(session.error());
        Response response = json_response(200, confirmed_json(*codes, session->csrf));
        response.headers.emplace_back("Set-Cookie", session_cookie(session->cookie, transport));
        return response;
    };
    parts_.slow.answer(call.respond, std::move(work));
}

void SecondStepRoutes::give_up(Call&& call)
{
    User const* user = person(call);
    if (user == nullptr) return refuse_token(std::move(call));
    JsonBody body(call.request.body);
    std::string code = body.text("code", kCodeMax);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    parts_.slow.answer(call.respond, [parts = parts_, name = user->name, code = std::move(code), actor = actor_of(call)] {
        Instant const now = parts.now();
        if (!parts.factors.has(name)) return problem(404, "not_found", "there is no second factor");
        if (auto const again = parts.sign_in.code_again(name, code, actor.address, now); !again) return sign_in_refused(again.error());
        if (auto const removed = parts.factors.remove(name); !removed) return account_problem(removed.error());
        note(parts.accounts, actor, "totp.remove", "user " + name, now);
        return no_content();
    });
}

void SecondStepRoutes::reset(Call&& call)
{
    User const* user = person(call);
    if (user == nullptr) return refuse_token(std::move(call));
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    std::string name = call.path[0];
    if (name == user->name)
        return call.respond(problem(403, "forbidden", "another administrator does this: one's own is given up with its code", "self"));
    parts_.slow.answer(call.respond, [parts = parts_, name = std::move(name), actor = actor_of(call)] {
        if (!parts.accounts.find_user(name)) return problem(404, "not_found", "there is no such user", name);
        if (auto const removed = parts.factors.remove(name); !removed) return account_problem(removed.error());
        note(parts.accounts, actor, "totp.reset", "user " + name, parts.now());
        return no_content();
    });
}

}  // namespace saduak::server
