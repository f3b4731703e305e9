// Events onto state. Each handler checks all that it needs before it changes anything: a wrong log leaves the state as it was.
#include <charconv>

#include "core/domain/decide.hpp"

namespace saduak::domain {
namespace {

tl::unexpected<Error> corrupt(Event const& event, std::string const& why)
{
    return fail(Errc::corrupt, std::string(type_name(event.body)) + " of ticket \"" + event.ticket.str() + "\": " + why);
}

class Application {
public:
    Application(SiteState& state, Event const& event) : state_(state), event_(event) {}

    Status on(SiteConfigured const& e)
    {
        state_.config = e.config;
        return {};
    }

    Status on(TicketIssued const& e)
    {
        Service const* service = state_.config.find_service(event_.service);
        if (service == nullptr) return corrupt(event_, "unknown service");
        bool const new_day = !state_.day_open && e.day != state_.day;
        if (new_day && (e.day < state_.day || !state_.open.empty())) return corrupt(event_, "day " + format_date(e.day) + " cannot begin");
        if (!new_day && e.day != state_.day) return corrupt(event_, "another day is open");
        if (!new_day && (state_.find(event_.ticket) != nullptr || state_.by_token.contains(e.token_sha256)))
            return corrupt(event_, "id or token stands already");
        std::int32_t n = 0;
        char const* const end = e.number.data() + e.number.size();
        if (e.number.size() < 2 || std::from_chars(e.number.data() + 1, end, n).ptr != end || n < 1)
            return corrupt(event_, "number \"" + e.number + "\"");
        if (new_day) begin_day(e.day);
        if (auto const last = state_.last_number.find(service->prefix); last != state_.last_number.end() && n <= last->second)
            return corrupt(event_, "number " + e.number + " was given");

        state_.day_open = true;
        state_.last_number[service->prefix] = n;
        state_.by_token[e.token_sha256] = event_.ticket;
        Ticket& ticket = state_.tickets[event_.ticket];
        ticket.id = event_.ticket;
        ticket.number = e.number;
        ticket.service = event_.service;
        ticket.ticket_class = e.ticket_class;
        ticket.channel = e.channel;
        ticket.lang = e.lang;
        ticket.token_sha256 = e.token_sha256;
        ticket.device = event_.device;
        ticket.issued_at = event_.at;
        ticket.place = ++state_.places;
        state_.open.insert(ticket.id);
        queue(ticket, event_.at);
        set_paper(ticket, e.paper);
        return {};
    }

    Status on(TicketPaper const& e)
    {
        return with({TicketState::waiting, TicketState::called, TicketState::serving, TicketState::held},
                    [&](Ticket& ticket) { set_paper(ticket, e.paper); });
    }
    Status on(TicketReprinted const&)
    {
        return with({TicketState::waiting}, [&](Ticket& ticket) { set_paper(ticket, Paper::pending); });
    }

