// Ticket numbers (DESIGN 4.3): a letter, then 001 to 999, then 1000 and on; restart each service day.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace saduak::domain {

// One letter A to Z; I and O are not used, they are read as 1 and 0.
[[nodiscard]] bool valid_prefix(std::string_view prefix);
// "A", 12 -> "A012"; "A", 1000 -> "A1000". n >= 1.
[[nodiscard]] std::string format_number(std::string_view prefix, std::int32_t n);

}  // namespace saduak::domain
