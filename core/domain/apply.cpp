#include <algorithm>

#include "core/domain/application.hpp"
#include "core/domain/decide.hpp"

namespace saduak::domain {

tl::unexpected<Error> Application::corrupt(std::string const& why) const
{
    return fail(Errc::corrupt, std::string(type_name(event_.body)) + " of ticket \"" + event_.ticket.str() + "\": " + why);
}

Status Application::check_historical() const
{
    if (!state_.config.historical) return corrupt("the site is not historical");
    return {};
}

Result<Ticket*> Application::ticket_in(std::initializer_list<TicketState> allowed)
{
    auto const found = state_.tickets.find(event_.ticket);
    if (found == state_.tickets.end()) return corrupt("no such ticket today");
    for (TicketState const state : allowed)
        if (found->second.state == state) return &found->second;
    return corrupt("it is " + std::string(to_string(found->second.state)));
}

Result<Counter*> Application::free_counter()
{
    auto const found = state_.counters.find(event_.counter);
    bool const usable = found != state_.counters.end() && found->second.state == CounterState::open && found->second.ticket.empty();
    if (!usable) return corrupt("counter \"" + event_.counter.str() + "\" is not free");
    return &found->second;
}

void Application::queue(Ticket& ticket)
{
    ticket.state = TicketState::waiting;
    state_.queues[queue_key(ticket)].emplace(queue_place(ticket), ticket.id);
}

void Application::leave_queue(Ticket const& ticket)
{
    auto const found = state_.queues.find(queue_key(ticket));
    found->second.erase(queue_place(ticket));
    if (found->second.empty()) state_.queues.erase(found);
}

void Application::free(Ticket const& ticket)
{
    if (auto const found = state_.counters.find(ticket.counter); found != state_.counters.end() && found->second.ticket == ticket.id)
        found->second.ticket = {};
}

void Application::end(Ticket& ticket, TicketState how)
{
    drop_deadline(ticket);
    ticket.state = how;
    ticket.ended_at = event_.at;
    state_.open.erase(ticket.id);
}

// Who answered before, out of the server's reach, still has its say.
void Application::end_question(Counter& counter)
{
    if (auto const asked = state_.tickets.find(counter.rating_ticket); asked != state_.tickets.end())
        asked->second.rate_until = std::min(asked->second.rate_until, event_.at - Millis{1});
    counter.rating_ticket = {};
}

void Application::leave(Ticket& ticket, TicketState how)
{
    if (ticket.state == TicketState::waiting) leave_queue(ticket);
    free(ticket);
    end(ticket, how);
}

Status apply(SiteState& state, Event const& event)
{
    Application application(state, event);
    if (event.at < state.last_at)
        return fail(Errc::corrupt, std::string(type_name(event.body)) + " of ticket \"" + event.ticket.str() + "\": time goes back");
    if (!std::holds_alternative<SiteConfigured>(event.body) && state.config.id.empty())
        return fail(Errc::corrupt, std::string(type_name(event.body)) + ": the site is not configured");
    SADUAK_TRY_STATUS(std::visit([&](auto const& body) { return application.on(body); }, event.body));
    state.seq += 1;
    state.last_at = event.at;
    return {};
}

}  // namespace saduak::domain
