#include "core/domain/decide.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/domain/decision.hpp"

namespace saduak::domain {

Event Decision::site_event(EventBody body) const
{
    return Event{.at = now_, .ticket = {}, .service = {}, .counter = {}, .agent = command_.agent, .device = command_.device, .body = std::move(body)};
}

Event Decision::ticket_event(Ticket const& ticket, EventBody body) const
{
    Event event = site_event(std::move(body));
    event.ticket = ticket.id;
    event.service = ticket.service;
    if (is_at_counter(ticket.state) || ticket.state == TicketState::held) event.counter = ticket.counter;
    return event;
}

Event Decision::counter_event(CounterId const& counter, EventBody body) const
{
    Event event = site_event(std::move(body));
    event.counter = counter;
    return event;
}

Event Decision::call_event(Ticket const& ticket, CounterId const& counter) const
{
    Event event = ticket_event(ticket, TicketCalled{});
    event.counter = counter;
    event.agent = counter_state(counter).agent;
    return event;
}

Decided<Ticket const*> Decision::find(TicketId const& id) const
{
    Ticket const* ticket = state_.find(id);
    if (ticket == nullptr) return reject(RejectionCode::unknown_ticket, id.str());
    return ticket;
}

Decided<Ticket const*> Decision::find_own(TicketId const& id) const
{
    SADUAK_TRY(Ticket const* const ticket, find(id));
    if (!command_.device.empty() && ticket->device != command_.device) return reject(RejectionCode::unknown_ticket, id.str());
    return ticket;
}

Decided<Events> Decision::when(TicketId const& id, std::initializer_list<TicketState> allowed, EventBody body) const
{
    SADUAK_TRY(Ticket const* const ticket, find(id));
    if (std::find(allowed.begin(), allowed.end(), ticket->state) == allowed.end())
        return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    return Events{ticket_event(*ticket, std::move(body))};
}

Counter Decision::counter_state(CounterId const& id) const
{
    auto const found = state_.counters.find(id);
    return found == state_.counters.end() ? Counter{} : found->second;
}

Decided<Counter> Decision::known_counter(CounterId const& id) const
{
    if (state_.config.find_counter(id) == nullptr) return reject(RejectionCode::unknown_counter, id.str());
    return counter_state(id);
}

Decided<Counter> Decision::open_counter(CounterId const& id) const
{
    SADUAK_TRY(Counter const counter, known_counter(id));
    if (counter.state == CounterState::closed) return reject(RejectionCode::counter_closed, id.str());
    if (counter.state == CounterState::paused) return reject(RejectionCode::counter_paused, id.str());
    return counter;
}

Decided<Counter> Decision::idle_counter(CounterId const& id) const
{
    SADUAK_TRY(Counter const counter, known_counter(id));
    if (counter.state == CounterState::closed) return reject(RejectionCode::counter_closed, id.str());
    if (!counter.ticket.empty()) return reject(RejectionCode::counter_busy, state_.find(counter.ticket)->number);
    return counter;
}

Decided<Counter> Decision::calling_counter(CounterId const& id) const
{
    SADUAK_TRY(Counter const counter, open_counter(id));
    if (state_.stop && state_.stop->kind == StopKind::stop) return reject(RejectionCode::site_stopped, state_.stop->reason);
    return counter;
}

namespace {

Decided<Events> decide_body(SiteState const& state, Command const& command, Instant now)
{
    bool const configures = std::holds_alternative<ConfigureSite>(command.body);
    if (!configures && state.config.id.empty()) return reject(RejectionCode::unknown_site);
    if (!configures && state.config.historical) return reject(RejectionCode::site_historical, state.config.id.str());
    Decision const decision(state, command, now);
    auto decided = std::visit([&](auto const& body) { return decision.on(body); }, command.body);
    if (decided) decision.add_erasures(*decided);
    return decided;
}

}  // namespace

Decided<std::vector<Event>> decide(SiteState const& state, Command const& command, Instant now)
{
    SADUAK_ASSERT(now >= state.last_at);
    std::optional<Instant> const deadline = due(state);
    bool const late = deadline && *deadline <= now;
    if (!late || std::holds_alternative<Tick>(command.body)) return decide_body(state, command, now);

    // What time has brought comes first, so that no command sees a day or a deadline that is over.
    SiteState later = state;
    Events events;
    while (due(later) && *due(later) <= now) {
        SADUAK_TRY(Events brought, decide_body(later, Command{{}, {}, Tick{}}, now));
        SADUAK_ASSERT(!brought.empty());
        for (Event& event : brought) {
            Status const applied = apply(later, event);
            events.push_back(std::move(event));
            if (!applied) return events;  // whoever applies them finds the same fault, and keeps the site from harm
        }
    }
    SADUAK_TRY(Events own, decide_body(later, command, now));
    events.insert(events.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    return events;
}

std::optional<Instant> due(SiteState const& state)
{
    std::optional<Instant> next;
    auto const earlier = [&](Instant deadline) { next = next ? std::min(*next, deadline) : deadline; };
    if (state.day_open) earlier(service_day_end(state.config, state.day));
    else
        for (auto const& [id, counter] : state.counters)
            if (counter.state != CounterState::closed) earlier(service_day_end(state.config, service_day(state.config, counter.opened_at)));
    if (!state.paper_deadlines.empty()) earlier(state.paper_deadlines.begin()->first);
    if (!state.appointment_deadlines.empty()) earlier(state.appointment_deadlines.begin()->first);
    return next;
}

}  // namespace saduak::domain
