// What a kiosk offers while its server is out of reach: the site as it was heard of last, less what only a server can know. Pure.
#pragma once

#include <optional>

#include "kiosk/model.hpp"

namespace saduak::kiosk {

// Nobody knows any more who waits. A service that was closed for its day is offered again on another day, and from when it was to open;
// also when no clock tells the day: a kiosk that starts without server and clock must not be shut for a night that has passed.
// `heard_at` and `now` are true time, unset or nothing where not known.
[[nodiscard]] SiteOffer cut_off(SiteOffer site, Instant heard_at, std::optional<Instant> now);

// The service day of an instant.
[[nodiscard]] Date service_day_of(SiteOffer const& site, Instant instant);
// The letter of a service's tickets of this class.
[[nodiscard]] std::string const& prefix_of(ServiceOffer const& service, domain::TicketClass ticket_class);
// Without its server it has numbers to give at all.
[[nodiscard]] bool gives_offline(SiteOffer const& site);

}  // namespace saduak::kiosk
