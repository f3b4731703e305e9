// The PIN of staff: 4 to 8 digits, kept as "pbkdf2-sha256:ROUNDS:SALT:HASH" in hex. So few digits withstand nobody who has the hash: it keeps a PIN
// from being read over a shoulder, and the screen's five tries keep it from being guessed. Any thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::kiosk {

inline constexpr std::size_t kPinLeast = 4;
inline constexpr std::size_t kPinMost = 8;

// Errc::invalid_argument: not 4 to 8 digits.
[[nodiscard]] Result<std::string> hash_pin(std::string_view pin);
[[nodiscard]] bool is_pin_hash(std::string_view text);
[[nodiscard]] bool pin_matches(std::string_view hash, std::string_view pin);

}  // namespace saduak::kiosk
