#include "core/domain/calling.hpp"

#include <algorithm>
#include <tuple>

namespace saduak::domain {
namespace {

// Lower is called first.
int rank(TicketClass ticket_class)
{
    switch (ticket_class) {
    case TicketClass::appointment: return 0;
    case TicketClass::priority: return 1;
    case TicketClass::general: return 2;
    }
    return 2;
}

bool serves(CounterConfig const& counter, SiteConfig const& config, ServiceId const& service_id, std::size_t step)
{
    Service const* service = config.find_service(service_id);
    if (service == nullptr) return false;
    return std::any_of(counter.skills.begin(), counter.skills.end(), [&](Skill const& skill) {
        if (skill.service != service_id) return false;
        return skill.step.empty() || (step < service->steps.size() && service->steps[step].id == skill.step);
    });
}

// The first callable ticket of one queue; null where none is.
Ticket const* first_callable(SiteState const& state, Queue const& queue)
{
    for (auto const& [place, id] : queue) {
        Ticket const* ticket = state.find(id);
        if (ticket != nullptr && is_callable(*ticket)) return ticket;
    }
    return nullptr;
}

}  // namespace

bool is_callable(Ticket const& ticket)
{
    return ticket.state == TicketState::waiting && ticket.paper != Paper::pending && ticket.paper != Paper::failed;
}

bool can_serve(CounterConfig const& counter, SiteConfig const& config, Ticket const& ticket)
{
    return serves(counter, config, ticket.service, ticket.step);
}

CallOrder compare(SiteConfig const&, Ticket const& a, Ticket const& b, Turn const&, Instant)
{
    return {std::tuple(rank(a.ticket_class), a.queued_at, a.place, a.behind) < std::tuple(rank(b.ticket_class), b.queued_at, b.place, b.behind),
            CallReason::arrival};
}

Turn after_call(CallingPolicy const&, Turn turn, TicketClass) { return turn; }

Ticket const* next_ticket(SiteState const& state, CounterConfig const& counter, Instant now)
{
    Ticket const* best = nullptr;
    for (auto const& [key, queue] : state.queues) {
        if (!serves(counter, state.config, key.service, key.step)) continue;
        Ticket const* first = first_callable(state, queue);
        if (first != nullptr && (best == nullptr || compare(state.config, *first, *best, {}, now).first)) best = first;
    }
    return best;
}

std::vector<Ticket const*> waiting_in_order(SiteState const& state, Instant now)
{
    std::vector<Ticket const*> waiting;
    for (auto const& [key, queue] : state.queues)
        for (auto const& [place, id] : queue) waiting.push_back(state.find(id));
    std::sort(waiting.begin(), waiting.end(), [&](Ticket const* a, Ticket const* b) { return compare(state.config, *a, *b, {}, now).first; });
    return waiting;
}

std::int64_t count_ahead(SiteState const& state, ServiceId const& service, TicketClass ticket_class)
{
    std::size_t count = 0;
    for (TicketClass const other : {TicketClass::appointment, TicketClass::priority, TicketClass::general}) {
        if (rank(other) > rank(ticket_class)) continue;
        auto const queue = state.queues.find(QueueKey{service, 0, other});
        if (queue != state.queues.end()) count += queue->second.size();
    }
    return static_cast<std::int64_t>(count);
}

std::int64_t count_ahead(SiteState const& state, Ticket const& ticket)
{
    std::int64_t count = 0;
    for (TicketClass const other : {TicketClass::appointment, TicketClass::priority, TicketClass::general}) {
        auto const queue = state.queues.find(QueueKey{ticket.service, ticket.step, other});
        if (queue == state.queues.end() || rank(other) > rank(ticket.ticket_class)) continue;
        auto const end = other == ticket.ticket_class ? queue->second.lower_bound(queue_place(ticket)) : queue->second.end();
        count += std::distance(queue->second.begin(), end);
    }
    return count;
}

}  // namespace saduak::domain
