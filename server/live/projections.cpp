#include "server/live/projections.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

#include "core/domain/calling.hpp"
#include "core/domain/decide.hpp"
#include "core/metrics/estimate.hpp"
#include "core/metrics/roll_end.hpp"
#include "server/engine/ticket_json.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using namespace domain;

Counter const& counter_of(SiteState const& state, CounterId const& id)
{
    static Counter const kClosed;
    auto const found = state.counters.find(id);
    return found == state.counters.end() ? kClosed : found->second;
}

json::object display_counter(SiteState const& state, CounterConfig const& config)
{
    Counter const& counter = counter_of(state, config.id);
    Ticket const* ticket = counter.ticket.empty() ? nullptr : state.find(counter.ticket);
    json::object o;
    o["id"] = config.id.str();
    o["name"] = text_json(config.name);
    o["state"] = to_string(counter.state);
    o["number"] = ticket == nullptr ? json::value(nullptr) : json::value(ticket->number);
    o["serving"] = ticket != nullptr && ticket->state == TicketState::serving;
    return o;
}

json::array calls_json(SiteState const& state)
{
    json::array calls;
    for (auto call = state.calls.rbegin(); call != state.calls.rend(); ++call) {
        CounterConfig const* counter = state.config.find_counter(call->counter);
        json::object o;
        o["id"] = call->seq;
        o["number"] = call->number;
        o["counter"] = call->counter.str();
        o["counter_name"] = counter == nullptr ? json::object() : text_json(counter->name);
        o["at"] = instant_json(call->at);
        o["again"] = call->again;
        calls.push_back(std::move(o));
    }
    return calls;
}

struct Waiting {
    std::int64_t count = 0;
    Instant longest_since;  // unset: nobody waits
};

void include(Waiting& waiting, Queue const& queue)
{
    if (queue.empty()) return;
    Instant const first = queue.begin()->first.queued_at;
    if (!waiting.longest_since.is_set() || first < waiting.longest_since) waiting.longest_since = first;
    waiting.count += static_cast<std::int64_t>(queue.size());
}

Waiting waiting_for(SiteState const& state, ServiceId const& service)
{
    Waiting waiting;
    for (auto const& [key, queue] : state.queues)
        if (key.service == service) include(waiting, queue);
    return waiting;
}

enum class LongestWait { leave_out, show };

json::array waiting_json(SiteState const& state, LongestWait longest)
{
    json::array list;
    for (Service const& service : state.config.services) {
        Waiting const waiting = waiting_for(state, service.id);
        json::object o;
        o["service"] = service.id.str();
        o["name"] = text_json(service.name);
        o["count"] = waiting.count;
        if (longest == LongestWait::show) o["longest_wait_since"] = instant_json(waiting.longest_since);
        list.push_back(std::move(o));
    }
    return list;
}

json::array services_json(SiteState const& state)
{
    json::array services;
    for (Service const& service : state.config.services) services.push_back(service_json(service));
    return services;
}

json::object now_json(SiteState const& state)
{
    Waiting waiting;
    for (auto const& [key, queue] : state.queues) include(waiting, queue);
    std::int64_t serving = 0;
    std::int64_t open_counters = 0;
    for (auto const& [id, counter] : state.counters) {
        Ticket const* ticket = counter.ticket.empty() ? nullptr : state.find(counter.ticket);
        if (ticket != nullptr && ticket->state == TicketState::serving) ++serving;
        if (counter.state == CounterState::open) ++open_counters;
    }
    json::object o;
    o["waiting"] = waiting.count;
    o["longest_wait_since"] = instant_json(waiting.longest_since);
    o["serving"] = serving;
    o["open_counters"] = open_counters;
    return o;
}

bool is_held(Ticket const& ticket) { return ticket.state == TicketState::held; }

