#include "tests/sim/moves.hpp"

#include <array>
#include <span>
#include <utility>
#include <vector>

namespace saduak::sim {

using namespace domain;

namespace {

using Maybe = std::optional<CommandBody>;

// One thing to press: how often, when it makes sense.
struct Move {
    int weight;
    Maybe (*make)(Desk const&);
};

Maybe with_own(Desk const& desk, Maybe (*make)(Desk const&, Ticket const&))
{
    Ticket const* ticket = desk.ticket();
    return ticket == nullptr ? std::nullopt : make(desk, *ticket);
}
template <TicketState State>
Maybe with_any(Desk const& desk, Maybe (*make)(Desk const&, Ticket const&))
{
    Ticket const* ticket = desk.any(State);
    return ticket == nullptr ? std::nullopt : make(desk, *ticket);
}

Maybe staff_ticket(Desk const& desk)
{
    auto const& services = desk.state.config.services;
    IssueTicket issue;
    issue.ticket = TicketId(desk.clockwork.id32());
    issue.service = services[desk.clockwork.below(services.size())].id;
    issue.channel = Channel::staff;
    issue.token_sha256 = issue.ticket.str() + issue.ticket.str();
    return issue;
}

Maybe changed_config(Desk const& desk)
{
    SiteConfig config = desk.state.config;
    config.name["en"] = "Town " + std::to_string(desk.clockwork.between(1, 99));
    return ConfigureSite{std::move(config)};
}

Maybe adopted(Desk const& desk)
{
    if (desk.papers.offline.empty()) return std::nullopt;
    auto const& [number, service] = desk.papers.offline[desk.clockwork.below(desk.papers.offline.size())];
    return AdoptTicket{desk.counter, TicketId(desk.clockwork.id32()), number, service};
}

Maybe transferred(Desk const& desk, Ticket const& ticket)
{
    auto const& config = desk.state.config;
    TransferTicket transfer;
    transfer.ticket = ticket.id;
    if (desk.clockwork.chance(0.7)) transfer.service = config.services[desk.clockwork.below(config.services.size())].id;
    if (desk.clockwork.chance(0.3)) transfer.to = config.counters[desk.clockwork.below(config.counters.size())].id;
    transfer.keeps_place = desk.clockwork.chance(0.5);
    return transfer;
}

Maybe booked(Desk const& desk)
{
    constexpr std::int64_t kSlotMs = 600'000;
    BookAppointment book;
    book.appointment = AppointmentId(desk.clockwork.id32());
    book.service = desk.state.config.services[1].id;
    book.slot = Instant{(desk.now.ms / kSlotMs + desk.clockwork.between(0, 2)) * kSlotMs};
    book.code_sha256 = book.appointment.str() + book.appointment.str();
    return book;
}

Appointment const* any_appointment(Desk const& desk)
{
    if (desk.state.appointments.empty()) return nullptr;
    auto found = desk.state.appointments.begin();
    std::advance(found, static_cast<std::ptrdiff_t>(desk.clockwork.below(desk.state.appointments.size())));
    return &found->second;
}

Maybe checked_in(Desk const& desk)
{
    Appointment const* appointment = any_appointment(desk);
    if (appointment == nullptr) return std::nullopt;
    CheckIn check_in;
    check_in.appointment = appointment->id;
    check_in.ticket = TicketId(desk.clockwork.id32());
    check_in.channel = Channel::staff;
    check_in.token_sha256 = check_in.ticket.str() + check_in.ticket.str();
    return check_in;
}

OfflineRange const* any_range(Desk const& desk)
{
    auto const& ranges = desk.state.ranges;
    return ranges.empty() ? nullptr : &ranges[desk.clockwork.below(ranges.size())];
}

Maybe recorded(Desk const& desk)
{
    OfflineRange const* range = any_range(desk);
    if (range == nullptr || !range->device.empty()) return std::nullopt;
    RecordVisit visit;
    visit.ticket = TicketId(desk.clockwork.id32());
    visit.number = format_number(range->prefix, static_cast<std::int32_t>(desk.clockwork.between(range->first, range->last)));
    visit.service = desk.state.config.services[0].id;
    visit.taken_at = desk.now - minutes(5);
    visit.called_at = desk.now - minutes(4);
    visit.finished_at = desk.now - minutes(2);
    return visit;
}

Maybe finished(Desk const& desk, Ticket const& ticket)
{
    constexpr std::array kOutcomes{Outcome::served,    Outcome::served,     Outcome::served, Outcome::documents_missing,
                                   Outcome::come_back, Outcome::back_office};
    return FinishService{ticket.id, kOutcomes[desk.clockwork.below(kOutcomes.size())], 1};
}

constexpr std::array kCounterMoves{
    Move{30,
         [](Desk const& d) -> Maybe {
             return CallNext{d.counter, AlsoFinish::no};
         }},
    Move{15,
         [](Desk const& d) -> Maybe {
             return CallNext{d.counter, AlsoFinish::yes};
         }},
    Move{20, [](Desk const& d) { return with_own(d, [](Desk const&, Ticket const& t) -> Maybe { return StartService{t.id}; }); }},
    Move{20, [](Desk const& d) { return with_own(d, finished); }},
    Move{5, [](Desk const& d) { return with_own(d, transferred); }},
    Move{4, [](Desk const& d) { return with_own(d, [](Desk const&, Ticket const& t) -> Maybe { return FinishStep{t.id}; }); }},
    Move{15, adopted},
    Move{2,
         [](Desk const& d) -> Maybe {
             return GiveAdvice{d.counter, {}};
         }},
    Move{6, [](Desk const& d) { return with_own(d, [](Desk const&, Ticket const& t) -> Maybe { return MarkNoShow{t.id}; }); }},
    Move{5, [](Desk const& d) { return with_own(d, [](Desk const&, Ticket const& t) -> Maybe { return RecallTicket{t.id}; }); }},
    Move{5, [](Desk const& d) { return with_own(d, [](Desk const&, Ticket const& t) -> Maybe { return UndoCall{t.id}; }); }},
    Move{5, [](Desk const& d) { return with_own(d, [](Desk const&, Ticket const& t) -> Maybe { return HoldTicket{t.id}; }); }},
    Move{2, [](Desk const& d) { return with_own(d, [](Desk const&, Ticket const& t) -> Maybe { return CancelTicket{t.id}; }); }},
    Move{6,
         [](Desk const& d) {
             return with_any<TicketState::held>(d, [](Desk const& at, Ticket const& t) -> Maybe { return ResumeTicket{t.id, at.counter}; });
         }},
    Move{6,
         [](Desk const& d) {
             return with_any<TicketState::waiting>(d, [](Desk const& at, Ticket const& t) -> Maybe { return CallTicket{at.counter, t.id}; });
         }},
    Move{2,
         [](Desk const& d) { return with_any<TicketState::called>(d, [](Desk const&, Ticket const& t) -> Maybe { return FinishService{t.id}; }); }},
    Move{2,
         [](Desk const& d) -> Maybe {
             return PauseCounter{d.counter, "tea"};
         }},
    Move{2, [](Desk const& d) -> Maybe { return ResumeCounter{d.counter}; }},
    Move{2, [](Desk const& d) -> Maybe { return CloseCounter{d.counter}; }},
};

constexpr std::array kReceptionMoves{
    Move{30, staff_ticket},
    Move{15,
         [](Desk const& d) { return with_any<TicketState::no_show>(d, [](Desk const&, Ticket const& t) -> Maybe { return ReturnTicket{t.id}; }); }},
    Move{5,
         [](Desk const& d) { return with_any<TicketState::waiting>(d, [](Desk const&, Ticket const& t) -> Maybe { return CancelTicket{t.id}; }); }},
    Move{3,
         [](Desk const& d) { return with_any<TicketState::waiting>(d, [](Desk const&, Ticket const& t) -> Maybe { return ReprintTicket{t.id}; }); }},
    Move{3, [](Desk const& d) { return with_any<TicketState::waiting>(d, transferred); }},
    Move{3,
         [](Desk const& d) { return with_any<TicketState::held>(d, [](Desk const&, Ticket const& t) -> Maybe {
                                 return ResumeTicket{t.id, {}};
                             }); }},
    Move{6, booked},
    Move{8, checked_in},
    Move{2,
         [](Desk const& d) -> Maybe {
             Appointment const* appointment = any_appointment(d);
             return appointment == nullptr ? std::nullopt : Maybe(CancelAppointment{appointment->id});
         }},
    Move{4, recorded},
    Move{2,
         [](Desk const& d) -> Maybe {
             return StopSite{d.clockwork.chance(0.5) ? StopKind::stop : StopKind::closing, "fire drill"};
         }},
    Move{6, [](Desk const&) -> Maybe { return ReopenSite{}; }},
    Move{1,
         [](Desk const& d) -> Maybe {
             OfflineRange const* range = any_range(d);
             return range == nullptr ? std::nullopt : Maybe(WithdrawRange{range->prefix, range->first});
         }},
    Move{3,
         [](Desk const& d) -> Maybe {
             if (d.state.back_office.empty()) return std::nullopt;
             return CompleteBackOffice{d.state.back_office.begin()->first, Outcome::served};
         }},
    Move{1,
         [](Desk const& d) -> Maybe {
             return EraseKept{ErasableKey(d.clockwork.id32()), "contact"};
         }},
    Move{4,
         [](Desk const& d) -> Maybe {
             if (d.state.open.empty()) return std::nullopt;
             return GiveContact{*d.state.open.begin(), ErasableKey(d.clockwork.id32()), ContactChannel::sms, 3, "th"};
         }},
    Move{1,
         [](Desk const& d) -> Maybe {
             if (d.state.contacts.empty()) return std::nullopt;
             return WithdrawContact{d.state.contacts.begin()->first};
         }},
    Move{1, [](Desk const&) -> Maybe { return CloseDay{}; }},
    Move{2, changed_config},
};

Maybe pick(std::span<Move const> moves, Desk const& desk)
{
    std::int64_t sum = 0;
    for (Move const& move : moves) sum += move.weight;
    std::int64_t drawn = desk.clockwork.between(1, sum);
    for (Move const& move : moves) {
        drawn -= move.weight;
        if (drawn <= 0) return move.make(desk);
    }
    return std::nullopt;
}

}  // namespace

Counter Desk::present() const
{
    auto const found = state.counters.find(counter);
    return found == state.counters.end() ? Counter{} : found->second;
}

Ticket const* Desk::ticket() const { return state.find(present().ticket); }

Ticket const* Desk::any(TicketState wanted) const
{
    std::vector<Ticket const*> found;
    // Ended ones too, in an order of their own: that of a hash table may differ between runs.
    std::map<TicketId, Ticket const*> in_order;
    for (auto const& [id, ticket] : state.tickets)
        if (ticket.state == wanted) in_order.emplace(id, &ticket);
    for (auto const& [id, ticket] : in_order) found.push_back(ticket);
    return found.empty() ? nullptr : found[clockwork.below(found.size())];
}

Maybe whatever(Desk const& desk)
{
    if (desk.counter.empty()) return pick(kReceptionMoves, desk);
    if (desk.present().state == CounterState::closed) return OpenCounter{desk.counter};
    return pick(kCounterMoves, desk);
}

Maybe the_right_thing(Desk const& desk)
{
    if (desk.counter.empty()) return desk.state.stop ? Maybe(ReopenSite{}) : std::nullopt;
    Counter const counter = desk.present();
    if (counter.state == CounterState::closed) return OpenCounter{desk.counter};
    if (counter.state == CounterState::paused) return ResumeCounter{desk.counter};
    if (Ticket const* ticket = desk.ticket()) {
        if (ticket->state == TicketState::called) return StartService{ticket->id};
        return FinishService{ticket->id};
    }
    if (Ticket const* held = desk.any(TicketState::held)) return ResumeTicket{held->id, desk.counter};
    return CallNext{desk.counter, AlsoFinish::no};
}

}  // namespace saduak::sim
