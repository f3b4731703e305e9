// Takes out of free text what may name a person: numbers of 13 digits (citizens' ids) and telephone numbers (PDPA: only what is needed is
// kept, STANDARDS 4). Decisions use it before an event is made, because the log can never forget. Pure.
#pragma once

#include <string>
#include <string_view>

namespace saduak::domain {

// Digits may be Thai or Arabic and stand apart by single spaces, dashes or dots. A telephone number has 9 or 10 digits and begins with 0,
// or has 8 or 9 behind +66. Each is replaced by kRedacted; everything else stays as it is.
[[nodiscard]] std::string redact(std::string_view text);

inline constexpr std::string_view kRedacted = "[…]";

}  // namespace saduak::domain
