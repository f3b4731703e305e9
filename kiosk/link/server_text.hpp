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
// Why a check-in was refused; nothing where the reason is none that a citizen can use.
struct CheckInFault {
    CodeFault fault = CodeFault::unknown;
    Instant slot;  // of wrong_day
};
[[nodiscard]] std::optional<CheckInFault> parse_check_in_refusal(std::string_view error);
[[nodiscard]] Result<TicketGiven> parse_ticket(std::string_view result);

}  // namespace saduak::kiosk
