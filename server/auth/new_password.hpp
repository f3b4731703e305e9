// What a new password must be: long, and none that everybody tries first. No rules about which characters (NIST SP 800-63B).
#pragma once

#include <cstddef>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::server {

inline constexpr std::size_t kPasswordCharactersMin = 12;
inline constexpr std::size_t kPasswordLengthMax = 256;  // bytes

// Errc::invalid_argument says what is wrong, for the person who chose it. `name`: the user's; little more than it is refused.
[[nodiscard]] Status check_new_password(std::string_view password, std::string_view name);

}  // namespace saduak::server
