// Waiting tickets placed by hand in the town's state: what the calling order alone is asked about.
#pragma once

#include <string>

#include "core/domain/calling.hpp"
#include "tests/support/town.hpp"

namespace saduak::test {

class WaitingHall {
public:
    SiteState state;
    Instant opened_at = *parse_rfc3339("2026-11-23T01:30:00Z");

    WaitingHall()
    {
        state.config = town_config();
        state.last_at = opened_at;
        state.day_open = true;
    }

    [[nodiscard]] Instant at(std::int64_t seconds_after) const { return opened_at + seconds(seconds_after); }

    // Ticket n joins its queue so many seconds after the opening; an appointment has its slot then.
    Ticket& joins(int n, std::int64_t at_s, TicketClass ticket_class = TicketClass::general, char const* service = "id-card", std::size_t step = 0)
    {
        Ticket ticket;
        ticket.id = ticket_id(n);
        ticket.number = "A" + std::to_string(n);
        ticket.service = ServiceId(service);
        ticket.step = step;
        ticket.ticket_class = ticket_class;
        ticket.issued_at = at(at_s);
        ticket.queued_at = ticket.issued_at;
        ticket.waiting_since = ticket.issued_at;
        ticket.place = ++state.places;
        return put(std::move(ticket));
    }
    // Ticket n missed its call and comes right behind another one.
    void returns_behind(int n, int other)
    {
        Ticket ticket = take(n);
        ticket.queued_at = this->ticket(other).queued_at;
        ticket.place = this->ticket(other).place;
        ticket.behind = ++state.places;
        put(std::move(ticket));
    }
    // Ticket n leaves its queue.
    Ticket take(int n)
    {
        Ticket ticket = this->ticket(n);
        auto const queue = state.queues.find(queue_key(ticket));
        queue->second.erase(queue_place(ticket));
        if (queue->second.empty()) state.queues.erase(queue);
        state.open.erase(ticket.id);
        state.tickets.erase(ticket.id);
        return ticket;
    }
    [[nodiscard]] Ticket& ticket(int n) { return state.tickets.at(ticket_id(n)); }
    [[nodiscard]] CallingPolicy& policy() { return state.config.calling; }
    [[nodiscard]] CounterConfig& counter(std::size_t index) { return state.config.counters[index]; }

    // The numbers of ticket_id() in the order in which one counter that serves all calls them.
    [[nodiscard]] std::vector<int> order(std::int64_t at_s, Turn turn = {}) const
    {
        std::vector<int> numbers;
        for (Ticket const* ticket : waiting_in_order(state, at(at_s), turn)) numbers.push_back(std::stoi(ticket->number.substr(1)));
        return numbers;
    }

private:
    Ticket& put(Ticket ticket)
    {
        state.queues[queue_key(ticket)].emplace(queue_place(ticket), ticket.id);
        state.open.insert(ticket.id);
        TicketId const id = ticket.id;
        return state.tickets.insert_or_assign(id, std::move(ticket)).first->second;
    }
};

// Calls tickets at one counter, as the engine would: the counter's turn goes on.
class CallingCounter {
public:
    CallingCounter(WaitingHall& hall, std::size_t index) : hall_(hall), index_(index) {}

    // The ticket called, 0 where nobody waits.
    int next(std::int64_t at_s)
    {
        CounterConfig const& config = hall_.counter(index_);
        Ticket const* ticket = next_ticket(hall_.state, config, hall_.at(at_s));
        if (ticket == nullptr) return 0;
        int const n = std::stoi(ticket->number.substr(1));
        Turn& turn = hall_.state.counters[config.id].turn;
        turn = after_call(hall_.policy(), turn, ticket->ticket_class);
        hall_.take(n);
        return n;
    }

private:
    WaitingHall& hall_;
    std::size_t index_;
};

}  // namespace saduak::test
