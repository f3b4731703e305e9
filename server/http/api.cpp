#include "server/http/api.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "platform/clock.hpp"
#include "platform/entropy.hpp"
#include "server/http/session_answer.hpp"

namespace saduak::server {
namespace {

constexpr auto kTokenTrustedFor = std::chrono::seconds(2);  // a revoked token works this much longer
constexpr std::size_t kCheckedTokensMax = 1000;
constexpr std::string_view kBearer = "Bearer ";

AgencyId agency_of(domain::SiteState const* state) { return state == nullptr ? AgencyId() : state->config.agency; }

bool changes_something(Request const& request) { return request.method != Method::get && request.method != Method::head; }

}  // namespace

Actor actor_of(Call const& call) { return {call.principal ? principal_key(*call.principal) : std::string(), call.request.remote_address}; }

std::vector<Route> Api::own_routes()
{
    using enum Access;
    constexpr Right none = Right::see_queue;  // not looked at
    auto to = [this](void (Api::*handler)(Call &&)) { return bound(*this, handler); };
    return {
        {Method::get, "/healthz", anyone, none, to(&Api::health)},
        {Method::get, "/readyz", anyone, none, to(&Api::readiness)},
        {Method::get, "/metrics", anyone, none, to(&Api::prometheus)},
        {Method::get, "/api/v1/privacy", anyone, none, to(&Api::show_privacy)},
        {Method::get, "/api/v1/openapi.json", anyone, none, to(&Api::show_description)},
        {Method::post, "/api/v1/session", anyone, none, to(&Api::sign_in)},
        {Method::remove, "/api/v1/session", oneself, none, to(&Api::sign_out)},
        {Method::get, "/api/v1/me", oneself, none, to(&Api::me)},
        {Method::get, "/api/v1/sites", anyone, none, to(&Api::list_sites)},
        {Method::get, "/api/v1/sites/{site}", anyone, none, to(&Api::show_site)},
        {Method::get, "/api/v1/sites/{site}/services", anyone, none, to(&Api::list_services)},
        {Method::get, "/api/v1/sites/{site}/counters", site, Right::see_queue, to(&Api::list_counters)},
        {Method::get, "/api/v1/sites/{site}/queue", site, Right::see_queue, to(&Api::show_queue)},
        {Method::post, "/api/v1/sites/{site}/tickets", site, Right::issue_ticket, to(&Api::issue_ticket)},
        {Method::get, "/api/v1/sites/{site}/tickets/{id}", site, Right::see_queue, to(&Api::show_ticket)},
        {Method::post, "/api/v1/sites/{site}/adopt", site, Right::run_counter, to(&Api::adopt_number)},
        {Method::post, "/api/v1/sites/{site}/visits", site, Right::run_counter, to(&Api::record_visit)},
        {Method::get, "/api/v1/sites/{site}/explain", site, Right::see_queue, to(&Api::explain_order)},
        {Method::get, "/api/v1/sites/{site}/back-office", site, Right::see_queue, to(&Api::show_back_office)},
        {Method::post, "/api/v1/sites/{site}/stop", site, Right::run_site, to(&Api::stop_site)},
        {Method::post, "/api/v1/sites/{site}/reopen", site, Right::run_site, to(&Api::reopen_site)},
        {Method::post, "/api/v1/sites/{site}/staff-calls/{device}/answer", site, Right::run_counter, to(&Api::answer_staff_call)},
        {Method::post, "/api/v1/sites/{site}/close-day", site, Right::run_site, to(&Api::close_day)},
        {Method::get, "/api/v1/sites/{site}/gaps", site, Right::see_queue, to(&Api::show_gaps)},
        {Method::get, "/api/v1/sites/{site}/ranges", site, Right::administer, to(&Api::list_ranges)},
        {Method::post, "/api/v1/sites/{site}/ranges", site, Right::administer, to(&Api::grant_range)},
        {Method::post, "/api/v1/sites/{site}/ranges/{range}/withdraw", site, Right::administer, to(&Api::withdraw_range)},
        {Method::post, "/api/v1/sites/{site}/ranges/{range}/release", site, Right::administer, to(&Api::release_range)},
        {Method::get, "/api/v1/sites/{site}/appointments", site, Right::see_queue, to(&Api::list_appointments)},
        {Method::post, "/api/v1/sites/{site}/appointments", site, Right::issue_ticket, to(&Api::book_appointment)},
        {Method::remove, "/api/v1/sites/{site}/appointments/{id}", site, Right::issue_ticket, to(&Api::cancel_appointment)},
        {Method::post, "/api/v1/sites/{site}/appointments/{id}/check-in", site, Right::issue_ticket, to(&Api::check_in)},
        {Method::get, "/api/v1/metrics/compare", signed_in, none, to(&Api::compare_metrics)},
        {Method::get, "/api/v1/sites/{site}/metrics", site, Right::see_metrics, to(&Api::show_metrics)},
        {Method::get, "/api/v1/sites/{site}/events", site, Right::read_log, to(&Api::show_events)},
        {Method::get, "/api/v1/tickets/{token}", anyone, none, to(&Api::show_citizen_ticket)},
        {Method::post, "/api/v1/tickets/{token}/cancel", anyone, none, to(&Api::cancel_own_ticket)},
        {Method::post, "/api/v1/ratings", anyone, none, to(&Api::rate)},
        {Method::get, kLivePath, anyone, none, to(&Api::live_needs_upgrade)},
    };
}

Api::Api(ApiParts parts) : parts_(std::move(parts))
{
    add(own_routes());
    add(ticket_routes());
    add(counter_routes());
}

void Api::add(std::vector<Route> routes)
{
    for (Route& route : routes) {
        router_.add(route.method, route.pattern, routes_.size());
        routes_.push_back(std::move(route));
    }
}

bool Api::handle(Request const& request, Asked& asked, Respond respond)
{
    if (request.method == Method::options) {
        respond(parts_.cross_origin.preflight(request));
        return true;
    }
    Router::Match match = router_.match(request.method, request.path);
    switch (match.outcome) {
    case Router::Outcome::found: break;
    case Router::Outcome::other_method: respond(problem(405, "bad_request", "this address does not take this method")); return true;
    case Router::Outcome::unknown_path:
        if (!request.path.starts_with("/api/")) return false;
        respond(problem(404, "not_found", "there is no such address"));
        return true;
    }
    Route const& route = routes_[match.id];
    asked.route = route.pattern;
    Call call{request, std::move(match.values), nullptr, std::move(respond), {}, nullptr};
    auto const no = refuse(route, call);
    if (call.principal) asked.who = principal_key(*call.principal);
    if (no) call.respond(*no);
    else route.handler(std::move(call));
    return true;
}

std::optional<Response> Api::refuse(Route const& route, Call& call)
{
    bool const of_site = route.pattern.find("{site}") != std::string_view::npos;
    if (of_site) {
        call.site = SiteId(call.path[0]);
        call.state = parts_.engine.state(call.site);
    }
    if (route.access == Access::anyone) {
        if (changes_something(call.request) && !from_this_site(call.request) && !parts_.cross_origin.lists(call.request))
            return problem(403, "csrf", "this page is of another site");
        if (changes_something(call.request))
            if (auto no = parts_.gate.refuse_stranger(call.request, platform::monotonic_now())) return no;
    } else {
        Authenticated who = authenticate(call.request, route.access);
        if (auto* no = std::get_if<Response>(&who)) return std::move(*no);
        call.principal = std::move(std::get<std::shared_ptr<Principal const>>(who));
        if (route.access == Access::site && !may(*call.principal, route.right, call.site, agency_of(call.state)))
            return problem(403, "forbidden", "your role or token does not allow this here");
        if (route.access == Access::somewhere && !may_somewhere(*call.principal, route.right))
            return problem(403, "forbidden", "your role or token does not allow this");
        if (route.access == Access::server && !may_everywhere(*call.principal, route.right))
            return problem(403, "forbidden", "your role or token does not allow this");
    }
    if (of_site && (call.state == nullptr || call.state->config.id.empty()))
        return problem(404, "unknown_site", "there is no such site", call.site.str());
    if (of_site && changes_something(call.request)) return refuse_read_only(call.site);
    return std::nullopt;
}

std::optional<Response> Api::refuse_read_only(SiteId const& site) const
{
    auto const reason = parts_.engine.read_only(site);
    if (!reason) return std::nullopt;
    return problem(503, "read_only", "this site takes no commands until its log is repaired: " + *reason, site.str());
}

Api::Authenticated Api::authenticate(Request const& request, Access access)
{
    if (!request.authorization.empty()) {
        if (auto principal = token_principal(request.authorization)) return principal;
        return problem(401, "sign_in", "the token is unknown or has expired");
    }
    std::string_view const cookie = session_cookie_of(request);
    if (cookie.empty()) return problem(401, "sign_in", "sign in first");
    auto const session = parts_.accounts.find_session(cookie, parts_.engine.now());
    if (!session) return problem(401, "sign_in", "the session has ended: sign in again");
    // A browser sends cookies by itself; only our own pages know the token.
    if (!from_this_site(request) || (changes_something(request) && !platform::equal_secrets(request.csrf, session->csrf)))
        return problem(403, "csrf", "the X-CSRF-Token is missing or wrong");
    if (access != Access::oneself && parts_.sign_in.must_enrol(session->user))
        return problem(403, "must_enrol", "an administrator of this server signs in with a second factor: set yours up first");
    return std::make_shared<Principal const>(session->user);
}

std::shared_ptr<Principal const> Api::token_principal(std::string const& authorization)
{
    auto const now = std::chrono::steady_clock::now();
    auto const known = checked_tokens_.find(authorization);
    if (known != checked_tokens_.end() && now < known->second.until) return known->second.principal;
    if (!authorization.starts_with(kBearer)) return nullptr;
    auto const principal = parts_.accounts.find_token(std::string_view(authorization).substr(kBearer.size()), parts_.engine.now());
    if (!principal) {
        checked_tokens_.erase(authorization);
        return nullptr;
    }
    if (checked_tokens_.size() >= kCheckedTokensMax) checked_tokens_.clear();
    auto shared = std::make_shared<Principal const>(*principal);
    checked_tokens_[authorization] = CheckedToken{shared, now + kTokenTrustedFor};
    return shared;
}

std::variant<LiveKey, Response> Api::authorize_live(Request const& request)
{
    auto const view = view_from_string(query_parameter(request.query, "view"));
    if (!view) return problem(400, "bad_request", "the view is display, agent, manager or citizen", "view");
    LiveKey key{SiteId(query_parameter(request.query, "site")), *view, {}};
    domain::SiteState const* state = parts_.engine.state(key.site);
    if (*view == View::citizen) {
        domain::Ticket const* ticket =
            state == nullptr ? nullptr : state->find_by_token(platform::sha256_hex(query_parameter(request.query, "token")));
        if (ticket == nullptr) return problem(404, "unknown_ticket", "there is no such ticket today");
        key.ticket = ticket->id;
        return key;
    }
    if (*view != View::display) {
        Authenticated who = authenticate(request, Access::site);
        if (auto* no = std::get_if<Response>(&who)) return std::move(*no);
        Right const right = *view == View::agent ? Right::run_counter : Right::see_metrics;
        if (!may(*std::get<std::shared_ptr<Principal const>>(who), right, key.site, agency_of(state)))
            return problem(403, "forbidden", "your role or token does not allow this view");
    }
    if (state == nullptr || state->config.id.empty()) return problem(404, "unknown_site", "there is no such site", key.site.str());
    return key;
}

void Api::health(Call&& call) { call.respond(json_response(200, R"({"status":"ok"})")); }

// A site whose log is damaged does not stop the others: the server is ready, and says which one takes no commands.
void Api::readiness(Call&& call)
{
    if (!parts_.engine.healthy()) return call.respond(problem(503, "retry", "the store cannot write: nothing is acknowledged"));
    if (char const* reason = parts_.engine.held_off()) return call.respond(problem(503, "retry", "nothing is acknowledged: " + std::string(reason)));
    boost::json::object body{{"status", "ready"}};
    boost::json::object read_only;
    for (SiteId const& site : parts_.engine.sites())
        if (auto const reason = parts_.engine.read_only(site)) read_only[site.str()] = *reason;
    if (!read_only.empty()) body["read_only"] = std::move(read_only);
    call.respond(json_response(200, boost::json::serialize(body)));
}

// How busy a server is, is nobody's business: who asks from this machine may know, or a token for the metrics of every site.
void Api::prometheus(Call&& call)
{
    if (!is_this_machine(call.request.remote_address)) {
        Authenticated const who = authenticate(call.request, Access::server);
        if (auto const* no = std::get_if<Response>(&who)) return call.respond(*no);
        if (!may_everywhere(*std::get<std::shared_ptr<Principal const>>(who), Right::see_metrics))
            return call.respond(problem(403, "forbidden", "your role or token does not allow this"));
    }
    Response response = json_response(200, parts_.metrics_text());
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    call.respond(std::move(response));
}

void Api::show_privacy(Call&& call)
{
    boost::json::object body{{"controller", privacy_.controller}, {"contact", privacy_.contact}, {"access_log_days", privacy_.access_log_days}};
    call.respond(json_response(200, boost::json::serialize(body)));
}

void Api::show_description(Call&& call)
{
    if (!description_.text()) return call.respond(problem(503, "not_found", "the description of the API is not installed"));
    call.respond(json_response(200, *description_.text()));
}

void Api::live_needs_upgrade(Call&& call)
{
    Response response = problem(426, "bad_request", "this address speaks WebSocket");
    response.headers.emplace_back("Upgrade", "websocket");
    call.respond(std::move(response));
}

}  // namespace saduak::server
