#include "server/http/api_devices.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "server/engine/ticket_json.hpp"
#include "server/http/json_body.hpp"
#include "server/http/page.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

char const* word(DeviceKey key)
{
    switch (key) {
    case DeviceKey::none: return "none";
    case DeviceKey::good: return "good";
    case DeviceKey::rotating: return "rotating";
    }
    return "";
}

json::array roles_json(DeviceRecord const& device)
{
    json::array roles;
    for (DeviceRole const role : device.roles) roles.emplace_back(to_string(role));
    return roles;
}

json::value code_or_null(std::string const& code) { return code.empty() ? json::value(nullptr) : json::value(code); }
json::value instant_or_null(Instant at) { return at.is_set() ? json::value(format_rfc3339(at)) : json::value(nullptr); }

void add_printer(json::object& o, domain::SiteState const& state, DeviceId const& device)
{
    auto const printer = state.printers.find(device);
    bool const known = printer != state.printers.end();
    o["printer"] = known ? json::value(printer->second.state) : json::value(nullptr);
    o["roll_left_mm"] = known && printer->second.roll_left_mm >= 0 ? json::value(printer->second.roll_left_mm) : json::value(nullptr);
}

json::value report_json(std::optional<wire::DeviceReport> const& report)
{
    if (!report) return nullptr;
    json::object o;
    o["uptime_s"] = report->uptime_s;
    o["disk_free_bytes"] = report->disk_free_bytes;
    o["unsent"] = report->unsent;
    o["bundle"] = code_or_null(report->bundle);
    o["trouble"] = code_or_null(report->trouble);
    return o;
}

json::object device_json(DeviceStanding const& standing, domain::SiteState const& state, DeviceHealth const& health)
{
    DeviceRecord const& device = standing.record;
    json::object o;
    o["id"] = device.id.str();
    o["roles"] = roles_json(device);
    o["counter"] = code_or_null(device.counter.str());
    o["revoked"] = device.revoked;
    o["key"] = word(standing.key);
    o["code_open"] = standing.code_open;
    add_printer(o, state, device.id);
    o["connected"] = health.connected;
    o["last_contact"] = instant_or_null(health.last_contact);
    o["caught_up_at"] = instant_or_null(health.caught_up_at);
    o["version"] = code_or_null(health.version);
    o["health"] = report_json(health.report);
    o["clock_ahead_ms"] = health.clock_ahead ? json::value(health.clock_ahead->count) : json::value(nullptr);
    return o;
}

Response device_problem(Error const& error, std::string_view about)
{
    switch (error.code) {
    case Errc::invalid_argument: return problem(422, "invalid", error.context, about);
    case Errc::already_exists: return problem(409, "device_exists", error.context, about);
    case Errc::not_found: return problem(404, "unknown_device", error.context, about);
    case Errc::busy: return problem(409, "key_waits", error.context, about);
    default: return problem(503, "retry", "nothing was kept: send it again");
    }
}

Response code_response(Result<std::string> const& code, DeviceId const& device, Instant now)
{
    if (!code) return device_problem(code.error(), device.str());
    json::object o;
    o["device"] = device.str();
    o["code"] = *code;
    o["expires_at"] = format_rfc3339(now + kEnrolmentCodeLimit);
    return json_response(200, json::serialize(o));
}

// A link that listens on every address is reached by the name that brought the request here.
std::string reachable(std::string const& listening, std::string const& host)
{
    std::size_t const colon = listening.rfind(':');
    std::string const name = listening.substr(0, colon);
    if (colon == std::string::npos || (name != "0.0.0.0" && name != "[::]" && name != "::")) return listening;
    std::size_t const end = host.rfind(':');
    bool const has_port = end != std::string::npos && host.find(']', end) == std::string::npos;
    return (has_port ? host.substr(0, end) : host) + listening.substr(colon);
}

struct Reach {
    std::string address;
    std::string fingerprint;
};

Response enrolled_response(Result<Accounts::Enrolled> const& enrolled, Reach const& reach)
{
    if (!enrolled && enrolled.error().code == Errc::busy) {
        Response response = problem(429, "slow_down", "too many wrong codes: wait before the next one");
        response.headers.emplace_back("Retry-After", enrolled.error().context);
        return response;
    }
    if (!enrolled && enrolled.error().code == Errc::not_found) return problem(404, "wrong_code", enrolled.error().context, "code");
    if (!enrolled) return problem(503, "retry", "nothing was kept: send it again");
    DeviceRecord const& device = enrolled->device;
    json::object o;
    o["device"] = device.id.str();
    o["site"] = device.site.str();
    o["roles"] = roles_json(device);
    o["counter"] = code_or_null(device.counter.str());
    o["key"] = enrolled->key;
    o["address"] = reach.address;
    o["fingerprint"] = reach.fingerprint;
    return json_response(200, json::serialize(o));
}

}  // namespace

