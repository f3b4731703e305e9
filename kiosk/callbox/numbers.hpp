// Which ticket is meant by digits: pads have no letters.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "drivers/keypad/presses.hpp"

namespace saduak::kiosk {

// The number in the words of tickets, or why there is none: `ambiguous` (several waiting numbers have these digits: type the
// letter) or `not_waiting`.
struct NumberMeant {
    std::string number;
    std::string_view refusal;
    bool operator==(NumberMeant const&) const = default;
};

// The letter typed, else `letter`, needs nobody to wait: the server knows best. Without either it is the one waiting number with
// these digits. Leading zeros may be left out: 7, 07 and 007 are one number.
[[nodiscard]] NumberMeant meant(drivers::NumberTyped const& typed, std::optional<char> letter, std::vector<std::string> const& waiting);
// True where meant() has to know who waits.
[[nodiscard]] bool needs_waiting(drivers::NumberTyped const& typed, std::optional<char> letter);

}  // namespace saduak::kiosk
