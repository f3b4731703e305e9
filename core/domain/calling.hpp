// Who is next (DESIGN 4.2): the site's calling policy, as one pure order that can say why.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "core/domain/rejection.hpp"
#include "core/domain/state.hpp"

namespace saduak::domain {

// Waiting, and its paper rule allows a call.
[[nodiscard]] bool is_callable(Ticket const& ticket);
// The counter has the skill for the ticket's stop, and the ticket is not meant for another counter.
[[nodiscard]] bool can_serve(CounterConfig const& counter, SiteConfig const& config, Ticket const& ticket);

// Why one ticket is called before another. docs/CALLING_ORDER.md has the rules in their order.
enum class CallReason {
    aged,          // a general ticket that has waited as long as the policy allows comes first
    appointment,   // an appointment whose time has come, or the earlier of two
    turn,          // after so many priority tickets it is the general tickets' turn
    ticket_class,  // priority before general
    not_due,       // the other's appointment is not due yet
    weight,        // it came later, but its service's weight makes its wait count more
    arrival,       // it came first
    returned,      // the other came first, missed its call and returned behind it
};
[[nodiscard]] std::string_view to_string(CallReason reason);

// One comparison at one instant and turn.
struct CallOrder {
    bool first = false;  // whether `a` is called before `b`
    CallReason reason = CallReason::arrival;
};
// A strict total order of the waiting tickets of a site at `now`. Within one queue it is the queue's own order at every instant and
// turn: a wait counts from Ticket::queued_at, so that time alone never moves a ticket past another of its queue.
[[nodiscard]] CallOrder compare(SiteConfig const& config, Ticket const& a, Ticket const& b, Turn const& turn, Instant now);

// The turn after a call of this class. A round is `priority_run` priority tickets in a row, then `general_run` general ones; a general
// ticket called early begins the round anew, a priority ticket called for want of general ones leaves their turn open.
// Appointments do not count. Always empty under a policy without runs.
[[nodiscard]] Turn after_call(CallingPolicy const& policy, Turn turn, TicketClass called);

// The ticket that the counter calls next; null where nobody waits for it.
[[nodiscard]] Ticket const* next_ticket(SiteState const& state, CounterConfig const& counter, Instant now);
// Every waiting ticket in the order in which one counter that serves all would call them one after another at `now`, beginning with
// `turn`. Those that are not callable have their place in it, and are passed over: their class does not count for the turn.
[[nodiscard]] std::vector<Ticket const*> waiting_in_order(SiteState const& state, Instant now, Turn turn = {});

// Why `a` comes before `b`, or the other way round, in waiting_in_order. Both must be waiting.
struct Explanation {
    TicketId first;
    TicketId second;
    CallReason reason = CallReason::arrival;
    std::int64_t first_waited_s = 0;  // at `now`, as the order counts it: since queued_at, 0 for an appointment before its time
    std::int64_t second_waited_s = 0;
    bool callable = true;  // false: the first one's paper is not known to be out, so it is passed over until it is
};
[[nodiscard]] Decided<Explanation> explain(SiteState const& state, TicketId const& a, TicketId const& b, Instant now);

// How many waiting tickets would be called before a new one of this service and class: those that need the service's first stop, as of
// the state's last event and from a new round. Ageing and weights are left out, and only_at. With d appointments due, p priority and
// g general tickets before it (p and g all those waiting, of its own class those before it) and runs of P and G:
//   appointment  d
//   priority     d + p + min(g, G * floor(p / P))        without runs  d + p
//   general      d + g + min(p, P * (floor(g / G) + 1))  without runs  d + p + g
[[nodiscard]] std::int64_t count_ahead(SiteState const& state, ServiceId const& service, TicketClass ticket_class);
// The same for a ticket that already waits, at the stop that it waits for. One whose appointment is not due has all others before it.
[[nodiscard]] std::int64_t count_ahead(SiteState const& state, Ticket const& ticket);

}  // namespace saduak::domain
