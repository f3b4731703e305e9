// The calling order's laws, on halls filled at random.
#include <algorithm>
#include <ostream>

#include <rapidcheck/catch.h>

#include "tests/support/waiting_hall.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

struct Arrival {
    std::uint8_t service = 0;
    std::uint8_t ticket_class = 0;
    std::uint8_t at = 0;
    std::uint8_t what = 0;  // paper, only_at, return
};
void showValue(Arrival const& a, std::ostream& os)
{
    os << '{' << int{a.service} << ',' << int{a.ticket_class} << ',' << int{a.at} << ',' << int{a.what} << '}';
}

enum class Extras { none, all };  // paper that is not out, tickets meant for one counter, returned no-shows

constexpr std::int64_t kNow_s = 3000;

TicketClass class_of(Arrival const& arrival)
{
    return arrival.ticket_class % 4 == 0 ? TicketClass::appointment : arrival.ticket_class % 4 == 1 ? TicketClass::priority : TicketClass::general;
}

CallingPolicy any_policy()
{
    CallingPolicy policy;
    if (*rc::gen::arbitrary<bool>()) {
        policy.priority_run = *rc::gen::inRange(1, 5);
        policy.general_run = *rc::gen::inRange(1, 5);
    }
    policy.general_ages_after_s = *rc::gen::element(0, 600, 2400);
    policy.appointment_early_s = *rc::gen::element(0, 300);
    return policy;
}

std::vector<Arrival> any_arrivals(std::size_t at_most)
{
    auto const one = rc::gen::build<Arrival>(rc::gen::set(&Arrival::service), rc::gen::set(&Arrival::ticket_class), rc::gen::set(&Arrival::at),
                                             rc::gen::set(&Arrival::what));
    auto arrivals = *rc::gen::container<std::vector<Arrival>>(one);
    if (arrivals.size() > at_most) arrivals.resize(at_most);
    return arrivals;
}

Turn any_turn() { return Turn{*rc::gen::inRange(0, 5), *rc::gen::inRange(0, 3)}; }

// Tickets 1, 2, 3 ... Instants are coarse, so that ties are common; appointments lie on both sides of now.
WaitingHall filled(std::vector<Arrival> const& arrivals, CallingPolicy const& policy, Extras extras)
{
    static char const* const kServices[] = {"id-card", "tax", "land"};
    WaitingHall hall;
    hall.policy() = policy;
    hall.state.config.services[1].weight = extras == Extras::all ? 150 : 100;
    hall.state.config.services[2].weight = extras == Extras::all ? 40 : 100;
    int n = 0;
    for (Arrival const& arrival : arrivals) {
        TicketClass const ticket_class = class_of(arrival);
        std::int64_t const at_s = arrival.at % 30 * 100 + (ticket_class == TicketClass::appointment ? 1500 : 0);
        Ticket& ticket = hall.joins(++n, at_s, ticket_class, kServices[arrival.service % 3], arrival.service % 3 == 2 ? arrival.service / 3 % 2 : 0);
        if (extras == Extras::none) continue;
        if (arrival.what % 16 == 0) ticket.paper = Paper::pending;
        if (arrival.what % 16 == 1) ticket.only_at = CounterId("c1");
        if (arrival.what % 16 >= 13 && n > 1) {
            auto const& queue = hall.state.queues.at(queue_key(ticket));
            int const other = std::stoi(hall.state.find(queue.begin()->second)->number.substr(1));
            if (other != n) hall.returns_behind(n, other);
        }
    }
    return hall;
}

CounterConfig all_serving()
{
    return CounterConfig{CounterId("all"), text("all"), {{ServiceId("id-card"), {}}, {ServiceId("tax"), {}}, {ServiceId("land"), {}}}, {}, {}};
}

std::vector<Ticket const*> tickets_of(WaitingHall const& hall)
{
    std::vector<Ticket const*> tickets;
    for (auto const& [id, ticket] : hall.state.tickets) tickets.push_back(&ticket);
    return tickets;
}

}  // namespace

