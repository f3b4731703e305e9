// Whether a citizen can take a ticket of a service by themselves now, and if not, why and when (DESIGN 4).
// Staff are bound by a stopped site alone; paper that was given out offline by nothing.
#pragma once

#include <optional>
#include <string>

#include "core/domain/command.hpp"
#include "core/domain/rejection.hpp"
#include "core/domain/state.hpp"

namespace saduak::domain {

// Success, or site_stopped: a closing turns away who comes by themselves, a stop everybody.
[[nodiscard]] Decided<void> check_stop(std::optional<SiteStop> const& stop, Channel channel);

// Success, or site_stopped, site_closed, no_more_tickets, quota_reached; see RejectionCode for `about`.
[[nodiscard]] Decided<void> check_available(SiteState const& state, Service const& service, Channel channel, Instant now);

// The first instant after `now` at which the passing of time alone may change an answer of check_available: opening, closing,
// a last ticket, the next service day.
[[nodiscard]] Instant availability_changes(SiteState const& state, Instant now);

// Whether an appointment can be booked for this time: slots are on whole slot lengths since local midnight, inside opening hours,
// after `now` and within kBookAhead, and have room. invalid, site_closed, slot_full.
[[nodiscard]] Decided<void> check_slot(SiteState const& state, Service const& service, Instant slot, Instant now);

}  // namespace saduak::domain
