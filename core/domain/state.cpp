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

bool may_return(Ticket const& ticket) { return ticket.state == TicketState::no_show && ticket.queued_at.is_set(); }

Ticket const* SiteState::find(TicketId const& ticket) const
{
    auto found = tickets.find(ticket);
    if (found == tickets.end() && !merged.empty())
        if (auto const other = merged.find(ticket); other != merged.end()) found = tickets.find(other->second);
    return found == tickets.end() ? nullptr : &found->second;
}

Ticket const* SiteState::find_by_token(std::string const& token_sha256) const
{
    auto const found = by_token.find(token_sha256);
    return found == by_token.end() ? nullptr : find(found->second);
}

}  // namespace saduak::domain