TEST_CASE("The order of any two tickets is total at any instant and turn")
{
    rc::prop("antisymmetric and transitive", [] {
        WaitingHall const hall = filled(any_arrivals(14), any_policy(), Extras::all);
        Turn const turn = any_turn();
        Instant const now = hall.at(*rc::gen::inRange<std::int64_t>(2900, 6000));
        auto const before = [&](Ticket const* a, Ticket const* b) { return compare(hall.state.config, *a, *b, turn, now).first; };
        auto const tickets = tickets_of(hall);
        for (auto const* a : tickets) {
            RC_ASSERT(!before(a, a));
            for (auto const* b : tickets) {
                RC_ASSERT(a == b || before(a, b) != before(b, a));
                if (a != b) RC_ASSERT(compare(hall.state.config, *a, *b, turn, now).reason == compare(hall.state.config, *b, *a, turn, now).reason);
                for (auto const* c : tickets) RC_ASSERT(!before(a, b) || !before(b, c) || before(a, c));
            }
        }
    });
}

TEST_CASE("Within one queue the order is the queue's own")
{
    rc::prop("whatever policy, weights, returns and time", [] {
        WaitingHall const hall = filled(any_arrivals(60), any_policy(), Extras::all);
        auto const order = waiting_in_order(hall.state, hall.at(kNow_s), any_turn());
        RC_ASSERT(order.size() == hall.state.tickets.size());
        std::map<QueueKey, std::vector<TicketId>> met, queued;
        for (Ticket const* ticket : order) met[queue_key(*ticket)].push_back(ticket->id);
        for (auto const& [key, queue] : hall.state.queues)
            for (auto const& [place, id] : queue) queued[key].push_back(id);
        RC_ASSERT(met == queued);
    });
    rc::prop("without returns: who came first is first within class and service", [] {
        WaitingHall const hall = filled(any_arrivals(60), any_policy(), Extras::none);
        auto const order = waiting_in_order(hall.state, hall.at(kNow_s));
        for (std::size_t i = 0; i < order.size(); ++i)
            for (std::size_t j = i + 1; j < order.size(); ++j)
                if (queue_key(*order[i]) == queue_key(*order[j]))
                    RC_ASSERT(std::pair(order[i]->issued_at, order[i]->place) < std::pair(order[j]->issued_at, order[j]->place));
    });
}

TEST_CASE("An explanation agrees with the order, and its reason with the tickets")
{
    rc::prop("for every two tickets", [] {
        WaitingHall const hall = filled(any_arrivals(16), any_policy(), Extras::all);
        Instant const now = hall.at(kNow_s);
        CallingPolicy const& policy = hall.state.config.calling;
        auto const order = waiting_in_order(hall.state, now);
        for (std::size_t i = 0; i < order.size(); ++i)
            for (std::size_t j = i + 1; j < order.size(); ++j) {
                Ticket const& a = *order[i];
                Ticket const& b = *order[j];
                auto const why = explain(hall.state, b.id, a.id, now);
                RC_ASSERT(why.has_value());
                RC_ASSERT(why->first == a.id);
                RC_ASSERT(why->second == b.id);
                RC_ASSERT(why->callable == is_callable(a));
                bool const a_general = a.ticket_class == TicketClass::general;
                switch (why->reason) {
                case CallReason::aged:
                    RC_ASSERT(a_general && policy.general_ages_after_s > 0 && why->first_waited_s >= policy.general_ages_after_s);
                    RC_ASSERT(b.ticket_class != TicketClass::general || why->second_waited_s < policy.general_ages_after_s);
                    break;
                case CallReason::appointment: RC_ASSERT(a.ticket_class == TicketClass::appointment); break;
                case CallReason::turn: RC_ASSERT(policy.general_run > 0 && a_general && b.ticket_class == TicketClass::priority); break;
                case CallReason::ticket_class: RC_ASSERT(a.ticket_class == TicketClass::priority && b.ticket_class == TicketClass::general); break;
                case CallReason::not_due: RC_ASSERT(b.ticket_class == TicketClass::appointment && b.queued_at > now); break;
                case CallReason::weight:
                    RC_ASSERT(a.ticket_class == b.ticket_class && a.service != b.service && queue_place(b) < queue_place(a));
                    break;
                case CallReason::arrival: RC_ASSERT(a.ticket_class == b.ticket_class && !(queue_place(b) < queue_place(a))); break;
                case CallReason::returned: RC_ASSERT(a.ticket_class == b.ticket_class && b.behind > 0); break;
                }
            }
    });
}

