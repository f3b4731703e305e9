#include "core/domain/application.hpp"

namespace saduak::domain {

Status Application::on(TicketCalled const&)
{
    SADUAK_TRY(Counter* const counter, free_counter());
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::waiting}));
    leave_queue(*ticket);
    ticket->state = TicketState::called;
    ticket->first_called_at = event_.at;
    ticket->called_at = event_.at;
    ticket->started_at = {};
    ticket->held_for = {};
    ticket->counter = event_.counter;
    ticket->agent = counter->agent;
    ticket->recalls = 0;
    counter->ticket = ticket->id;
    end_question(*counter);
    counter->turn_before = counter->turn;
    counter->turn = after_call(state_.config.calling, counter->turn, ticket->ticket_class);
    announce(*ticket, false);
    return {};
}

Status Application::on(TicketRecalled const&)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::called}));
    ticket->called_at = event_.at;
    ticket->recalls += 1;
    announce(*ticket, true);
    return {};
}

Status Application::on(TicketUndone const&)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::called}));
    if (auto const counter = state_.counters.find(ticket->counter); counter != state_.counters.end())
        counter->second.turn = counter->second.turn_before;
    // A call that was taken back sends nobody anywhere.
    std::erase_if(state_.calls, [&](Call const& call) { return call.number == ticket->number && call.at >= ticket->first_called_at; });
    free(*ticket);
    ticket->first_called_at = {};
    ticket->called_at = {};
    queue(*ticket);
    return {};
}

Status Application::on(TicketStarted const&)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::called}));
    ticket->state = TicketState::serving;
    ticket->started_at = event_.at;
    ticket->met = true;
    return {};
}

Status Application::on(TicketFinished const& e)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::called, TicketState::serving}));
    note_service(*ticket);
    if (e.outcome == Outcome::back_office) note_back_office(*ticket);
    free(*ticket);
    ticket->outcome = e.outcome;
    end(*ticket, TicketState::finished);
    state_.counters[ticket->counter].rating_ticket = ticket->id;
    ticket->rate_until = event_.at + kRateNowLimit;
    return {};
}

Status Application::on(TicketStepDone const& e)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::serving}));
    Service const* service = state_.config.find_service(ticket->service);
    bool const follows = service != nullptr && ticket->step + 1 < service->steps.size() && service->steps[ticket->step].id == e.step;
    if (!follows) return corrupt("step " + e.step.str() + " is not the one at work");
    ticket->step += 1;
    // It was sent to this counter for the step that is done; the next one may be another counter's work.
    ticket->only_at = {};
    return {};
}

Status Application::on(TicketTransferred const& e)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::waiting, TicketState::called, TicketState::serving, TicketState::held}));
    Ticket moved = transferred(*ticket, e, state_.config, event_.at);
    Service const* service = state_.config.find_service(moved.service);
    if (service == nullptr) return corrupt("unknown service " + moved.service.str());
    if (!e.step.empty() && moved.step >= service->steps.size()) return corrupt("unknown step " + e.step.str());
    if (ticket->state == TicketState::waiting) leave_queue(*ticket);
    if (is_at_counter(ticket->state)) note_service(*ticket);
    if (e.outcome == Outcome::back_office) note_back_office(*ticket);
    // Who returned behind another has that one's place, which is of no use in another queue.
    if (ticket->behind != 0) moved.place = ++state_.places;
    free(*ticket);
    *ticket = std::move(moved);
    queue(*ticket);
    return {};
}

Status Application::on(TicketHeld const&)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::serving}));
    free(*ticket);
    ticket->state = TicketState::held;
    ticket->held_at = event_.at;
    return {};
}

Status Application::on(TicketResumed const& e)
{
    if (e.waits) {
        SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::held}));
        ticket->held_at = {};
        ticket->first_called_at = {};
        ticket->called_at = {};
        ticket->started_at = {};
        queue(*ticket);
        return {};
    }
    SADUAK_TRY(Counter* const counter, free_counter());
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::held}));
    ticket->state = TicketState::serving;
    ticket->held_for = ticket->held_for + (event_.at - ticket->held_at);
    ticket->held_at = {};
    ticket->counter = event_.counter;
    ticket->agent = counter->agent;
    counter->ticket = ticket->id;
    end_question(*counter);
    return {};
}

