// What each kind of page sees of a site: pure functions of the live state (docs/API.md, "Live views").
#pragma once

#include <boost/json/object.hpp>

#include "core/domain/state.hpp"

namespace saduak::server {

inline constexpr std::size_t kQueueShown = 500;  // tickets listed in the agent's view, in calling order

// {"id","name","agency","agency_name","demo"}
[[nodiscard]] boost::json::object site_json(domain::SiteConfig const& config);
[[nodiscard]] boost::json::object service_json(domain::Service const& service);
// The agent's view of one counter.
[[nodiscard]] boost::json::object counter_json(domain::SiteState const& state, domain::CounterConfig const& config);
// Waiting tickets in the order in which they are called at `now`, with "callable".
[[nodiscard]] boost::json::array queue_json(domain::SiteState const& state, Instant now);
[[nodiscard]] boost::json::array printers_json(domain::SiteState const& state, Instant now);

// `now` says which service day an empty site is in, and who is next.
[[nodiscard]] boost::json::object display_view(domain::SiteState const& state, Instant now);
[[nodiscard]] boost::json::object agent_view(domain::SiteState const& state, Instant now);
// Without `today`, which comes from the metrics.
[[nodiscard]] boost::json::object manager_view(domain::SiteState const& state, Instant now);
// `rated`: whether this ticket's rating was given.
enum class Rated { no, yes };
[[nodiscard]] boost::json::object citizen_view(domain::SiteState const& state, domain::Ticket const& ticket, Rated rated);

}  // namespace saduak::server
