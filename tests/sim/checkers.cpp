#include "tests/sim/checkers.hpp"

#include <map>
#include <set>
#include <utility>

#include "core/domain/decide.hpp"

namespace saduak::sim {

using namespace domain;

std::string check_state(SiteState const& state)
{
    std::map<TicketId, int> held_by;
    for (auto const& [id, counter] : state.counters) {
        if (counter.ticket.empty()) continue;
        Ticket const* ticket = state.find(counter.ticket);
        if (ticket == nullptr || !is_at_counter(ticket->state) || ticket->counter != id)
            return "counter " + id.str() + " has a ticket that is not there";
        if (++held_by[counter.ticket] > 1) return "ticket " + ticket->number + " is at two counters";
    }
    std::size_t queued = 0;
    for (auto const& [key, queue] : state.queues) queued += queue.size();
    std::size_t waiting = 0;
    for (TicketId const& id : state.open) {
        Ticket const& ticket = *state.find(id);
        if (ticket.state == TicketState::waiting) ++waiting;
        if (!is_at_counter(ticket.state)) continue;
        if (!held_by.contains(id)) return "ticket " + ticket.number + " is called but no counter has it";
        if (ticket.paper == Paper::pending || ticket.paper == Paper::failed) return "ghost: " + ticket.number + " was called without paper";
    }
    if (queued != waiting) return "the queues and the waiting tickets differ";
    return {};
}

std::string check_acknowledged(std::vector<Event> const& log, TicketId const& ticket)
{
    int found = 0;
    for (Event const& event : log)
        if (event.ticket == ticket && std::holds_alternative<TicketIssued>(event.body)) ++found;
    return found == 1 ? std::string() : "acknowledged ticket " + ticket.str() + " is in the log " + std::to_string(found) + " times";
}

std::string check_log(std::vector<Event> const& log)
{
    SiteState state;
    std::set<std::pair<Date, std::string>> numbers;
    std::set<TicketId> called;
    for (Event const& event : log) {
        if (auto const applied = apply(state, event); !applied) return "the log does not fold: " + applied.error().context;
        if (auto const* issued = std::get_if<TicketIssued>(&event.body))
            if (!numbers.emplace(issued->day, issued->number).second) return "number " + issued->number + " was given twice";
        if (std::holds_alternative<TicketCalled>(event.body) && !called.insert(event.ticket).second)
            return "ticket " + event.ticket.str() + " was called twice";
        bool const ends = std::holds_alternative<TicketUndone>(event.body) || std::holds_alternative<TicketReturned>(event.body) ||
                          std::holds_alternative<TicketTransferred>(event.body);
        if (ends) called.erase(event.ticket);
    }
    return {};
}

}  // namespace saduak::sim
