#include "core/domain/decide.hpp"

#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/overloaded.hpp"
#include "core/domain/calling.hpp"
#include "core/domain/numbering.hpp"

namespace saduak::domain {
namespace {

using Events = std::vector<Event>;

// One command against one state. Each `on` returns the events or the rejection; nothing here changes the state.
class Decision {
public:
    Decision(SiteState const& state, Command const& command, Instant now) : state_(state), command_(command), now_(now) {}

    Decided<Events> on(ConfigureSite const& c) const
    {
        if (auto const valid = validate(c.config); !valid) return reject(RejectionCode::invalid, valid.error().context);
        bool const same_site = state_.config.id.empty() || state_.config.id == c.config.id;
        if (!same_site) return reject(RejectionCode::invalid, "a site keeps its id");
        if (!state_.config.id.empty() && state_.config.historical != c.config.historical)
            return reject(RejectionCode::invalid, "a site stays historical or live");
        // A day that has begun does not begin again, nor do its numbers.
        if (!state_.config.id.empty() && service_day(c.config, now_) < state_.day)
            return reject(RejectionCode::invalid, "day_starts_at: day " + format_date(state_.day) + " has begun");
        for (Service const& service : state_.config.services)
            if (strands_tickets(service, c.config.find_service(service.id)))
                return reject(RejectionCode::invalid, "service " + service.id.str() + " or a step of it has open tickets");
        SiteConfig config = c.config;
        config.version = state_.config.id.empty() ? 1 : state_.config.version + 1;
        return Events{site_event(SiteConfigured{std::move(config)})};
    }

    Decided<Events> on(IssueTicket const& c) const
    {
        if (!valid_random_id(c.ticket.str())) return reject(RejectionCode::invalid, "ticket");
        if (!valid_sha256_hex(c.token_sha256)) return reject(RejectionCode::invalid, "token_sha256");
        if (!valid_code(c.lang) || c.lang.size() > 8) return reject(RejectionCode::invalid, "lang");
        if (c.paper != Paper::none && c.paper != Paper::pending) return reject(RejectionCode::invalid, "paper");
        if (c.ticket_class == TicketClass::appointment) return reject(RejectionCode::invalid, "class");
        Service const* service = state_.config.find_service(c.service);
        if (service == nullptr) return reject(RejectionCode::unknown_service, c.service.str());
        if (state_.find(c.ticket) != nullptr) return reject(RejectionCode::ticket_exists, state_.find(c.ticket)->number);
        if (state_.by_token.contains(c.token_sha256)) return reject(RejectionCode::invalid, "token_sha256");

        Date const day = service_day(state_.config, now_);
        std::int32_t last = 0;
        if (day == state_.day)
            if (auto const found = state_.last_number.find(service->prefix); found != state_.last_number.end()) last = found->second;
        Event event = site_event(TicketIssued{.number = format_number(service->prefix, last + 1),
                                              .ticket_class = c.ticket_class,
                                              .channel = c.channel,
                                              .lang = c.lang,
                                              .day = day,
                                              .token_sha256 = c.token_sha256,
                                              .paper = c.paper,
                                              .ahead = c.ahead,
                                              .estimate_p50_s = c.estimate_p50_s,
                                              .estimate_p90_s = c.estimate_p90_s});
        event.ticket = c.ticket;
        event.service = c.service;
        return Events{std::move(event)};
    }

    // DESIGN 4.1: pending ends with a report; failed needs evidence and only holds back who still waits. A citizen who has no
    // paper knows better than a printer that confirmed it; who accepted the number needs none.
    Decided<Events> on(ReportPaper const& c) const
    {
        Ticket const* ticket = state_.find(c.ticket);
        if (ticket == nullptr || (!command_.device.empty() && ticket->device != command_.device))
            return reject(RejectionCode::unknown_ticket, c.ticket.str());
        if (ticket->paper == Paper::none) return reject(RejectionCode::invalid, "paper");
        if (!is_open(ticket->state)) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
        if (c.detail.size() > 64) return reject(RejectionCode::invalid, "detail");
        bool changes = false;
        switch (c.paper) {
        case Paper::confirmed:
        case Paper::accepted: changes = ticket->paper != c.paper; break;
        case Paper::unconfirmed: changes = ticket->paper == Paper::pending; break;
        case Paper::failed:
            changes = ticket->state == TicketState::waiting && ticket->step == 0 && ticket->paper != Paper::accepted && ticket->paper != c.paper;
            break;
        case Paper::none:
        case Paper::pending: return reject(RejectionCode::invalid, "paper");
        }
        if (!changes) return Events{};
        return Events{ticket_event(*ticket, TicketPaper{c.paper, c.detail})};
    }