    Status on(TicketCalled const&)
    {
        Counter* const counter = free_counter();
        if (counter == nullptr) return corrupt(event_, "counter \"" + event_.counter.str() + "\" is not free");
        return with({TicketState::waiting}, [&](Ticket& ticket) {
            leave_queue(ticket);
            ticket.state = TicketState::called;
            ticket.called_at = event_.at;
            ticket.started_at = {};
            ticket.counter = event_.counter;
            ticket.agent = counter->agent;
            counter->ticket = ticket.id;
            counter->rating_ticket = {};
            announce(ticket, false);
        });
    }
    Status on(TicketRecalled const&)
    {
        return with({TicketState::called}, [&](Ticket& ticket) {
            ticket.called_at = event_.at;
            ticket.recalls += 1;
            announce(ticket, true);
        });
    }
    Status on(TicketUndone const&)
    {
        return with({TicketState::called}, [&](Ticket& ticket) {
            free(ticket);
            ticket.called_at = {};
            queue(ticket, ticket.queued_at);
        });
    }
    Status on(TicketStarted const&)
    {
        return with({TicketState::called}, [&](Ticket& ticket) {
            ticket.state = TicketState::serving;
            ticket.started_at = event_.at;
        });
    }
    Status on(TicketFinished const& e)
    {
        return with({TicketState::called, TicketState::serving}, [&](Ticket& ticket) {
            note_service(ticket);
            free(ticket);
            ticket.outcome = e.outcome;
            end(ticket, TicketState::finished);
            Counter& counter = state_.counters[ticket.counter];
            counter.rating_ticket = ticket.id;
            counter.rating_until = event_.at + kRateNowLimit;
        });
    }
    Status on(TicketTransferred const& e)
    {
        Ticket const* known = state_.find(event_.ticket);
        Service const* service = known == nullptr ? nullptr : state_.config.find_service(known->service);
        if (service == nullptr) return corrupt(event_, "unknown ticket or service");
        std::size_t step = 0;
        while (step < service->steps.size() && service->steps[step].id != e.step) ++step;
        if (step == service->steps.size()) return corrupt(event_, "unknown step " + e.step.str());
        return with({TicketState::called, TicketState::serving}, [&](Ticket& ticket) {
            note_service(ticket);
            free(ticket);
            ticket.step = step;
            ticket.called_at = {};
            ticket.started_at = {};
            queue(ticket, event_.at);
        });
    }
    Status on(TicketHeld const&)
    {
        return with({TicketState::serving}, [&](Ticket& ticket) {
            free(ticket);
            ticket.state = TicketState::held;
            ticket.held_at = event_.at;
        });
    }
    Status on(TicketResumed const&)
    {
        Counter* const counter = free_counter();
        if (counter == nullptr) return corrupt(event_, "counter \"" + event_.counter.str() + "\" is not free");
        return with({TicketState::held}, [&](Ticket& ticket) {
            ticket.state = TicketState::serving;
            ticket.held_at = {};
            ticket.counter = event_.counter;
            ticket.agent = counter->agent;
            counter->ticket = ticket.id;
            counter->rating_ticket = {};
        });
    }
    Status on(TicketNoShow const&)
    {
        return with({TicketState::called}, [&](Ticket& ticket) {
            free(ticket);
            ticket.no_shows += 1;
            end(ticket, TicketState::no_show);
        });
    }
    Status on(TicketReturned const&)
    {
        Ticket const* const missed = state_.find(event_.ticket);
        if (missed != nullptr && !missed->queued_at.is_set()) return corrupt(event_, "the day was closed meanwhile");
        return with({TicketState::no_show}, [&](Ticket& ticket) {
            ticket.ended_at = {};
            ticket.called_at = {};
            state_.open.insert(ticket.id);
            queue(ticket, ticket.queued_at);
        });
    }
    Status on(TicketCancelled const&)
    {
        return with({TicketState::waiting, TicketState::called, TicketState::held}, [&](Ticket& ticket) { leave(ticket, TicketState::cancelled); });
    }
    Status on(TicketExpired const&)
    {
        return with({TicketState::waiting, TicketState::held}, [&](Ticket& ticket) { leave(ticket, TicketState::expired); });
    }
    Status on(TicketVoided const&)
    {
        return with({TicketState::waiting}, [&](Ticket& ticket) { leave(ticket, TicketState::voided); });
    }

    Status on(CounterOpened const&) { return with_counter(CounterState::closed, CounterState::open); }
    Status on(CounterPaused const&) { return with_counter(CounterState::open, CounterState::paused); }
    Status on(CounterResumed const&) { return with_counter(CounterState::paused, CounterState::open); }
    Status on(CounterClosed const&)
    {
        auto const found = state_.counters.find(event_.counter);
        if (found == state_.counters.end() || found->second.state == CounterState::closed || !found->second.ticket.empty())
            return corrupt(event_, "counter \"" + event_.counter.str() + "\" cannot close");
        found->second.state = CounterState::closed;
        found->second.agent = {};
        return {};
    }

    Status on(RatingReceived const& e)
    {
        if (!state_.rated.insert(e.key).second) return corrupt(event_, "rated twice");
        if (e.channel == RatingChannel::terminal)
            if (auto const found = state_.counters.find(event_.counter); found != state_.counters.end()) found->second.rating_ticket = {};
        return {};
    }
    Status on(PrinterChanged const& e)
    {
        state_.printers[event_.device] = e.state;
        return {};
    }
    Status on(DayClosed const& e)
    {
        if (!state_.day_open || e.day != state_.day) return corrupt(event_, "day " + format_date(e.day) + " is not open");
        if (!state_.open.empty()) return corrupt(event_, "tickets are open");
        state_.day_open = false;
        for (auto& [id, counter] : state_.counters) counter.rating_ticket = {};
        // Who missed the day has left for good, also where the same date is opened again: no place to return to.
        for (auto& [id, ticket] : state_.tickets)
            if (ticket.state == TicketState::no_show) ticket.queued_at = {};
        return {};
    }
    // Historical rows are read by metrics alone.
    Status on(TicketImported const&) { return check_historical(); }
    Status on(ImportFinished const&) { return check_historical(); }
    template <class Other>
    Status on(Other const&)
    {
        return corrupt(event_, "unknown");
    }

private:
    template <class Change>
    Status with(std::initializer_list<TicketState> allowed, Change change)
    {
        auto const found = state_.tickets.find(event_.ticket);
        if (found == state_.tickets.end()) return corrupt(event_, "no such ticket today");
        Ticket& ticket = found->second;
        for (TicketState const state : allowed) {
            if (ticket.state != state) continue;
            change(ticket);
            return {};
        }
        return corrupt(event_, "it is " + std::string(to_string(ticket.state)));
    }

