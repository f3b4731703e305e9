// The code that a person reads on one screen and types on another: 12 characters of Crockford's base32, 60 random bits.
#pragma once

#include <string>
#include <string_view>

namespace saduak::server {

// "7KQ2-M0XR-4HTN".
[[nodiscard]] std::string draw_enrolment_code();
// As it is hashed: capitals without marks, O read as 0, I and L as 1. Empty: it cannot be a code.
[[nodiscard]] std::string plain_enrolment_code(std::string_view typed);

}  // namespace saduak::server
