// Sign in, sign out, who am I.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/base/overloaded.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

// Fewer than the pool holds: who guesses passwords must not keep it from its other work.
constexpr std::size_t kSignInsMax = 32;

json::array sites_json(std::vector<SiteId> const& sites)
{
    json::array list;
    for (SiteId const& site : sites) list.emplace_back(site.str());
    return list;
}

json::object user_json(User const& user)
{
    json::object o;
    o["name"] = user.name;
    o["role"] = to_string(user.role);
    o["sites"] = sites_json(user.sites);
    return o;
}

std::string greeting(User const& user, std::string const& csrf)
{
    json::object o;
    o["user"] = user_json(user);
    o["csrf"] = csrf;
    return json::serialize(o);
}

std::string session_cookie(std::string const& value, Transport transport)
{
    std::string cookie = "saduak_session=" + value + "; Path=/; HttpOnly; SameSite=Strict";
    if (transport == Transport::tls) cookie += "; Secure";
    if (value.empty()) cookie += "; Max-Age=0";
    return cookie;
}

Response signed_in_response(Result<SignedIn> const& signed_in, Transport transport)
{
    if (signed_in) {
        Response response = json_response(200, greeting(signed_in->user, signed_in->csrf));
        response.headers.emplace_back("Set-Cookie", session_cookie(signed_in->cookie, transport));
        return response;
    }
    Error const& error = signed_in.error();
    if (error.code == Errc::permission) return problem(401, "sign_in", "the name or the password is wrong");
    if (error.code == Errc::busy) {
        Response response = problem(429, "slow_down", "too many failed attempts: wait before the next one");
        response.headers.emplace_back("Retry-After", error.context);
        return response;
    }
    return problem(503, "retry", "the session could not be kept");
}

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
    auto job = [this, name = std::move(name), password = std::move(password), address = call.request.remote_address,
                transport = call.request.transport, respond = call.respond, now] {
        auto signed_in = parts_.accounts.sign_in(name, password, address, now);
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
    std::string cookie(find_cookie(call.request.cookie, "saduak_session"));
    Response response = no_content();
    response.headers.emplace_back("Set-Cookie", session_cookie({}, call.request.transport));
    auto job = [this, cookie = std::move(cookie), respond = call.respond, response] {
        parts_.accounts.sign_out(cookie);
        parts_.post_to_io([respond, response] { respond(response); });
    };
    if (!parts_.pool.try_post(std::move(job))) call.respond(problem(503, "retry", "try again"));
}

void Api::me(Call&& call)
{
    std::string body = std::visit(overloaded{[](Anonymous const&) { return std::string("{}"); },
                                             [&](User const& user) {
                                                 auto const session = parts_.accounts.find_session(find_cookie(call.request.cookie, "saduak_session"),
                                                                                                   parts_.engine.now());
                                                 return greeting(user, session ? session->csrf : std::string());
                                             },
                                             [](Integration const& token) {
                                                 json::array scopes;
                                                 for (Scope const scope : token.scopes) scopes.emplace_back(to_string(scope));
                                                 json::object o;
                                                 o["name"] = token.name;
                                                 o["scopes"] = std::move(scopes);
                                                 o["sites"] = sites_json(token.sites);
                                                 json::object answer;
                                                 answer["integration"] = std::move(o);
                                                 return json::serialize(answer);
                                             }},
                                  *call.principal);
    call.respond(json_response(200, std::move(body)));
}

}  // namespace saduak::server