// Tickets of the day that are `wanted`, newest change first.
std::vector<Ticket const*> tickets_that(SiteState const& state, bool (*wanted)(Ticket const&), Instant Ticket::*since)
{
    std::vector<Ticket const*> found;
    for (auto const& [id, ticket] : state.tickets)
        if (wanted(ticket)) found.push_back(&ticket);
    std::sort(found.begin(), found.end(),
              [since](Ticket const* a, Ticket const* b) { return a->*since != b->*since ? a->*since > b->*since : a->place > b->place; });
    if (found.size() > kQueueShown) found.resize(kQueueShown);
    return found;
}

json::array held_json(SiteState const& state)
{
    json::array list;
    for (Ticket const* ticket : tickets_that(state, is_held, &Ticket::held_at)) list.push_back(ticket_json(state, *ticket));
    return list;
}

// Where it would come if it returned now: asked of the one who decides it.
json::value returns_json(SiteState const& state, Ticket const& ticket)
{
    auto const events = decide(state, Command{{}, {}, ReturnTicket{ticket.id}}, state.last_at);
    if (!events || events->empty()) return nullptr;
    auto const* returned = std::get_if<TicketReturned>(&events->back().body);
    Ticket const* before = returned == nullptr ? nullptr : state.find(returned->behind);
    json::object o;
    o["behind"] = before == nullptr ? json::value(nullptr) : json::value(before->number);
    return o;
}

json::array missed_json(SiteState const& state)
{
    json::array list;
    for (Ticket const* ticket : tickets_that(state, may_return, &Ticket::ended_at)) {
        json::object o = ticket_json(state, *ticket);
        o["returns"] = returns_json(state, *ticket);
        list.push_back(std::move(o));
    }
    return list;
}

json::value stop_json(SiteState const& state)
{
    if (!state.stop) return nullptr;
    json::object o;
    o["kind"] = to_string(state.stop->kind);
    o["reason"] = state.stop->reason;
    o["since"] = instant_json(state.stop->since);
    return o;
}

// Why a citizen who was there before waits again.
json::value again_json(Ticket const& ticket)
{
    if (ticket.state != TicketState::waiting) return nullptr;
    if (ticket.no_shows > 0) return json::value("returned");
    return ticket.waiting_since > ticket.issued_at ? json::value("transferred") : json::value(nullptr);
}

// How the citizen asked to be told; the contact itself is nowhere in the state.
json::value told_by_json(SiteState const& state, Ticket const& ticket)
{
    auto const found = state.contacts.find(ticket.id);
    if (found == state.contacts.end()) return nullptr;
    auto const channel = to_string(found->second.channel);
    return json::object{{"channel", json::string_view(channel.data(), channel.size())}, {"ahead", found->second.ahead}};
}

}  // namespace

json::object site_json(SiteConfig const& config)
{
    json::object o;
    o["id"] = config.id.str();
    o["name"] = text_json(config.name);
    o["agency"] = config.agency.str();
    o["agency_name"] = text_json(config.agency_name);
    o["demo"] = config.demo;
    return o;
}

json::object service_json(Service const& service)
{
    json::array steps;
    for (Step const& step : service.steps) {
        json::object o;
        o["id"] = step.id.str();
        o["name"] = text_json(step.name);
        steps.push_back(std::move(o));
    }
    json::object o;
    o["id"] = service.id.str();
    o["name"] = text_json(service.name);
    o["prefix"] = service.prefix;
    o["steps"] = std::move(steps);
    o["standard_s"] = service.standard_s;
    return o;
}

json::object counter_json(SiteState const& state, CounterConfig const& config)
{
    Counter const& counter = counter_of(state, config.id);
    Ticket const* ticket = counter.ticket.empty() ? nullptr : state.find(counter.ticket);
    json::array skills;
    for (Skill const& skill : config.skills) {
        json::object o;
        o["service"] = skill.service.str();
        o["step"] = skill.step.empty() ? json::value(nullptr) : json::value(skill.step.str());
        skills.push_back(std::move(o));
    }
    json::object o = display_counter(state, config);
    o["agent"] = counter.agent.empty() ? json::value(nullptr) : json::value(counter.agent.str());
    o["ticket"] = ticket == nullptr ? json::value(nullptr) : json::value(ticket_json(state, *ticket));
    o["skills"] = std::move(skills);
    return o;
}