std::vector<Route> DeviceRoutes::routes()
{
    auto route = [this](Method method, std::string_view pattern, Right right, void (DeviceRoutes::*handler)(Call &&)) {
        return Route{method, pattern, Access::site, right, bound(*this, handler)};
    };
    return {route(Method::get, "/api/v1/sites/{site}/devices", Right::see_devices, &DeviceRoutes::list),
            route(Method::post, "/api/v1/sites/{site}/devices", Right::administer, &DeviceRoutes::add),
            route(Method::post, "/api/v1/sites/{site}/devices/{device}/enrol-again", Right::administer, &DeviceRoutes::enrol_again),
            route(Method::post, "/api/v1/sites/{site}/devices/{device}/rotate", Right::administer, &DeviceRoutes::rotate),
            route(Method::post, "/api/v1/sites/{site}/devices/{device}/revoke", Right::administer, &DeviceRoutes::revoke),
            {Method::post, "/api/v1/enrol", Access::anyone, Right::administer, bound(*this, &DeviceRoutes::enrol)}};
}

std::optional<DeviceId> DeviceRoutes::device_of(Call const& call) const
{
    DeviceId const device(call.path[1]);
    auto const devices = accounts_.devices(call.site);
    if (std::any_of(devices.begin(), devices.end(), [&device](DeviceRecord const& one) { return one.id == device; })) return device;
    call.respond(problem(404, "unknown_device", "this site has no such device", call.path[1]));
    return std::nullopt;
}

void DeviceRoutes::list(Call&& call)
{
    json::array items;
    for (DeviceStanding const& standing : accounts_.device_standings(call.site))
        items.push_back(device_json(standing, *call.state, link_.health(standing.record.id).value_or(DeviceHealth{})));
    call.respond(page_response(std::move(items), call.request.query));
}

void DeviceRoutes::add(Call&& call)
{
    JsonBody body(call.request.body);
    DeviceRecord device{DeviceId(body.text("id", 64)), call.site, {}, CounterId(body.optional_text("counter", 64).value_or("")), false};
    bool known = true;
    for (std::string const& text : body.texts("roles", 2, 32)) {
        auto const role = device_role_from_string(text);
        if (role && !device.has(*role)) device.roles.push_back(*role);
        known = known && role.has_value();
    }
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (!known || device.roles.empty()) return call.respond(problem(400, "bad_request", "a device has roles: issue, rate", "roles"));
    if (!device.counter.empty() && call.state->config.find_counter(device.counter) == nullptr)
        return call.respond(problem(404, "unknown_counter", "there is no such counter", device.counter.str()));
    bool const rates_only = device.has(DeviceRole::rate) && !device.has(DeviceRole::issue);
    if (rates_only && device.counter.empty() && call.state->config.rating.place != domain::RatingPlace::exit)
        return call.respond(problem(422, "invalid", "a rating terminal stands at a counter: name it", device.id.str()));
    blocking_.answer(call.respond, [this, device = std::move(device), actor = actor_of(call), now = engine_.now()] {
        return code_response(accounts_.add_device_to_enrol(device, actor, now), device.id, now);
    });
}

// Anyone may: the code is the right to do so. Whoever was connected with an older key is cut off.
void DeviceRoutes::enrol(Call&& call)
{
    JsonBody body(call.request.body);
    std::string code = body.text("code", 32);
    DeviceId expected(body.optional_text("device", 64).value_or(""));
    if (auto no = body.problem()) return call.respond(std::move(*no));
    Reach reach{reachable(link_.address(), call.request.host), link_.fingerprint};
    auto enrolled = std::make_shared<DeviceId>();  // set by the pool before the I/O thread reads it
    auto work = [this, code = std::move(code), expected = std::move(expected), reach = std::move(reach), enrolled,
                 address = call.request.remote_address, now = engine_.now()] {
        auto const result = accounts_.enrol(code, expected, address, now);
        if (result) *enrolled = result->device.id;
        return enrolled_response(result, reach);
    };
    bool const taken = blocking_.run(std::move(work), [this, enrolled, respond = call.respond](Response response) {
        if (!enrolled->empty()) link_.cut(*enrolled);
        respond(std::move(response));
    });
    if (!taken) call.respond(problem(429, "slow_down", "the server is busy: try again"));
}

void DeviceRoutes::enrol_again(Call&& call)
{
    auto const device = device_of(call);
    if (!device) return;
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    blocking_.answer(call.respond, [this, device = *device, actor = actor_of(call), now = engine_.now()] {
        return code_response(accounts_.enrol_again(device, actor, now), device, now);
    });
}

void DeviceRoutes::rotate(Call&& call)
{
    auto const device = device_of(call);
    if (!device) return;
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    blocking_.answer(call.respond, [this, device = *device, actor = actor_of(call), now = engine_.now()] {
        auto const rotated = accounts_.rotate_device(device, actor, now);
        return rotated ? no_content() : device_problem(rotated.error(), device.str());
    });
}

void DeviceRoutes::revoke(Call&& call)
{
    auto const device = device_of(call);
    if (!device) return;
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto work = [this, device = *device, actor = actor_of(call), now = engine_.now()] {
        auto const revoked = accounts_.revoke_device(device, actor, now);
        return revoked ? no_content() : device_problem(revoked.error(), device.str());
    };
    bool const taken = blocking_.run(std::move(work), [this, device = *device, respond = call.respond](Response response) {
        if (response.status == 204) link_.cut(device);
        respond(std::move(response));
    });
    if (!taken) call.respond(problem(429, "slow_down", "the server is busy: try again"));
}

}  // namespace saduak::server