    Decided<Events> on(ReprintTicket const& c) const
    {
        Ticket const* ticket = state_.find(c.ticket);
        if (ticket == nullptr || (!command_.device.empty() && ticket->device != command_.device))
            return reject(RejectionCode::unknown_ticket, c.ticket.str());
        if (ticket->state != TicketState::waiting) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
        if (ticket->paper == Paper::none || ticket->paper == Paper::pending)
            return reject(RejectionCode::wrong_state, std::string(to_string(ticket->paper)));
        return Events{ticket_event(*ticket, TicketReprinted{})};
    }

    Decided<Events> on(OpenCounter const& c) const
    {
        if (state_.config.find_counter(c.counter) == nullptr) return reject(RejectionCode::unknown_counter, c.counter.str());
        if (command_.agent.empty()) return reject(RejectionCode::invalid, "agent");
        Counter const counter = counter_state(c.counter);
        if (counter.state == CounterState::closed) return Events{counter_event(c.counter, CounterOpened{})};
        if (counter.agent != command_.agent) return reject(RejectionCode::counter_in_use, counter.agent.str());
        if (counter.state == CounterState::paused) return Events{counter_event(c.counter, CounterResumed{})};
        return Events{};
    }

    Decided<Events> on(PauseCounter const& c) const
    {
        if (c.reason.size() > 200) return reject(RejectionCode::invalid, "reason");
        SADUAK_TRY(Counter const counter, idle_counter(c.counter));
        if (counter.state == CounterState::paused) return Events{};
        return Events{counter_event(c.counter, CounterPaused{c.reason})};
    }

    Decided<Events> on(ResumeCounter const& c) const
    {
        if (state_.config.find_counter(c.counter) == nullptr) return reject(RejectionCode::unknown_counter, c.counter.str());
        Counter const counter = counter_state(c.counter);
        if (counter.state == CounterState::closed) return reject(RejectionCode::counter_closed, c.counter.str());
        if (counter.state == CounterState::open) return Events{};
        return Events{counter_event(c.counter, CounterResumed{})};
    }

    Decided<Events> on(CloseCounter const& c) const
    {
        if (state_.config.find_counter(c.counter) == nullptr) return reject(RejectionCode::unknown_counter, c.counter.str());
        if (counter_state(c.counter).state == CounterState::closed) return Events{};
        SADUAK_TRY(Counter const counter, idle_counter(c.counter));
        Event event = counter_event(c.counter, CounterClosed{});
        event.agent = counter.agent;
        return Events{std::move(event)};
    }

    Decided<Events> on(CallNext const& c) const
    {
        SADUAK_TRY(Counter const counter, open_counter(c.counter));
        CounterConfig const& config = *state_.config.find_counter(c.counter);
        Events events;
        Ticket const* next = next_ticket(state_, config, now_);
        Ticket moved;
        if (!counter.ticket.empty()) {
            Ticket const& present = *state_.find(counter.ticket);
            if (c.finish == AlsoFinish::no) return reject(RejectionCode::counter_busy, present.number);
            events.push_back(finish_event(present, Outcome::served));
            // A matter of many stops may have its next stop at this very counter.
            if (std::holds_alternative<TicketTransferred>(events.back().body)) {
                moved = present;
                moved.state = TicketState::waiting;
                moved.step += 1;
                moved.queued_at = now_;
                if (can_serve(config, state_.config, moved) && (next == nullptr || compare(state_.config, moved, *next, counter.turn, now_).first))
                    next = &moved;
            }
        }
        if (next != nullptr) events.push_back(call_event(*next, c.counter));
        return events;
    }

