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

TicketId called_ticket(std::vector<Event> const& events)
{
    for (Event const& event : events)
        if (std::holds_alternative<TicketCalled>(event.body)) return event.ticket;
    return {};
}

}  // namespace

std::string accepted_body(SiteState const& state, Command const& command, std::vector<Event> const& events)
{
    bool const calls_next = std::holds_alternative<CallNext>(command.body);
    // A rating's answer says nothing of the ticket: staff do not see who rated.
    bool const rates = std::holds_alternative<Rate>(command.body);
    Ticket const* ticket = rates ? nullptr : state.find(calls_next ? called_ticket(events) : named_ticket(command.body));
    if (ticket == nullptr) return calls_next ? R"({"ticket":null})" : "{}";

    json::object shown = ticket_json(state, *ticket);
    if (auto const* issue = std::get_if<IssueTicket>(&command.body)) {
        shown["ahead"] = issue->ahead;
        shown["estimate"] = estimate_json(metrics::estimate_wait(state, ticket->service, issue->ahead));
        shown["visit"] = ticket->id.str();
        Service const* service = state.config.find_service(ticket->service);
        if (service != nullptr && ticket->step < service->steps.size()) shown["step_name"] = text_json(service->steps[ticket->step].name);
    }
    json::object body;
    body["ticket"] = std::move(shown);
    return json::serialize(body);
}

std::string rejected_body(Rejection const& rejection)
{
    std::string_view const code = to_string(rejection.code);
    return json::serialize(json::object{{"code", json::string_view(code.data(), code.size())}, {"about", rejection.about}});
}

}  // namespace saduak::server
