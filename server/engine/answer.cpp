#include "server/engine/answer.hpp"

#include <boost/json/serialize.hpp>

#include "core/base/overloaded.hpp"
#include "core/domain/calling.hpp"
#include "core/metrics/estimate.hpp"
#include "server/engine/ticket_json.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using namespace domain;

// The ticket that a command names; empty for those that name none.
TicketId named_ticket(CommandBody const& body)
{
    return std::visit(
        [](auto const& command) -> TicketId {
            if constexpr (requires { command.ticket; }) return command.ticket;
            else return {};
        },
        body);
}

template <class Body>
Event const* find_event(std::vector<Event> const& events)
{
    for (Event const& event : events)
        if (std::holds_alternative<Body>(event.body)) return &event;
    return nullptr;
}

bool calls_somebody(CommandBody const& body) { return std::holds_alternative<CallNext>(body) || std::holds_alternative<AdoptTicket>(body); }
bool makes_ticket(CommandBody const& body) { return std::holds_alternative<IssueTicket>(body) || std::holds_alternative<CheckIn>(body); }

// The ticket that the answer is about; null where none is.
Ticket const* answered_ticket(SiteState const& state, CommandBody const& body, std::vector<Event> const& events)
{
    // A rating's answer says nothing of the ticket: staff do not see who rated.
    if (std::holds_alternative<Rate>(body) || std::holds_alternative<ExplainRating>(body)) return nullptr;
    if (!calls_somebody(body)) return state.find(named_ticket(body));
    Event const* called = find_event<TicketCalled>(events);
    return called == nullptr ? nullptr : state.find(called->ticket);
}

json::object ticket_answer(SiteState const& state, CommandBody const& command, Ticket const& ticket)
{
    json::object shown = ticket_json(state, ticket);
    bool const waits = ticket.state == TicketState::waiting;
    auto const* issue = std::get_if<IssueTicket>(&command);
    std::int64_t const ahead = issue != nullptr ? issue->ahead : waits ? count_ahead(state, ticket) : 0;
    if (waits) shown["ahead"] = ahead;
    if (!makes_ticket(command)) return shown;
    shown["ahead"] = ahead;
    shown["estimate"] = estimate_json(metrics::estimate_wait(state, ticket.service, ahead));
    shown["visit"] = ticket.id.str();
    Service const* service = state.config.find_service(ticket.service);
    if (service != nullptr && ticket.step < service->steps.size()) shown["step_name"] = text_json(service->steps[ticket.step].name);
    return shown;
}

json::object late_answer(TicketLate const& late) { return {{"number", late.number}, {"day", format_date(late.day)}}; }

json::object visit_answer(Event const& event)
{
    auto const& recorded = std::get<TicketRecorded>(event.body);
    return {{"id", event.ticket.str()}, {"number", recorded.number}, {"day", format_date(recorded.day)}};
}

}  // namespace

std::string accepted_body(SiteState const& state, Command const& command, std::vector<Event> const& events)
{
    json::object body;
    if (Ticket const* ticket = answered_ticket(state, command.body, events); ticket != nullptr) {
        body["ticket"] = ticket_answer(state, command.body, *ticket);
    } else if (std::holds_alternative<CallNext>(command.body)) {
        body["ticket"] = nullptr;
    } else if (Event const* late = find_event<TicketLate>(events)) {
        body["late"] = late_answer(std::get<TicketLate>(late->body));
    } else if (Event const* recorded = find_event<TicketRecorded>(events)) {
        body["visit"] = visit_answer(*recorded);
    } else if (Event const* booked = find_event<AppointmentBooked>(events)) {
        body["appointment"] = appointment_json(state.appointments.at(std::get<AppointmentBooked>(booked->body).appointment));
    } else if (Event const* granted = find_event<RangeGranted>(events)) {
        auto const& range = std::get<RangeGranted>(granted->body);
        body["range"] = range_json({range.prefix, range.first, range.last, granted->device, false});
    }
    return json::serialize(body);
}

std::string rejected_body(Rejection const& rejection)
{
    std::string_view const code = to_string(rejection.code);
    return json::serialize(json::object{{"code", json::string_view(code.data(), code.size())}, {"about", rejection.about}});
}

}  // namespace saduak::server