    Decided<Events> on(CallTicket const& c) const
    {
        SADUAK_TRY(Counter const counter, open_counter(c.counter));
        SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
        if (!counter.ticket.empty()) return reject(RejectionCode::counter_busy, state_.find(counter.ticket)->number);
        if (is_at_counter(ticket->state)) return reject(RejectionCode::ticket_elsewhere, ticket->counter.str());
        if (ticket->state != TicketState::waiting) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
        if (!is_callable(*ticket)) return reject(RejectionCode::paper_pending, ticket->number);
        if (!can_serve(*state_.config.find_counter(c.counter), state_.config, *ticket)) return reject(RejectionCode::wrong_counter, c.counter.str());
        return Events{call_event(*ticket, c.counter)};
    }

    Decided<Events> on(RecallTicket const& c) const { return when(c.ticket, {TicketState::called}, TicketRecalled{}); }
    Decided<Events> on(StartService const& c) const { return when(c.ticket, {TicketState::called}, TicketStarted{}); }
    Decided<Events> on(HoldTicket const& c) const { return when(c.ticket, {TicketState::serving}, TicketHeld{}); }
    Decided<Events> on(MarkNoShow const& c) const { return when(c.ticket, {TicketState::called}, TicketNoShow{}); }
    Decided<Events> on(ReturnTicket const& c) const
    {
        SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
        // The day was closed meanwhile: they take a new number.
        if (ticket->state == TicketState::no_show && !may_return(*ticket)) return reject(RejectionCode::too_late, ticket->number);
        return when(c.ticket, {TicketState::no_show}, TicketReturned{});
    }

    Decided<Events> on(CancelTicket const& c) const
    {
        SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
        if (!command_.device.empty() && ticket->device != command_.device) return reject(RejectionCode::unknown_ticket, c.ticket.str());
        if (ticket->state == TicketState::cancelled) return Events{};
        return when(c.ticket, {TicketState::waiting, TicketState::called, TicketState::held}, TicketCancelled{});
    }

    Decided<Events> on(UndoCall const& c) const
    {
        SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
        if (ticket->state == TicketState::called && now_ - ticket->called_at > kUndoLimit) return reject(RejectionCode::too_late, ticket->number);
        return when(c.ticket, {TicketState::called}, TicketUndone{});
    }

    Decided<Events> on(FinishService const& c) const
    {
        SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
        if (!is_at_counter(ticket->state)) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
        return Events{finish_event(*ticket, c.outcome)};
    }

    Decided<Events> on(ResumeTicket const& c) const
    {
        SADUAK_TRY(Counter const counter, open_counter(c.counter));
        SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
        if (!counter.ticket.empty()) return reject(RejectionCode::counter_busy, state_.find(counter.ticket)->number);
        if (ticket->state != TicketState::held) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
        Event event = ticket_event(*ticket, TicketResumed{});
        event.counter = c.counter;
        return Events{std::move(event)};
    }

    Decided<Events> on(Rate const& c) const
    {
        if (c.score < 0 || c.score > 5) return reject(RejectionCode::invalid, "score");
        if (!valid_random_id(c.key.str())) return reject(RejectionCode::invalid, "key");
        SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
        if (ticket->state != TicketState::finished) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
        if (state_.rated.contains(c.key)) return reject(RejectionCode::already_rated);
        if (c.channel == RatingChannel::terminal) {
            Counter const counter = counter_state(ticket->counter);
            if (counter.rating_ticket != ticket->id || now_ > counter.rating_until) return reject(RejectionCode::too_late);
        }
        // No ticket and no device in the head: DESIGN 4.4, the log does not join an answer to its ticket.
        Event event;
        event.at = now_;
        event.service = ticket->service;
        event.counter = ticket->counter;
        event.agent = ticket->agent;
        event.body = RatingReceived{.key = c.key, .score = c.score, .channel = c.channel, .ticket_class = ticket->ticket_class, .day = state_.day};
        return Events{std::move(event)};
    }

