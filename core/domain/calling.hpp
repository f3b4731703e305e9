// Who is next (DESIGN 4.2): appointment and priority before general, then by time of arrival.
#pragma once

#include <vector>

#include "core/domain/state.hpp"

namespace saduak::domain {

// Waiting, and its paper rule allows a call.
[[nodiscard]] bool is_callable(Ticket const& ticket);
[[nodiscard]] bool can_serve(CounterConfig const& counter, SiteConfig const& config, Ticket const& ticket);
// Strict weak order: true when `a` is called before `b`.
[[nodiscard]] bool called_before(Ticket const& a, Ticket const& b);

// The ticket that the counter calls next; null where nobody waits for it.
[[nodiscard]] Ticket const* next_ticket(SiteState const& state, CounterConfig const& counter);
// Every waiting ticket in calling order.
[[nodiscard]] std::vector<Ticket const*> waiting_in_order(SiteState const& state);
// How many waiting tickets would be called before a new ticket of this service and class that arrives now:
// those that need the same service's current stop.
[[nodiscard]] std::int64_t count_ahead(SiteState const& state, ServiceId const& service, TicketClass ticket_class);
// The same for a ticket that already waits.
[[nodiscard]] std::int64_t count_ahead(SiteState const& state, Ticket const& ticket);

}  // namespace saduak::domain
