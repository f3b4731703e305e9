// The site as a whole: stops, the day, its numbers, and why somebody is called before somebody else.
#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "core/domain/calling.hpp"
#include "core/domain/gap_report.hpp"
#include "server/engine/ticket_json.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"
#include "server/http/page.hpp"
#include "server/reports/gap_reports.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using namespace domain;

constexpr std::size_t kBackOfficePage = 1000;

json::object named_ticket(SiteState const& state, TicketId const& id) { return {{"id", id.str()}, {"number", state.find(id)->number}}; }

// A ticket of today by its number or its id.
Ticket const* find_by_any_name(SiteState const& state, std::string const& name)
{
    Ticket const* by_number = state.find_by_number(name);
    return by_number != nullptr ? by_number : state.find(TicketId(name));
}

json::object both_languages(ReportTexts const& words, std::string const& key)
{
    return {{"th", words.text(ReportLanguage::th, key)}, {"en", words.text(ReportLanguage::en, key)}};
}

json::object matter_json(TicketId const& id, BackOfficeMatter const& matter)
{
    json::object o;
    o["id"] = id.str();
    o["number"] = matter.number;
    o["service"] = matter.service.str();
    o["day"] = format_date(matter.day);
    o["since"] = instant_json(matter.since);
    return o;
}

Response gaps_response(SiteId const& site, Result<std::optional<GapReport>> const& report)
{
    if (!report) return problem(503, "retry", "the log could not be read: " + report.error().context);
    if (!*report) return problem(404, "not_found", "no tickets were given on this day", "day");
    return json_response(200, gap_report_json(site, **report));
}

}  // namespace

std::function<Response(Done const&)> Api::noted(Call const& call, std::string act, std::string about, std::function<Response(Done const&)> accepted)
{
    about = "site " + call.site.str() + (about.empty() ? "" : ": " + about);
    return [this, actor = actor_of(call), act = std::move(act), about = std::move(about), accepted = std::move(accepted)](Done const& done) {
        parts_.accounts.note(actor, act, about, parts_.engine.now());
        return accepted(done);
    };
}

void Api::stop_site(Call&& call)
{
    JsonBody body(call.request.body);
    StopSite stop;
    stop.kind = body.optional_word("kind", from_string<StopKind>).value_or(StopKind::closing);
    stop.reason = body.text("reason", 500);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto answer = noted(call, "site.stop", stop.reason, as_it_is);
    submit(std::move(call), std::move(stop), std::move(answer));
}

void Api::reopen_site(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto answer = noted(call, "site.reopen", {}, as_it_is);
    submit(std::move(call), ReopenSite{}, std::move(answer));
}

void Api::answer_staff_call(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    AnswerStaffCall answer{DeviceId(call.path[1])};
    submit(std::move(call), std::move(answer), as_it_is);
}

void Api::close_day(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto answer = noted(call, "site.close-day", {}, as_it_is);
    submit(std::move(call), CloseDay{}, std::move(answer));
}

void Api::explain_order(Call&& call)
{
    SiteState const& state = *call.state;
    std::array<Ticket const*, 2> tickets{};
    for (std::size_t i = 0; i < tickets.size(); ++i) {
        std::string const name = query_parameter(call.request.query, i == 0 ? "a" : "b");
        tickets[i] = find_by_any_name(state, name);
        if (tickets[i] == nullptr) return call.respond(problem(404, "unknown_ticket", "there is no such ticket today", name));
    }
    auto const why = explain(state, tickets[0]->id, tickets[1]->id, std::max(parts_.engine.now(), state.last_at));
    if (!why) return call.respond(rejection_response(why.error()));
    json::object o;
    o["first"] = named_ticket(state, why->first);
    o["second"] = named_ticket(state, why->second);
    o["reason"] = to_string(why->reason);
    if (parts_.words) o["words"] = both_languages(*parts_.words, "explain." + std::string(to_string(why->reason)));
    o["first_waited_s"] = why->first_waited_s;
    o["second_waited_s"] = why->second_waited_s;
    o["callable"] = why->callable;
    call.respond(json_response(200, json::serialize(o)));
}

void Api::show_back_office(Call&& call)
{
    auto const& matters = call.state->back_office;
    std::string const after = query_parameter(call.request.query, "after");
    json::array items;
    auto at = after.empty() ? matters.begin() : matters.upper_bound(TicketId(after));
    for (; at != matters.end() && items.size() < kBackOfficePage; ++at) items.push_back(matter_json(at->first, at->second));
    json::object o;
    o["next"] = at == matters.end() ? json::value(nullptr) : json::value(items.back().at("id"));
    o["items"] = std::move(items);
    call.respond(json_response(200, json::serialize(o)));
}

void Api::show_gaps(Call&& call)
{
    std::string const text = query_parameter(call.request.query, "day");
    auto const day = text.empty() ? service_day(call.state->config, parts_.engine.now()) : parse_date(text);
    if (!day) return call.respond(problem(400, "bad_request", "day is a date, 2026-11-21", "day"));
    if (auto const report = gap_report(*call.state, *day)) return call.respond(json_response(200, gap_report_json(call.site, *report)));
    // An older day: from the log itself.
    auto job = [this, site = call.site, day = *day, respond = call.respond] {
        auto log = parts_.open_log();
        Result<std::optional<GapReport>> report = log ? read_gap_report(**log, site, day) : tl::unexpected(log.error());
        parts_.post_to_io([site, report = std::move(report), respond] { respond(gaps_response(site, report)); });
    };
    if (!parts_.pool.try_post(std::move(job))) call.respond(problem(429, "slow_down", "the server is busy: try again"));
}

void Api::list_ranges(Call&& call)
{
    json::array items;
    for (OfflineRange const& range : call.state->ranges) items.push_back(range_json(range));
    call.respond(page_response(std::move(items), call.request.query, "range"));
}

void Api::grant_range(Call&& call)
{
    JsonBody body(call.request.body);
    GrantRange grant;
    grant.device = DeviceId(body.optional_text("device", 64).value_or(""));
    grant.prefix = body.text("prefix", 1);
    grant.size = static_cast<std::int32_t>(body.optional_integer("size", 1, kOfflineRangeMax).value_or(grant.size));
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (!grant.device.empty()) {
        std::vector<DeviceRecord> const devices = parts_.accounts.devices(call.site);
        bool const known = std::any_of(devices.begin(), devices.end(), [&](DeviceRecord const& device) {
            return device.id == grant.device && device.has(DeviceRole::issue) && !device.revoked;
        });
        if (!known) return call.respond(problem(422, "invalid", "no device of this site by this name gives out tickets", "device"));
    }
    std::string const about = std::to_string(grant.size) + " numbers of " + grant.prefix + (grant.device.empty() ? "" : " for " + grant.device.str());
    auto answer = noted(call, "range.grant", about, [](Done const& done) { return json_response(201, done.body); });
    submit(std::move(call), std::move(grant), std::move(answer));
}

void Api::withdraw_range(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto const first = parse_number(call.path[1]);
    if (!first) return call.respond(problem(404, "not_found", "a range is named by its first number", call.path[1]));
    auto answer = noted(call, "range.withdraw", call.path[1], as_it_is);
    submit(std::move(call), WithdrawRange{first->prefix, first->n}, std::move(answer));
}

void Api::release_range(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto const first = parse_number(call.path[1]);
    if (!first) return call.respond(problem(404, "not_found", "a range is named by its first number", call.path[1]));
    auto answer = noted(call, "range.release", call.path[1], as_it_is);
    submit(std::move(call), ReleaseRange{first->prefix, first->n}, std::move(answer));
}

}  // namespace saduak::server
