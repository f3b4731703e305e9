#include "core/domain/state.hpp"

namespace saduak::domain {

QueueKey queue_key(Ticket const& ticket) { return {ticket.service, ticket.step, ticket.ticket_class}; }

QueuePlace queue_place(Ticket const& ticket) { return {ticket.queued_at, ticket.place, ticket.behind}; }

bool is_open(TicketState state)
{
    switch (state) {
    case TicketState::waiting:
    case TicketState::called:
    case TicketState::serving:
    case TicketState::held: return true;
    case TicketState::finished:
    case TicketState::no_show:
    case TicketState::cancelled:
    case TicketState::expired:
    case TicketState::voided: return false;
    }
    return false;
}

bool is_at_counter(TicketState state) { return state == TicketState::called || state == TicketState::serving; }

Ticket transferred(Ticket ticket, TicketTransferred const& transfer, SiteConfig const& config, Instant at)
{
    if (!transfer.service.empty()) {
        ticket.service = transfer.service;
        if (!ticket.then.empty() && ticket.then.front() == transfer.service) ticket.then.erase(ticket.then.begin());
    }
    ticket.step = 0;
    if (Service const* service = config.find_service(ticket.service); service != nullptr && !transfer.step.empty())
        while (ticket.step < service->steps.size() && service->steps[ticket.step].id != transfer.step) ++ticket.step;
    // Who was not served yet has waited since they came.
    if (ticket.state != TicketState::waiting) ticket.waiting_since = at;
    ticket.queued_at = transfer.keeps_place ? ticket.issued_at : at;
    if (ticket.ticket_class == TicketClass::appointment) ticket.queued_at = ticket.slot;
    ticket.behind = 0;
    ticket.only_at = transfer.to;
    ticket.met = ticket.met || ticket.state != TicketState::waiting;
    ticket.state = TicketState::waiting;
    ticket.first_called_at = {};
    ticket.called_at = {};
    ticket.started_at = {};
    ticket.held_at = {};
    ticket.held_for = {};
    return ticket;
}

bool may_return(Ticket const& ticket) { return ticket.state == TicketState::no_show && ticket.queued_at.is_set(); }

bool may_get_paper(Ticket const& ticket) { return ticket.state == TicketState::voided && ticket.paper == Paper::failed && ticket.queued_at.is_set(); }

Ticket const* SiteState::find(TicketId const& ticket) const
{
    auto found = tickets.find(ticket);
    if (found == tickets.end() && !merged.empty())
        if (auto const other = merged.find(ticket); other != merged.end()) found = tickets.find(other->second);
    return found == tickets.end() ? nullptr : &found->second;
}

Ticket const* SiteState::find_by_number(std::string const& number) const
{
    auto const found = by_number.find(number);
    return found == by_number.end() ? nullptr : find(found->second);
}

Ticket const* SiteState::find_by_token(std::string const& token_sha256) const
{
    auto const found = by_token.find(token_sha256);
    return found == by_token.end() ? nullptr : find(found->second);
}

}  // namespace saduak::domain