json::array queue_json(SiteState const& state, Instant now)
{
    json::array queue;
    for (Ticket const* ticket : waiting_in_order(state, std::max(now, state.last_at))) {
        if (queue.size() == kQueueShown) break;
        json::object o = ticket_json(state, *ticket);
        o["callable"] = is_callable(*ticket);
        queue.push_back(std::move(o));
    }
    return queue;
}

json::array printers_json(SiteState const& state, Instant now)
{
    json::array printers;
    for (auto const& [device, printer] : state.printers) {
        auto const end = metrics::roll_end(state, device, now);
        json::object o;
        o["device"] = device.str();
        o["state"] = printer.state;
        o["roll_ends_at"] = end ? json::value(format_rfc3339(*end)) : json::value(nullptr);
        printers.push_back(std::move(o));
    }
    return printers;
}

json::array staff_calls_json(SiteState const& state)
{
    json::array calls;
    for (auto const& [device, since] : state.staff_calls) calls.push_back(json::object{{"device", device.str()}, {"since", format_rfc3339(since)}});
    return calls;
}

json::object display_view(SiteState const& state, Instant now)
{
    json::array counters;
    for (CounterConfig const& counter : state.config.counters) counters.push_back(display_counter(state, counter));
    json::object view;
    view["site"] = site_json(state.config);
    view["day"] = format_date(std::max(state.day, service_day(state.config, now)));
    view["counters"] = std::move(counters);
    view["calls"] = calls_json(state);
    view["waiting"] = waiting_json(state, LongestWait::leave_out);
    view["stop"] = stop_json(state);
    return view;
}

json::object agent_view(SiteState const& state, Instant now)
{
    json::array counters;
    for (CounterConfig const& counter : state.config.counters) counters.push_back(counter_json(state, counter));
    json::object view = display_view(state, now);
    view["counters"] = std::move(counters);
    view["services"] = services_json(state);
    view["queue"] = queue_json(state, now);
    view["held"] = held_json(state);
    view["missed"] = missed_json(state);
    view["staff_calls"] = staff_calls_json(state);
    view["printers"] = printers_json(state, now);
    return view;
}

json::object manager_view(SiteState const& state, Instant now)
{
    json::object view = display_view(state, now);
    view["services"] = services_json(state);
    view["printers"] = printers_json(state, now);
    view["now"] = now_json(state);
    view["waiting"] = waiting_json(state, LongestWait::show);
    return view;
}

json::object citizen_view(SiteState const& state, Ticket const& ticket, Rated rated)
{
    Service const* service = state.config.find_service(ticket.service);
    CounterConfig const* counter = ticket.counter.empty() ? nullptr : state.config.find_counter(ticket.counter);
    bool const waits = ticket.state == TicketState::waiting;
    std::int64_t const ahead = waits ? count_ahead(state, ticket) : 0;
    json::array documents;
    if (service != nullptr)
        for (LocalText const& document : service->documents) documents.push_back(text_json(document));
    json::object shown = ticket_json(state, ticket);
    shown["agent"] = nullptr;  // a citizen has no need to know by name who serves

    json::object view;
    view["site"] = site_json(state.config);
    view["ticket"] = std::move(shown);
    view["service_name"] = service == nullptr ? json::object() : text_json(service->name);
    view["ahead"] = waits ? json::value(ahead) : json::value(nullptr);
    view["estimate"] = waits ? json::value(estimate_json(metrics::estimate_wait(state, ticket.service, ahead))) : json::value(nullptr);
    view["counter_name"] = counter == nullptr ? json::value(nullptr) : json::value(text_json(counter->name));
    view["documents"] = std::move(documents);
    view["again"] = again_json(ticket);
    view["stop"] = stop_json(state);
    view["told_by"] = told_by_json(state, ticket);
    view["may_cancel"] = waits || ticket.state == TicketState::called || ticket.state == TicketState::held;
    view["may_rate"] = ticket.state == TicketState::finished && rated == Rated::no;
    return view;
}

}  // namespace saduak::server
