#include "server/http/oidc_routes.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <spdlog/spdlog.h>

#include "platform/entropy.hpp"
#include "server/http/json_body.hpp"
#include "server/http/session_answer.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr Millis kBackWithin = minutes(10);
constexpr std::size_t kBegunMax = 1000;
constexpr std::size_t kCodeMax = 2048;

// Lax, not Strict: the browser comes back from another site.
std::string browser_cookie_name(Transport transport) { return transport == Transport::tls ? "__Host-saduak_oidc" : "saduak_oidc"; }
std::string browser_cookie(std::string_view value, Transport transport)
{
    std::string cookie = browser_cookie_name(transport) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Lax; Max-Age=";
    cookie += value.empty() ? "0" : std::to_string(kBackWithin.count / 1000);
    if (transport == Transport::tls) cookie += "; Secure";
    return cookie;
}

Response redirect(std::string target)
{
    Response response = no_content();
    response.status = 303;
    response.headers.emplace_back("Location", std::move(target));
    return response;
}

// One of this server's own pages, never an address elsewhere.
std::string page_of(std::string_view asked)
{
    bool const plain = std::all_of(asked.begin(), asked.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '/' || c == '.';
    });
    bool const ours = plain && asked.starts_with('/') && asked.find("//") == std::string_view::npos && asked.size() <= 100;
    return ours ? std::string(asked) : "/";
}

// The page says in the visitor's language what went wrong.
Response back_with(std::string const& page, std::string_view what) { return redirect(page + "#sign-in=" + std::string(what)); }

std::string_view word_of(Errc code)
{
    if (code == Errc::not_found) return "not_linked";
    return code == Errc::permission || code == Errc::parse ? "not_believed" : "provider_down";
}

User const* person(Call const& call) { return std::get_if<User>(call.principal.get()); }

Response link_problem(Error const& error)
{
    if (error.code == Errc::not_found) return problem(404, "not_found", error.context);
    if (error.code == Errc::already_exists) return problem(409, "already_exists", error.context, "value");
    return problem(503, "retry", error.context);
}

Response no_person() { return problem(403, "forbidden", "this is for people who sign in, not for a token"); }

}  // namespace

std::vector<Route> OidcRoutes::routes()
{
    constexpr Right none = Right::see_queue;  // not looked at
    auto to = [this](void (OidcRoutes::*handler)(Call &&)) { return bound(*this, handler); };
    return {
        {Method::get, "/api/v1/session/ways", Access::anyone, none, to(&OidcRoutes::list_ways)},
        {Method::get, "/api/v1/session/oidc", Access::anyone, none, to(&OidcRoutes::go)},
        {Method::get, kCallback, Access::anyone, none, to(&OidcRoutes::come_back)},
        {Method::get, "/api/v1/users/{name}/oidc", Access::server, Right::administer, to(&OidcRoutes::show_link)},
        {Method::post, "/api/v1/users/{name}/oidc", Access::server, Right::administer, to(&OidcRoutes::link)},
        {Method::remove, "/api/v1/users/{name}/oidc", Access::server, Right::administer, to(&OidcRoutes::unlink)},
    };
}

void OidcRoutes::list_ways(Call&& call)
{
    call.respond(json_response(200, json::serialize(json::object{{"password", true}, {"oidc", parts_.sign_in != nullptr}})));
}

void OidcRoutes::go(Call&& call)
{
    if (parts_.sign_in == nullptr) return call.respond(problem(404, "not_found", "no provider is configured"));
    Instant const now = parts_.now();
    forget_old(now);
    if (begun_.size() >= kBegunMax) return call.respond(problem(429, "slow_down", "many people sign in just now: try again"));
    OidcAttempt attempt = draw_oidc_attempt();
    std::string const browser = platform::random_key();
    std::string page = page_of(query_parameter(call.request.query, "page"));
    begun_.emplace(attempt.state, Begun{attempt, platform::sha256_hex(browser), page, now + kBackWithin});
    auto work = [parts = parts_, attempt = std::move(attempt), browser, page = std::move(page), now, transport = call.request.transport] {
        auto const target = parts.sign_in->authorization_url(attempt, parts.public_url() + std::string(kCallback), now);
        if (!target) {
            spdlog::warn("oidc_provider: {}", target.error().context);
            return back_with(page, "provider_down");
        }
        Response response = redirect(*target);
        response.headers.emplace_back("Set-Cookie", browser_cookie(browser, transport));
        return response;
    };
    parts_.provider.answer(call.respond, std::move(work));
}

