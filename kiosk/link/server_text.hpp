// The JSON that the server sends a device, as the model's values (docs/PROTOCOL.md).
#pragma once

#include <optional>
#include <string_view>

#include "kiosk/model.hpp"

namespace saduak::kiosk {

// The `state` of a push. Errc::parse names what is missing.
[[nodiscard]] Result<SiteOffer> parse_site(std::string_view state);
// Why an `issue` was refused, from its error; nothing where it is not that no ticket can be taken now.
[[nodiscard]] std::optional<Closure> parse_refusal(std::string_view error);
// The `result` of an `issue`.
[[nodiscard]] Result<TicketGiven> parse_ticket(std::string_view result);

}  // namespace saduak::kiosk
