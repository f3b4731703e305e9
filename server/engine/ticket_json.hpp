// A ticket, and what else the API and the device link show alike (docs/API.md).
#pragma once

#include <boost/json/object.hpp>

#include "core/domain/state.hpp"
#include "core/metrics/estimate.hpp"

namespace saduak::server {

[[nodiscard]] boost::json::object ticket_json(domain::SiteState const& state, domain::Ticket const& ticket);
[[nodiscard]] boost::json::object appointment_json(domain::Appointment const& appointment);
// `range`: the name of a range is its first number.
[[nodiscard]] boost::json::object range_json(domain::OfflineRange const& range);
[[nodiscard]] boost::json::object estimate_json(metrics::WaitEstimate const& estimate);
[[nodiscard]] boost::json::object text_json(domain::LocalText const& text);
// RFC 3339, or null for an unset instant.
[[nodiscard]] boost::json::value instant_json(Instant instant);

}  // namespace saduak::server
