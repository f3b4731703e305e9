// Gap reports of any service day in a log, and their JSON form (docs/NUMBERS.md).
#pragma once

#include <optional>
#include <string>

#include "core/domain/gap_report.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

// As the log says now. Days that the site's state no longer keeps are read from the log itself; nothing for a day without tickets.
// Errc::not_found for an unknown site, Errc::corrupt for a log that does not fold.
[[nodiscard]] Result<std::optional<domain::GapReport>> read_gap_report(EventStore& log, SiteId const& site, Date day);

// {"site","day","revision","provisional","awaiting":[…],"prefixes":[{"prefix","last","gaps":[…],"ranges":[{"first","last","device",
// "withdrawn","used":[…],"unused"}],"used_elsewhere":[…]}]}; device is null for reserve cards.
[[nodiscard]] std::string gap_report_json(SiteId const& site, domain::GapReport const& report);

}  // namespace saduak::server
