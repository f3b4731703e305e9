// The kernel's names of keys: KEY_KP5, KEY_ENTER. A key without a name here is written as its number.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace saduak::drivers {

// A key as the kernel numbers it (linux/input-event-codes.h). It names the place on the pad, not what is printed there or
// what Num Lock makes of it.
using KeyCode = std::uint16_t;
// Larger numbers do not exist (KEY_MAX).
inline constexpr KeyCode kKeyCodeMax = 0x2ff;

// "KEY_KP5", or "523" for one that has no name here.
[[nodiscard]] std::string key_name(KeyCode key);
// Either form; nothing for another text.
[[nodiscard]] std::optional<KeyCode> key_of(std::string_view name);

}  // namespace saduak::drivers
