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

// Why one ticket is called before another: the first rule that tells them apart.
enum class CallReason {
    aged,          // a general ticket that has waited longer than the policy allows comes first
    appointment,   // an appointment whose time has come, or the earlier of two
    turn,          // after so many priority tickets it is the general tickets' turn, or the other way round
    ticket_class,  // priority before general
    not_due,       // the other's appointment is not due yet
    weight,        // its service's weight makes its wait count more
    arrival,       // it came first
    returned,      // the other missed its call and returned behind it
};
[[nodiscard]] std::string_view to_string(CallReason reason);

// One comparison at one instant and turn.
struct CallOrder {
    bool first = false;  // whether `a` is called before `b`
    CallReason reason = CallReason::arrival;
};
// A strict total order of the waiting tickets of a site at `now` (two tickets never tie: places differ).
[[nodiscard]] CallOrder compare(SiteConfig const& config, Ticket const& a, Ticket const& b, Turn const& turn, Instant now);

// The turn after a call of this class.
[[nodiscard]] Turn after_call(CallingPolicy const& policy, Turn turn, TicketClass called);

// The ticket that the counter calls next; null where nobody waits for it.
[[nodiscard]] Ticket const* next_ticket(SiteState const& state, CounterConfig const& counter, Instant now);
// Every waiting ticket in the order in which one counter that serves all, beginning a round, would call them at `now`.
[[nodiscard]] std::vector<Ticket const*> waiting_in_order(SiteState const& state, Instant now);

// Why `a` comes before `b`, or the other way round, in waiting_in_order. Both must be waiting.
struct Explanation {
    TicketId first;
    TicketId second;
    CallReason reason = CallReason::arrival;
    std::int64_t first_waited_s = 0;  // at `now`
    std::int64_t second_waited_s = 0;
    bool callable = true;  // false: the first one's paper is not known to be out, so it is passed over until it is
};
[[nodiscard]] Decided<Explanation> explain(SiteState const& state, TicketId const& a, TicketId const& b, Instant now);

// How many waiting tickets would be called before a new ticket of this service and class that arrives now:
// those that need the same service's current stop, under the policy's runs; ageing and weights are left out.
[[nodiscard]] std::int64_t count_ahead(SiteState const& state, ServiceId const& service, TicketClass ticket_class);
// The same for a ticket that already waits.
[[nodiscard]] std::int64_t count_ahead(SiteState const& state, Ticket const& ticket);

}  // namespace saduak::domain