    Status with_counter(CounterState from, CounterState to)
    {
        if (state_.config.find_counter(event_.counter) == nullptr) return corrupt(event_, "unknown counter \"" + event_.counter.str() + "\"");
        Counter& counter = state_.counters[event_.counter];
        if (counter.state != from) return corrupt(event_, "counter \"" + event_.counter.str() + "\" is " + std::string(to_string(counter.state)));
        counter.state = to;
        if (from == CounterState::closed) counter.agent = event_.agent;
        return {};
    }

    Status check_historical() const
    {
        if (!state_.config.historical) return corrupt(event_, "the site is not historical");
        return {};
    }

    Counter* free_counter()
    {
        auto const found = state_.counters.find(event_.counter);
        bool const usable = found != state_.counters.end() && found->second.state == CounterState::open && found->second.ticket.empty();
        return usable ? &found->second : nullptr;
    }

    void begin_day(Date day)
    {
        state_.day = day;
        state_.tickets.clear();
        state_.by_token.clear();
        state_.last_number.clear();
        state_.rated.clear();
        state_.calls.clear();
        state_.places = 0;
        for (auto& [id, counter] : state_.counters) counter.rating_ticket = {};
    }

    void queue(Ticket& ticket, Instant since)
    {
        ticket.state = TicketState::waiting;
        ticket.queued_at = since;
        state_.queues[queue_key(ticket)].emplace(queue_place(ticket), ticket.id);
    }
    void leave_queue(Ticket const& ticket)
    {
        auto const found = state_.queues.find(queue_key(ticket));
        found->second.erase(queue_place(ticket));
        if (found->second.empty()) state_.queues.erase(found);
    }
    // The ticket no longer occupies its counter.
    void free(Ticket const& ticket)
    {
        if (auto const found = state_.counters.find(ticket.counter); found != state_.counters.end() && found->second.ticket == ticket.id)
            found->second.ticket = {};
    }
    void end(Ticket& ticket, TicketState how)
    {
        drop_deadline(ticket);
        ticket.state = how;
        ticket.ended_at = event_.at;
        state_.open.erase(ticket.id);
    }
    void leave(Ticket& ticket, TicketState how)
    {
        if (ticket.state == TicketState::waiting) leave_queue(ticket);
        free(ticket);
        end(ticket, how);
    }

    static std::optional<Instant> paper_deadline(Ticket const& ticket)
    {
        if (ticket.paper == Paper::pending) return ticket.paper_since + kPaperReportLimit;
        if (ticket.paper == Paper::failed) return ticket.paper_since + kNoPaperLimit;
        return std::nullopt;
    }
    void drop_deadline(Ticket const& ticket)
    {
        if (auto const deadline = paper_deadline(ticket)) state_.paper_deadlines.erase({*deadline, ticket.id});
    }
    void set_paper(Ticket& ticket, Paper paper)
    {
        drop_deadline(ticket);
        ticket.paper = paper;
        ticket.paper_since = event_.at;
        if (auto const deadline = paper_deadline(ticket)) state_.paper_deadlines.emplace(*deadline, ticket.id);
    }

    void note_service(Ticket const& ticket)
    {
        Instant const start = ticket.started_at.is_set() ? ticket.started_at : ticket.called_at;
        auto& recent = state_.recent_service_s[ticket.service];
        recent.push_back(floor_seconds(event_.at - start));
        if (recent.size() > kRecentServicesKept) recent.pop_front();
    }

    void announce(Ticket const& ticket, bool again)
    {
        state_.calls.push_back({state_.seq + 1, ticket.number, ticket.counter, event_.at, again});
        if (state_.calls.size() > kCallsKept) state_.calls.pop_front();
    }

    SiteState& state_;
    Event const& event_;
};

}  // namespace

Status apply(SiteState& state, Event const& event)
{
    if (event.at < state.last_at) return corrupt(event, "time goes back");
    bool const configures = std::holds_alternative<SiteConfigured>(event.body);
    if (!configures && state.config.id.empty()) return corrupt(event, "the site is not configured");
    Application application(state, event);
    SADUAK_TRY_STATUS(std::visit([&](auto const& body) { return application.on(body); }, event.body));
    state.seq += 1;
    state.last_at = event.at;
    return {};
}

}  // namespace saduak::domain
