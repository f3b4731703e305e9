// The JSON that the server sends a device, as the model's values (docs/PROTOCOL.md).
#pragma once

#include <string_view>

#include "kiosk/model.hpp"

namespace saduak::kiosk {

// The `state` of a push. Errc::parse names what is missing.
[[nodiscard]] Result<SiteOffer> parse_site(std::string_view state);
// The `result` of an `issue`.
[[nodiscard]] Result<TicketGiven> parse_ticket(std::string_view result);

}  // namespace saduak::kiosk
