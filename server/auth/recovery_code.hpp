// What is written down on paper for the day when the telephone is lost. Pure but for the drawing.
#pragma once

#include <string>
#include <string_view>

namespace saduak::server {

inline constexpr int kRecoveryCodes = 10;

// 16 characters in groups of four, 80 random bits: capitals and digits that are not taken for one another.
[[nodiscard]] std::string draw_recovery_code();
// As it is compared: without spaces and dashes, in capitals, with O and I read as 0 and 1.
[[nodiscard]] std::string normal_recovery_code(std::string_view typed);

}  // namespace saduak::server