    Decided<Events> on(ReportPrinter const& c) const
    {
        if (command_.device.empty()) return reject(RejectionCode::invalid, "device");
        if (!valid_code(c.state)) return reject(RejectionCode::invalid, "state");
        auto const known = state_.printers.find(command_.device);
        if (known != state_.printers.end() && known->second == c.state) return Events{};
        return Events{site_event(PrinterChanged{c.state})};
    }

    Decided<Events> on(UnusableCommand const& c) const { return reject(RejectionCode::invalid, c.about); }

    Decided<Events> on(CloseDay const&) const { return close_day(); }
    template <class Other>
    Decided<Events> on(Other const&) const
    {
        return reject(RejectionCode::invalid, "name");
    }

    Decided<Events> on(Tick const&) const
    {
        if (state_.day_open && now_ >= service_day_end(state_.config, state_.day)) return close_day();
        Events events;
        for (auto const& [deadline, id] : state_.paper_deadlines) {
            if (deadline > now_) break;
            Ticket const& ticket = *state_.find(id);
            if (ticket.paper == Paper::pending) events.push_back(ticket_event(ticket, TicketPaper{Paper::unconfirmed, ""}));
            else events.push_back(ticket_event(ticket, TicketVoided{"no_paper"}));
        }
        return events;
    }

private:
    Event site_event(EventBody body) const
    {
        return Event{
            .at = now_, .ticket = {}, .service = {}, .counter = {}, .agent = command_.agent, .device = command_.device, .body = std::move(body)};
    }

    Event ticket_event(Ticket const& ticket, EventBody body) const
    {
        Event event = site_event(std::move(body));
        event.ticket = ticket.id;
        event.service = ticket.service;
        if (is_at_counter(ticket.state) || ticket.state == TicketState::held) event.counter = ticket.counter;
        return event;
    }

    Event counter_event(CounterId const& counter, EventBody body) const
    {
        Event event = site_event(std::move(body));
        event.counter = counter;
        return event;
    }

    Event call_event(Ticket const& ticket, CounterId const& counter) const
    {
        Event event = ticket_event(ticket, TicketCalled{});
        event.counter = counter;
        event.agent = counter_state(counter).agent;
        return event;
    }

    // The end of a visit, or of one stop of a matter that goes on to the next.
    Event finish_event(Ticket const& ticket, Outcome outcome) const
    {
        bool const imputed = ticket.state == TicketState::called;
        Service const& service = *state_.config.find_service(ticket.service);
        Event event = ticket.step + 1 < service.steps.size() && outcome == Outcome::served
                          ? ticket_event(ticket, TicketTransferred{.step = service.steps[ticket.step + 1].id, .start_imputed = imputed})
                          : ticket_event(ticket, TicketFinished{.outcome = outcome, .start_imputed = imputed});
        event.agent = ticket.agent;
        return event;
    }

    Decided<Events> when(TicketId const& id, std::initializer_list<TicketState> allowed, EventBody body) const
    {
        SADUAK_TRY(Ticket const* const ticket, find(id));
        if (std::find(allowed.begin(), allowed.end(), ticket->state) == allowed.end())
            return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
        return Events{ticket_event(*ticket, std::move(body))};
    }

    Decided<Events> close_day() const
    {
        if (!state_.day_open) return Events{};
        std::vector<Ticket const*> open;
        for (TicketId const& id : state_.open) open.push_back(state_.find(id));
        std::sort(open.begin(), open.end(), [](Ticket const* a, Ticket const* b) { return a->place < b->place; });
        Events events;
        for (Ticket const* ticket : open) events.push_back(day_end_event(*ticket));
        for (auto const& [id, counter] : state_.counters) {
            if (counter.state == CounterState::closed) continue;
            Event event = counter_event(id, CounterClosed{});
            event.agent = counter.agent;
            events.push_back(std::move(event));
        }
        events.push_back(site_event(DayClosed{state_.day}));
        return events;
    }