Status Application::on(TicketNoShow const&)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::called}));
    free(*ticket);
    ticket->no_shows += 1;
    end(*ticket, TicketState::no_show);
    return {};
}

Status Application::on(TicketReturned const& e)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::no_show}));
    if (!may_return(*ticket)) return corrupt("the day was closed meanwhile");
    Ticket const* before = e.behind.empty() ? nullptr : state_.find(e.behind);
    if (!e.behind.empty() && (before == nullptr || before->state != TicketState::waiting)) return corrupt("\"" + e.behind.str() + "\" does not wait");
    if (before != nullptr) {
        ticket->queued_at = before->queued_at;
        ticket->place = before->place;
        ticket->behind = ++state_.places;
    }
    ticket->ended_at = {};
    ticket->first_called_at = {};
    ticket->called_at = {};
    state_.open.insert(ticket->id);
    queue(*ticket);
    return {};
}

Status Application::on(BackOfficeCompleted const&)
{
    if (state_.back_office.erase(event_.ticket) == 0) return corrupt("the back office does not have it");
    return {};
}

Status Application::on(AdviceGiven const&) { return {}; }

Status Application::on(RatingReceived const& e)
{
    if (!state_.rated.insert(e.key).second) return corrupt("rated twice");
    // A late answer is to a question of before.
    if (e.channel == RatingChannel::terminal && !e.given_at.is_set())
        if (auto const found = state_.counters.find(event_.counter); found != state_.counters.end()) found->second.rating_ticket = {};
    return {};
}

Status Application::on(RatingExplained const& e)
{
    if (!state_.rated.contains(e.key)) return corrupt("explained but not rated");
    if (!state_.explained.insert(e.key).second) return corrupt("explained twice");
    return {};
}

Status Application::with_counter(CounterState from, CounterState to)
{
    if (state_.config.find_counter(event_.counter) == nullptr) return corrupt("unknown counter \"" + event_.counter.str() + "\"");
    Counter& counter = state_.counters[event_.counter];
    if (counter.state != from) return corrupt("counter \"" + event_.counter.str() + "\" is " + std::string(to_string(counter.state)));
    counter.state = to;
    if (from == CounterState::closed) counter.agent = event_.agent;
    return {};
}

Status Application::on(CounterOpened const&)
{
    SADUAK_TRY_STATUS(with_counter(CounterState::closed, CounterState::open));
    Counter& counter = state_.counters[event_.counter];
    counter.opened_at = event_.at;
    counter.turn = {};
    counter.turn_before = {};
    return {};
}
Status Application::on(CounterPaused const&) { return with_counter(CounterState::open, CounterState::paused); }
Status Application::on(CounterResumed const&) { return with_counter(CounterState::paused, CounterState::open); }
Status Application::on(CounterClosed const&)
{
    auto const found = state_.counters.find(event_.counter);
    if (found == state_.counters.end() || found->second.state == CounterState::closed || !found->second.ticket.empty())
        return corrupt("counter \"" + event_.counter.str() + "\" cannot close");
    found->second.state = CounterState::closed;
    found->second.agent = {};
    return {};
}

void Application::note_service(Ticket const& ticket)
{
    Instant const start = ticket.started_at.is_set() ? ticket.started_at : ticket.called_at;
    auto& recent = state_.recent_service_s[ticket.service];
    recent.push_back(floor_seconds(event_.at - start - ticket.held_for));
    if (recent.size() > kRecentServicesKept) recent.pop_front();
}

// One entry a visit, whatever its matters: the back office reports on the visit as a whole.
void Application::note_back_office(Ticket const& ticket)
{
    if (state_.back_office.size() >= kBackOfficeMax) return;
    state_.back_office.emplace(ticket.id, BackOfficeMatter{ticket.number, ticket.service, state_.day, event_.at});
}

void Application::announce(Ticket const& ticket, bool again)
{
    state_.calls.push_back({state_.seq + 1, ticket.number, ticket.counter, event_.at, again});
    if (state_.calls.size() > kCallsKept) state_.calls.pop_front();
}

}  // namespace saduak::domain
