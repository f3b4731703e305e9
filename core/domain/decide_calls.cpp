// Counters and calls (DESIGN 4.1, 4.2).
#include <algorithm>

#include "core/base/bytes.hpp"
#include "core/domain/calling.hpp"
#include "core/domain/decision.hpp"
#include "core/domain/redact.hpp"

namespace saduak::domain {

Decided<Events> Decision::on(OpenCounter const& c) const
{
    SADUAK_TRY(Counter const counter, known_counter(c.counter));
    if (command_.agent.empty()) return reject(RejectionCode::invalid, "agent");
    if (counter.state == CounterState::closed) return Events{counter_event(c.counter, CounterOpened{})};
    if (counter.agent != command_.agent) return reject(RejectionCode::counter_in_use, counter.agent.str());
    if (counter.state == CounterState::paused) return Events{counter_event(c.counter, CounterResumed{})};
    return Events{};
}

Decided<Events> Decision::on(PauseCounter const& c) const
{
    if (c.reason.size() > 200 || !valid_utf8(c.reason)) return reject(RejectionCode::invalid, "reason");
    SADUAK_TRY(Counter const counter, idle_counter(c.counter));
    if (counter.state == CounterState::paused) return Events{};
    return Events{counter_event(c.counter, CounterPaused{redact(c.reason)})};
}

Decided<Events> Decision::on(ResumeCounter const& c) const
{
    SADUAK_TRY(Counter const counter, known_counter(c.counter));
    if (counter.state == CounterState::closed) return reject(RejectionCode::counter_closed, c.counter.str());
    if (counter.state == CounterState::open) return Events{};
    return Events{counter_event(c.counter, CounterResumed{})};
}

Decided<Events> Decision::on(CloseCounter const& c) const
{
    SADUAK_TRY(Counter const known, known_counter(c.counter));
    if (known.state == CounterState::closed) return Events{};
    SADUAK_TRY(Counter const counter, idle_counter(c.counter));
    Event event = counter_event(c.counter, CounterClosed{});
    event.agent = counter.agent;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(CallNext const& c) const
{
    SADUAK_TRY(Counter const counter, calling_counter(c.counter));
    CounterConfig const& config = *state_.config.find_counter(c.counter);
    Events events;
    Ticket const* next = next_ticket(state_, config, now_);
    Ticket moved;
    if (!counter.ticket.empty()) {
        Ticket const& present = *state_.find(counter.ticket);
        if (c.finish == AlsoFinish::no) return reject(RejectionCode::counter_busy, present.number);
        events.push_back(finish_event(present, Outcome::served, 1));
        // A visit of many stops may have its next stop at this very counter.
        if (auto const* transfer = std::get_if<TicketTransferred>(&events.back().body)) {
            moved = transferred(present, *transfer, state_.config, now_);
            bool const first = next == nullptr || compare(state_.config, moved, *next, counter.turn, now_).first;
            if (is_callable(moved) && can_serve(config, state_.config, moved) && first) next = &moved;
        }
    }
    if (next != nullptr) events.push_back(call_event(*next, c.counter));
    return events;
}

Decided<Events> Decision::call(Ticket const& ticket, CounterId const& counter) const
{
    if (is_at_counter(ticket.state)) return reject(RejectionCode::ticket_elsewhere, ticket.counter.str());
    if (ticket.state != TicketState::waiting) return reject(RejectionCode::wrong_state, std::string(to_string(ticket.state)));
    if (!is_callable(ticket)) return reject(RejectionCode::paper_pending, ticket.number);
    if (!can_serve(*state_.config.find_counter(counter), state_.config, ticket)) return reject(RejectionCode::wrong_counter, counter.str());
    return Events{call_event(ticket, counter)};
}

Decided<Events> Decision::on(CallTicket const& c) const
{
    SADUAK_TRY(Counter const counter, calling_counter(c.counter));
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (!counter.ticket.empty()) return reject(RejectionCode::counter_busy, state_.find(counter.ticket)->number);
    return call(*ticket, c.counter);
}

Decided<Events> Decision::on(AdoptTicket const& c) const
{
    if (!valid_random_id(c.ticket.str())) return reject(RejectionCode::invalid, "ticket");
    SADUAK_TRY(Counter const counter, calling_counter(c.counter));
    if (!counter.ticket.empty()) return reject(RejectionCode::counter_busy, state_.find(counter.ticket)->number);
    auto const number = parse_number(c.number);
    if (!number) return reject(RejectionCode::wrong_number, c.number);
    bool const same_day = service_day(state_.config, now_) == state_.day;
    if (Ticket const* known = same_day ? state_.find_by_number(c.number) : nullptr; known != nullptr) return call(*known, c.counter);
    if (same_day && state_.by_number.contains(c.number)) return reject(RejectionCode::number_taken, c.number);
    if (state_.find(c.ticket) != nullptr) return reject(RejectionCode::ticket_exists, c.number);

    auto const range = std::find_if(state_.ranges.begin(), state_.ranges.end(), [&](OfflineRange const& r) { return r.contains(*number); });
    if (range == state_.ranges.end()) return reject(RejectionCode::wrong_number, c.number);
    auto const writes = [&](Service const& service) {
        return number->prefix == service.prefix || number->prefix == service.priority_prefix || number->prefix == service.appointment_prefix;
    };
    Service const* service = c.service.empty() ? nullptr : state_.config.find_service(c.service);
    if (c.service.empty()) {
        for (Service const& candidate : state_.config.services) {
            if (!writes(candidate)) continue;
            if (service != nullptr) return reject(RejectionCode::invalid, "service");  // the letter alone does not say which
            service = &candidate;
        }
    }
    if (service == nullptr) return reject(RejectionCode::unknown_service, c.service.str());
    if (!writes(*service)) return reject(RejectionCode::wrong_number, c.number);

    Ticket ticket;
    ticket.id = c.ticket;
    ticket.number = c.number;
    ticket.service = service->id;
    bool const priority = number->prefix == service->priority_prefix && number->prefix != service->prefix;
    ticket.ticket_class = priority ? TicketClass::priority : TicketClass::general;
    if (!can_serve(*state_.config.find_counter(c.counter), state_.config, ticket)) return reject(RejectionCode::wrong_counter, c.counter.str());
    Event issued = site_event(TicketIssued{.number = c.number,
                                           .ticket_class = ticket.ticket_class,
                                           .channel = range->device.empty() ? Channel::card : Channel::kiosk,
                                           .lang = "th",
                                           .day = service_day(state_.config, now_),
                                           .token_sha256 = {},
                                           .paper = Paper::accepted,  // the agent has seen it
                                           .then = {},
                                           .offline = true,
                                           .adopted = true});
    issued.ticket = c.ticket;
    issued.service = service->id;
    issued.device = range->device;
    return Events{std::move(issued), call_event(ticket, c.counter)};
}

Decided<Events> Decision::on(RecallTicket const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    bool const limit = state_.config.recalls_max > 0 && ticket->recalls >= state_.config.recalls_max;
    if (ticket->state == TicketState::called && limit) return reject(RejectionCode::recall_limit, ticket->number);
    return when(c.ticket, {TicketState::called}, TicketRecalled{});
}

Decided<Events> Decision::on(UndoCall const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    bool const over = ticket->state == TicketState::called && now_ - ticket->first_called_at > kUndoLimit;
    if (over) return reject(RejectionCode::too_late, ticket->number);
    return when(c.ticket, {TicketState::called}, TicketUndone{});
}

Decided<Events> Decision::on(MarkNoShow const& c) const { return when(c.ticket, {TicketState::called}, TicketNoShow{}); }

Decided<Events> Decision::on(ReturnTicket const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (ticket->state != TicketState::no_show) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    // The day was closed meanwhile: they take a new number.
    if (!may_return(*ticket)) return reject(RejectionCode::too_late, ticket->number);
    if (state_.config.no_shows_max > 0 && ticket->no_shows >= state_.config.no_shows_max) return reject(RejectionCode::no_show_limit, ticket->number);

    // After the K tickets that are first in its queue now; behind the last one where fewer wait.
    TicketReturned returned;
    auto const queue = state_.queues.find(queue_key(*ticket));
    if (queue != state_.queues.end() && state_.config.return_after > 0) {
        auto const k = std::min(queue->second.size(), static_cast<std::size_t>(state_.config.return_after));
        auto const kth = std::next(queue->second.begin(), static_cast<std::ptrdiff_t>(k) - 1);
        if (kth->first > queue_place(*ticket)) returned.behind = kth->second;
    }
    return Events{ticket_event(*ticket, returned)};
}

}  // namespace saduak::domain