    Event day_end_event(Ticket const& ticket) const
    {
        switch (ticket.state) {
        case TicketState::called: return ticket_event(ticket, TicketNoShow{});
        case TicketState::serving: {
            Event event = ticket_event(ticket, TicketFinished{.outcome = Outcome::served, .end_imputed = true});
            event.agent = ticket.agent;
            return event;
        }
        case TicketState::waiting:
            if (ticket.paper == Paper::pending || ticket.paper == Paper::failed) return ticket_event(ticket, TicketVoided{"day_closed"});
            return ticket_event(ticket, TicketExpired{});
        case TicketState::held: return ticket_event(ticket, TicketExpired{});
        case TicketState::finished:
        case TicketState::no_show:
        case TicketState::cancelled:
        case TicketState::expired:
        case TicketState::voided: break;
        }
        SADUAK_ASSERT(false && "an ended ticket among the open ones");
        return {};
    }

    // Would somebody of today lose the stop that they wait for, are at or may return to?
    bool strands_tickets(Service const& service, Service const* changed) const
    {
        return std::any_of(state_.tickets.begin(), state_.tickets.end(), [&](auto const& entry) {
            Ticket const& ticket = entry.second;
            bool const goes_on = is_open(ticket.state) || may_return(ticket);
            if (ticket.service != service.id || !goes_on) return false;
            if (changed == nullptr) return true;
            // Everybody begins at the first stop, whatever it is called; a later one is known by its place and id.
            if (ticket.step == 0) return false;
            return ticket.step >= changed->steps.size() || changed->steps[ticket.step].id != service.steps[ticket.step].id;
        });
    }

    Decided<Ticket const*> find(TicketId const& id) const
    {
        Ticket const* ticket = state_.find(id);
        if (ticket == nullptr) return reject(RejectionCode::unknown_ticket, id.str());
        return ticket;
    }

    Counter counter_state(CounterId const& id) const
    {
        auto const found = state_.counters.find(id);
        return found == state_.counters.end() ? Counter{} : found->second;
    }

    Decided<Counter> open_counter(CounterId const& id) const
    {
        if (state_.config.find_counter(id) == nullptr) return reject(RejectionCode::unknown_counter, id.str());
        Counter const counter = counter_state(id);
        if (counter.state == CounterState::closed) return reject(RejectionCode::counter_closed, id.str());
        if (counter.state == CounterState::paused) return reject(RejectionCode::counter_paused, id.str());
        return counter;
    }

    // Open or paused, without a ticket.
    Decided<Counter> idle_counter(CounterId const& id) const
    {
        if (state_.config.find_counter(id) == nullptr) return reject(RejectionCode::unknown_counter, id.str());
        Counter const counter = counter_state(id);
        if (counter.state == CounterState::closed) return reject(RejectionCode::counter_closed, id.str());
        if (!counter.ticket.empty()) return reject(RejectionCode::counter_busy, state_.find(counter.ticket)->number);
        return counter;
    }

    SiteState const& state_;
    Command const& command_;
    Instant now_;
};

Decided<Events> decide_body(SiteState const& state, Command const& command, Instant now)
{
    bool const configures = std::holds_alternative<ConfigureSite>(command.body);
    if (!configures && state.config.id.empty()) return reject(RejectionCode::unknown_site);
    if (!configures && state.config.historical) return reject(RejectionCode::site_historical, state.config.id.str());
    Decision const decision(state, command, now);
    return std::visit([&](auto const& body) { return decision.on(body); }, command.body);
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
        Decided<Events> brought = decide_body(later, Command{{}, {}, Tick{}}, now);
        SADUAK_ASSERT(brought.has_value() && !brought->empty());
        for (Event& event : *brought) {
            SADUAK_ASSERT(apply(later, event).has_value());
            events.push_back(std::move(event));
        }
    }
    SADUAK_TRY(Events own, decide_body(later, command, now));
    events.insert(events.end(), std::make_move_iterator(own.begin()), std::make_move_iterator(own.end()));
    return events;
}

std::optional<Instant> due(SiteState const& state)
{
    std::optional<Instant> next;
    if (state.day_open) next = service_day_end(state.config, state.day);
    if (!state.paper_deadlines.empty()) {
        Instant const paper = state.paper_deadlines.begin()->first;
        next = next ? std::min(*next, paper) : paper;
    }
    return next;
}

}  // namespace saduak::domain