void OidcRoutes::come_back(Call&& call)
{
    if (parts_.sign_in == nullptr) return call.respond(problem(404, "not_found", "no provider is configured"));
    Request const& request = call.request;
    Instant const now = parts_.now();
    forget_old(now);
    auto const found = begun_.find(query_parameter(request.query, "state"));
    std::string const browser(find_cookie(request.cookie, browser_cookie_name(request.transport)));
    // Another browser's, or nobody's: somebody may want to sign this visitor in as themself.
    if (found == begun_.end() || browser.empty() || !platform::equal_secrets(platform::sha256_hex(browser), found->second.browser_sha256))
        return call.respond(back_with("/", "not_begun"));
    Begun begun = std::move(found->second);
    begun_.erase(found);
    std::string code = query_parameter(request.query, "code");
    if (code.empty() || code.size() > kCodeMax) {
        Response response = back_with(begun.page, "refused");
        response.headers.emplace_back("Set-Cookie", browser_cookie({}, request.transport));
        return call.respond(std::move(response));
    }
    auto work = [parts = parts_, begun = std::move(begun), code = std::move(code), now, transport = request.transport,
                 address = request.remote_address] {
        auto const session = parts.sign_in->finish(code, begun.attempt, parts.public_url() + std::string(kCallback), address, now);
        if (!session) spdlog::warn("oidc_sign_in_failed: {}", session.error().context);
        Response response = session ? redirect(begun.page) : back_with(begun.page, word_of(session.error().code));
        if (session) response.headers.emplace_back("Set-Cookie", session_cookie(session->cookie, transport));
        response.headers.emplace_back("Set-Cookie", browser_cookie({}, transport));
        return response;
    };
    parts_.provider.answer(call.respond, std::move(work));
}

void OidcRoutes::show_link(Call&& call)
{
    parts_.slow.answer(call.respond, [parts = parts_, name = call.path[0]] {
        if (!parts.accounts.find_user(name)) return problem(404, "not_found", "there is no such user", name);
        auto const value = parts.links.value_of(name);
        if (!value) return link_problem(value.error());
        json::object o;
        o["value"] = *value ? json::value(**value) : json::value(nullptr);
        return json_response(200, json::serialize(o));
    });
}

void OidcRoutes::link(Call&& call)
{
    if (person(call) == nullptr) return call.respond(no_person());
    JsonBody body(call.request.body);
    std::string value = body.text("value");
    if (auto no = body.problem()) return call.respond(std::move(*no));
    parts_.slow.answer(call.respond, [parts = parts_, name = call.path[0], value = std::move(value), actor = actor_of(call)] {
        if (auto const linked = parts.links.link(name, value); !linked) return link_problem(linked.error());
        if (auto const noted = parts.accounts.record(actor, "oidc.link", "user " + name, parts.now()); !noted) return link_problem(noted.error());
        return no_content();
    });
}

void OidcRoutes::unlink(Call&& call)
{
    if (person(call) == nullptr) return call.respond(no_person());
    parts_.slow.answer(call.respond, [parts = parts_, name = call.path[0], actor = actor_of(call)] {
        if (auto const unlinked = parts.links.unlink(name); !unlinked) return link_problem(unlinked.error());
        if (auto const noted = parts.accounts.record(actor, "oidc.unlink", "user " + name, parts.now()); !noted) return link_problem(noted.error());
        return no_content();
    });
}

void OidcRoutes::forget_old(Instant now)
{
    std::erase_if(begun_, [now](auto const& entry) { return now >= entry.second.until; });
}

}  // namespace saduak::server
