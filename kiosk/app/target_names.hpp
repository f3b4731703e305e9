// Targets by the words that a script says behind `tap` (kiosk/README.md), both ways. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "kiosk/target.hpp"

namespace saduak::kiosk {

// Nothing: no target has these words.
[[nodiscard]] std::optional<Target> target_of(std::vector<std::string> const& words);
// What target_of() reads as the same target, a blank between the words.
[[nodiscard]] std::string words_of(Target const& target);

}  // namespace saduak::kiosk