TEST_CASE("A counter that serves all calls the first callable ticket of the order")
{
    rc::prop("from the same turn", [] {
        WaitingHall hall = filled(any_arrivals(40), any_policy(), Extras::all);
        for (auto& [id, ticket] : hall.state.tickets) ticket.only_at = {};
        CounterConfig const counter = all_serving();
        Turn const turn = any_turn();
        hall.state.counters[counter.id].turn = turn;
        auto const order = waiting_in_order(hall.state, hall.at(kNow_s), turn);
        auto const first = std::find_if(order.begin(), order.end(), [](Ticket const* ticket) { return is_callable(*ticket); });
        RC_ASSERT(next_ticket(hall.state, counter, hall.at(kNow_s)) == (first == order.end() ? nullptr : *first));
    });
}

TEST_CASE("Calling one after another at one instant is the order itself")
{
    rc::prop("turns go on from call to call", [] {
        WaitingHall hall = filled(any_arrivals(40), any_policy(), Extras::none);
        hall.state.config.counters.push_back(all_serving());
        std::vector<int> const order = hall.order(kNow_s);
        CallingCounter counter(hall, hall.state.config.counters.size() - 1);
        for (int const n : order) RC_ASSERT(counter.next(kNow_s) == n);
        RC_ASSERT(counter.next(kNow_s) == 0);
    });
}

TEST_CASE("A counter calls the first of those that it may call, by the same order")
{
    rc::prop("skills, paper and tickets meant for one counter", [] {
        WaitingHall const hall = filled(any_arrivals(40), any_policy(), Extras::all);
        Instant const now = hall.at(kNow_s);
        for (CounterConfig const& counter : hall.state.config.counters) {
            Ticket const* best = nullptr;
            for (Ticket const* ticket : tickets_of(hall))
                if (is_callable(*ticket) && can_serve(counter, hall.state.config, *ticket) &&
                    (best == nullptr || compare(hall.state.config, *ticket, *best, {}, now).first))
                    best = ticket;
            RC_ASSERT(next_ticket(hall.state, counter, now) == best);
        }
    });
}

TEST_CASE("How many are ahead agrees with the order of a site of one service")
{
    rc::prop("without ageing and weights", [] {
        std::vector<Arrival> arrivals = any_arrivals(60);
        for (Arrival& arrival : arrivals) arrival.service = 0;
        CallingPolicy policy = any_policy();
        policy.general_ages_after_s = 0;
        WaitingHall hall = filled(arrivals, policy, Extras::none);
        hall.state.last_at = hall.at(kNow_s);

        auto const order = waiting_in_order(hall.state, hall.state.last_at);
        for (std::size_t i = 0; i < order.size(); ++i) RC_ASSERT(count_ahead(hall.state, *order[i]) == static_cast<std::int64_t>(i));

        // A new ticket has as many ahead as it will have once it waits.
        for (TicketClass const ticket_class : {TicketClass::general, TicketClass::priority}) {
            WaitingHall later = hall;
            std::int64_t const ahead = count_ahead(hall.state, ServiceId("id-card"), ticket_class);
            RC_ASSERT(count_ahead(later.state, later.joins(999, kNow_s, ticket_class)) == ahead);
        }
    });
}
