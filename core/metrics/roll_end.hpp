// When a kiosk's paper roll will be used up: "roll ends about 14.20". Pure.
#pragma once

#include <optional>

#include "core/domain/state.hpp"

namespace saduak::metrics {

// From the paper that the kiosk said was left, the tickets sent to its printer since, and today's pace of them. Nothing where the
// length is not known, too few tickets were printed today to tell a pace, or the roll lasts beyond this service day.
[[nodiscard]] std::optional<Instant> roll_end(domain::SiteState const& state, DeviceId const& kiosk, Instant now);

}  // namespace saduak::metrics
