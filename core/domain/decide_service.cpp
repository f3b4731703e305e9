// Service at the counter: start, finish, steps, transfers, holds, and what goes on in the back office (DESIGN 4.1).
#include <algorithm>

#include "core/domain/calling.hpp"
#include "core/domain/decision.hpp"

namespace saduak::domain {

Event Decision::finish_event(Ticket const& ticket, Outcome outcome, std::int32_t matters) const
{
    bool const imputed = ticket.state == TicketState::called;
    Service const& service = *state_.config.find_service(ticket.service);
    EventBody body = TicketFinished{.outcome = outcome, .start_imputed = imputed, .matters = matters};
    if (ticket.step + 1 < service.steps.size() && outcome == Outcome::served) {
        body = TicketTransferred{.step = service.steps[ticket.step + 1].id, .start_imputed = imputed, .service = {}, .to = {}, .matters = matters};
    } else if (!ticket.then.empty()) {
        Service const& next = *state_.config.find_service(ticket.then.front());
        body = TicketTransferred{.step = next.steps.empty() ? StepId() : next.steps.front().id,
                                 .start_imputed = imputed,
                                 .service = next.id,
                                 .to = {},
                                 .outcome = outcome,
                                 .matters = matters};
    }
    Event event = ticket_event(ticket, std::move(body));
    event.agent = ticket.agent;
    return event;
}

Decided<Events> Decision::on(StartService const& c) const { return when(c.ticket, {TicketState::called}, TicketStarted{}); }
Decided<Events> Decision::on(HoldTicket const& c) const { return when(c.ticket, {TicketState::serving}, TicketHeld{}); }

Decided<Events> Decision::on(FinishService const& c) const
{
    if (c.matters < 1 || c.matters > 99) return reject(RejectionCode::invalid, "matters");
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (!is_at_counter(ticket->state)) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    return Events{finish_event(*ticket, c.outcome, c.matters)};
}

Decided<Events> Decision::on(FinishStep const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (ticket->state != TicketState::serving) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    Service const& service = *state_.config.find_service(ticket->service);
    if (ticket->step + 1 >= service.steps.size()) return reject(RejectionCode::invalid, "step");  // the last one: finish the service
    return Events{ticket_event(*ticket, TicketStepDone{service.steps[ticket->step].id})};
}

Decided<Events> Decision::on(TransferTicket const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (!is_open(ticket->state)) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    ServiceId const target = c.service.empty() ? ticket->service : c.service;
    Service const* service = state_.config.find_service(target);
    if (service == nullptr) return reject(RejectionCode::unknown_service, target.str());
    StepId const step = !c.step.empty() || service->steps.empty() ? c.step : service->steps.front().id;
    bool const known = std::any_of(service->steps.begin(), service->steps.end(), [&](Step const& s) { return s.id == step; });
    if (!step.empty() && !known) return reject(RejectionCode::invalid, "step");
    TicketTransferred const transfer{.step = step,
                                     .start_imputed = ticket->state == TicketState::called,
                                     .service = target == ticket->service ? ServiceId() : target,
                                     .to = c.to,
                                     .keeps_place = c.keeps_place};
    Ticket const moved = transferred(*ticket, transfer, state_.config, now_);
    if (!c.to.empty()) {
        CounterConfig const* counter = state_.config.find_counter(c.to);
        if (counter == nullptr) return reject(RejectionCode::unknown_counter, c.to.str());
        if (!can_serve(*counter, state_.config, moved)) return reject(RejectionCode::wrong_counter, c.to.str());
    }
    bool const stays = queue_key(moved) == queue_key(*ticket) && moved.only_at == ticket->only_at;
    if (stays && ticket->state == TicketState::waiting) return reject(RejectionCode::invalid, "service");
    Event event = ticket_event(*ticket, transfer);
    if (is_at_counter(ticket->state)) event.agent = ticket->agent;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(ResumeTicket const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (c.counter.empty()) return when(c.ticket, {TicketState::held}, TicketResumed{.waits = true});
    SADUAK_TRY(Counter const counter, open_counter(c.counter));
    if (!counter.ticket.empty()) return reject(RejectionCode::counter_busy, state_.find(counter.ticket)->number);
    if (ticket->state != TicketState::held) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    Event event = ticket_event(*ticket, TicketResumed{});
    event.counter = c.counter;
    event.agent = counter.agent;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(CompleteBackOffice const& c) const
{
    auto const found = state_.back_office.find(c.ticket);
    if (found == state_.back_office.end()) return reject(RejectionCode::unknown_ticket, c.ticket.str());
    if (c.outcome == Outcome::back_office) return reject(RejectionCode::invalid, "outcome");
    Event event = site_event(BackOfficeCompleted{c.outcome});
    event.ticket = c.ticket;
    event.service = found->second.service;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(GiveAdvice const& c) const
{
    SADUAK_TRY(Counter const counter, open_counter(c.counter));
    if (!c.service.empty() && state_.config.find_service(c.service) == nullptr) return reject(RejectionCode::unknown_service, c.service.str());
    Event event = counter_event(c.counter, AdviceGiven{});
    event.service = c.service;
    event.agent = counter.agent;
    return Events{std::move(event)};
}

}  // namespace saduak::domain
