#include "core/domain/calling.hpp"

#include <algorithm>
#include <array>
#include <iterator>
#include <limits>
#include <optional>

#include "core/base/assert.hpp"
#include "core/base/word_table.hpp"

namespace saduak::domain {
namespace {

constexpr std::array kReasons{Word<CallReason>{CallReason::aged, "aged"},       Word<CallReason>{CallReason::appointment, "appointment"},
                              Word<CallReason>{CallReason::turn, "turn"},       Word<CallReason>{CallReason::ticket_class, "class"},
                              Word<CallReason>{CallReason::not_due, "not_due"}, Word<CallReason>{CallReason::weight, "weight"},
                              Word<CallReason>{CallReason::arrival, "arrival"}, Word<CallReason>{CallReason::returned, "returned"}};

// Which of the lines a ticket stands in at one instant. The order inside a line depends neither on the turn nor on the other lines.
enum class Line { aged, due, priority, general, not_due };

// Everything that the order looks at: found once a ticket, compared often.
struct Standing {
    Ticket const* ticket = nullptr;
    Line line = Line::general;
    std::int64_t counted_wait = 0;  // milliseconds times percent of weight
};

Millis waited(Ticket const& ticket, Instant now) { return std::max(now - ticket.queued_at, Millis{0}); }

Line line_of(CallingPolicy const& policy, Ticket const& ticket, Instant now)
{
    switch (ticket.ticket_class) {
    case TicketClass::appointment: return now >= ticket.queued_at - seconds(policy.appointment_early_s) ? Line::due : Line::not_due;
    case TicketClass::priority: return Line::priority;
    case TicketClass::general: break;
    }
    bool const aged = policy.general_ages_after_s > 0 && waited(ticket, now) >= seconds(policy.general_ages_after_s);
    return aged ? Line::aged : Line::general;
}

Standing standing_of(SiteConfig const& config, Ticket const& ticket, Instant now)
{
    Standing standing{&ticket, line_of(config.calling, ticket, now), 0};
    if (standing.line == Line::priority || standing.line == Line::general) {
        Service const* service = config.find_service(ticket.service);
        standing.counted_wait = waited(ticket, now).count * (service == nullptr ? 100 : service->weight);
    }
    return standing;
}

// Whether it is the general tickets' turn.
bool general_first(CallingPolicy const& policy, Turn const& turn) { return policy.priority_run > 0 && turn.priority >= policy.priority_run; }

// Lower is called first.
int rank(Line line, bool general_before_priority)
{
    switch (line) {
    case Line::aged: return 0;
    case Line::due: return 1;
    case Line::priority: return general_before_priority ? 3 : 2;
    case Line::general: return general_before_priority ? 2 : 3;
    case Line::not_due: return 4;
    }
    return 4;
}

CallReason reason_between(Line winner, Line loser)
{
    if (winner == Line::aged) return CallReason::aged;
    if (winner == Line::due) return CallReason::appointment;
    if (loser == Line::not_due) return CallReason::not_due;
    return winner == Line::general ? CallReason::turn : CallReason::ticket_class;
}

// Two of one line, `winner` before `loser`.
CallReason reason_within(Standing const& winner, Standing const& loser)
{
    Ticket const& first = *winner.ticket;
    Ticket const& second = *loser.ticket;
    bool const appointments = winner.line == Line::due || winner.line == Line::not_due;
    if (appointments && first.queued_at != second.queued_at) return CallReason::appointment;
    if (queue_place(second) < queue_place(first)) return CallReason::weight;
    return second.behind > 0 && second.issued_at <= first.issued_at ? CallReason::returned : CallReason::arrival;
}

bool before_in_line(Standing const& a, Standing const& b)
{
    if (a.counted_wait != b.counted_wait) return a.counted_wait > b.counted_wait;
    auto const place = queue_place(*a.ticket) <=> queue_place(*b.ticket);
    // A returned ticket that is being moved may still have the place of the one before it: the id decides, so that no two tie.
    return place != 0 ? place < 0 : a.ticket->id < b.ticket->id;
}

// The one list of rules.
CallOrder order_of(Standing const& a, Standing const& b, bool general_before_priority)
{
    if (a.line != b.line) {
        bool const first = rank(a.line, general_before_priority) < rank(b.line, general_before_priority);
        return {first, first ? reason_between(a.line, b.line) : reason_between(b.line, a.line)};
    }
    bool const first = before_in_line(a, b);
    return {first, first ? reason_within(a, b) : reason_within(b, a)};
}

bool meant_for(Ticket const& ticket, CounterId const& counter) { return ticket.only_at.empty() || ticket.only_at == counter; }

// The first ticket of one queue that the counter may call; null where none is.
Ticket const* first_callable(SiteState const& state, Queue const& queue, CounterId const& counter)
{
    for (auto const& [place, id] : queue) {
        Ticket const* ticket = state.find(id);
        if (ticket != nullptr && is_callable(*ticket) && meant_for(*ticket, counter)) return ticket;
    }
    return nullptr;
}

// The index of the skill's step in its service; nothing where the skill covers every step.
constexpr std::size_t kNoStep = std::numeric_limits<std::size_t>::max();  // the catalogue does not have it
std::optional<std::size_t> step_of(SiteConfig const& config, Skill const& skill)
{
    if (skill.step.empty()) return std::nullopt;
    Service const* service = config.find_service(skill.service);
    if (service == nullptr) return kNoStep;
    auto const step = std::find_if(service->steps.begin(), service->steps.end(), [&](Step const& s) { return s.id == skill.step; });
    return step == service->steps.end() ? kNoStep : static_cast<std::size_t>(step - service->steps.begin());
}

// How many wait at one stop, for count_ahead.
struct Waiting {
    std::int64_t due = 0;
    std::int64_t not_due = 0;
    std::int64_t priority = 0;
    std::int64_t general = 0;
};

std::int64_t distance(Queue::const_iterator from, Queue::const_iterator to) { return std::distance(from, to); }

Waiting waiting_at(SiteState const& state, ServiceId const& service, std::size_t step)
{
    Waiting waiting;
    auto const of_class = [&](TicketClass ticket_class) {
        auto const found = state.queues.find(QueueKey{service, step, ticket_class});
        return found == state.queues.end() ? nullptr : &found->second;
    };
    if (Queue const* queue = of_class(TicketClass::priority)) waiting.priority = static_cast<std::int64_t>(queue->size());
    if (Queue const* queue = of_class(TicketClass::general)) waiting.general = static_cast<std::int64_t>(queue->size());
    if (Queue const* queue = of_class(TicketClass::appointment)) {
        Instant const due_until = state.last_at + seconds(state.config.calling.appointment_early_s);
        auto const later = queue->lower_bound(QueuePlace{due_until + Millis{1}, 0, 0});
        waiting.due = distance(queue->begin(), later);
        waiting.not_due = distance(later, queue->end());
    }
    return waiting;
}

// `own`: how many of its own class are before it.
std::int64_t priority_ahead(CallingPolicy const& policy, Waiting const& waiting, std::int64_t own)
{
    std::int64_t const between = policy.priority_run == 0 ? 0 : std::min(waiting.general, policy.general_run * (own / policy.priority_run));
    return waiting.due + own + between;
}

std::int64_t general_ahead(CallingPolicy const& policy, Waiting const& waiting, std::int64_t own)
{
    if (policy.priority_run == 0) return waiting.due + waiting.priority + own;
    return waiting.due + own + std::min(waiting.priority, policy.priority_run * (own / policy.general_run + 1));
}

}  // namespace

std::string_view to_string(CallReason reason) { return text_of(kReasons, reason); }

bool is_callable(Ticket const& ticket)
{
    return ticket.state == TicketState::waiting && ticket.paper != Paper::pending && ticket.paper != Paper::failed;
}

bool can_serve(CounterConfig const& counter, SiteConfig const& config, Ticket const& ticket)
{
    return meant_for(ticket, counter.id) && std::any_of(counter.skills.begin(), counter.skills.end(), [&](Skill const& skill) {
               if (skill.service != ticket.service) return false;
               auto const step = step_of(config, skill);
               return !step || *step == ticket.step;
           });
}

CallOrder compare(SiteConfig const& config, Ticket const& a, Ticket const& b, Turn const& turn, Instant now)
{
    return order_of(standing_of(config, a, now), standing_of(config, b, now), general_first(config.calling, turn));
}

Turn after_call(CallingPolicy const& policy, Turn turn, TicketClass called)
{
    if (policy.priority_run == 0) return {};
    if (called == TicketClass::appointment) return turn;
    bool const generals_turn = general_first(policy, turn);
    if (called == TicketClass::priority) {
        if (!generals_turn) turn.priority += 1;
        return turn;
    }
    if (!generals_turn) return Turn{};
    turn.general += 1;
    return turn.general >= policy.general_run ? Turn{} : turn;
}

Ticket const* next_ticket(SiteState const& state, CounterConfig const& counter, Instant now)
{
    auto const known = state.counters.find(counter.id);
    bool const generals = known != state.counters.end() && general_first(state.config.calling, known->second.turn);
    Standing best;
    auto const consider = [&](Queue const& queue) {
        Ticket const* first = first_callable(state, queue, counter.id);
        if (first == nullptr) return;
        Standing const standing = standing_of(state.config, *first, now);
        if (best.ticket == nullptr || order_of(standing, best, generals).first) best = standing;
    };
    for (Skill const& skill : counter.skills) {
        auto const step = step_of(state.config, skill);
        QueueKey const first{skill.service, step.value_or(0), TicketClass::general};
        for (auto queue = state.queues.lower_bound(first); queue != state.queues.end() && queue->first.service == skill.service; ++queue) {
            if (step && queue->first.step != *step) break;
            consider(queue->second);
        }
    }
    return best.ticket;
}

std::vector<Ticket const*> waiting_in_order(SiteState const& state, Instant now, Turn turn)
{
    std::vector<Standing> generals, others;
    for (auto const& [key, queue] : state.queues)
        for (auto const& [place, id] : queue) {
            Ticket const* ticket = state.find(id);
            SADUAK_ASSERT(ticket != nullptr);
            Standing const standing = standing_of(state.config, *ticket, now);
            (standing.line == Line::general ? generals : others).push_back(standing);
        }
    auto const by_rules = [](Standing const& a, Standing const& b) { return order_of(a, b, false).first; };
    std::sort(generals.begin(), generals.end(), by_rules);
    std::sort(others.begin(), others.end(), by_rules);

    // Only what general tickets are to the others changes with the turn, so the two lists are merged call by call.
    std::vector<Ticket const*> order;
    order.reserve(generals.size() + others.size());
    auto general = generals.begin();
    auto other = others.begin();
    while (general != generals.end() || other != others.end()) {
        bool const take_general =
            other == others.end() || (general != generals.end() && order_of(*general, *other, general_first(state.config.calling, turn)).first);
        Ticket const* next = (take_general ? general++ : other++)->ticket;
        if (is_callable(*next)) turn = after_call(state.config.calling, turn, next->ticket_class);
        order.push_back(next);
    }
    return order;
}

Decided<Explanation> explain(SiteState const& state, TicketId const& a, TicketId const& b, Instant now)
{
    for (TicketId const* id : {&a, &b}) {
        Ticket const* ticket = state.find(*id);
        if (ticket == nullptr) return reject(RejectionCode::unknown_ticket, id->str());
        if (ticket->state != TicketState::waiting) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    }
    Ticket const* first = state.find(a);
    Ticket const* second = state.find(b);
    if (first == second) return reject(RejectionCode::invalid, "b");
    Turn turn;
    for (Ticket const* ticket : waiting_in_order(state, now)) {
        if (ticket == second) std::swap(first, second);
        if (ticket == first) break;
        if (is_callable(*ticket)) turn = after_call(state.config.calling, turn, ticket->ticket_class);
    }
    CallOrder const order = compare(state.config, *first, *second, turn, now);
    SADUAK_ASSERT(order.first);
    return Explanation{.first = first->id,
                       .second = second->id,
                       .reason = order.reason,
                       .first_waited_s = floor_seconds(waited(*first, now)),
                       .second_waited_s = floor_seconds(waited(*second, now)),
                       .callable = is_callable(*first)};
}

std::int64_t count_ahead(SiteState const& state, ServiceId const& service, TicketClass ticket_class)
{
    Waiting const waiting = waiting_at(state, service, 0);
    switch (ticket_class) {
    case TicketClass::appointment: return waiting.due;
    case TicketClass::priority: return priority_ahead(state.config.calling, waiting, waiting.priority);
    case TicketClass::general: return general_ahead(state.config.calling, waiting, waiting.general);
    }
    return 0;
}

std::int64_t count_ahead(SiteState const& state, Ticket const& ticket)
{
    Waiting const waiting = waiting_at(state, ticket.service, ticket.step);
    auto const queue = state.queues.find(queue_key(ticket));
    std::int64_t const own = queue == state.queues.end() ? 0 : distance(queue->second.begin(), queue->second.lower_bound(queue_place(ticket)));
    switch (ticket.ticket_class) {
    case TicketClass::appointment: return own < waiting.due ? own : own + waiting.priority + waiting.general;
    case TicketClass::priority: return priority_ahead(state.config.calling, waiting, own);
    case TicketClass::general: return general_ahead(state.config.calling, waiting, own);
    }
    return 0;
}

}  // namespace saduak::domain
