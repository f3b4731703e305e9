// What is said of a screen to somebody who does not see it: names of clips, in order. Pure.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kiosk/model.hpp"

namespace saduak::kiosk {

// Of what the keys are on, where they are on something; else of the screen, and of the number that it gives.
// "screen_home"; "target_general"; "service_id-card"; "screen_take_ticket letter_a digit_0 digit_1 digit_2".
[[nodiscard]] std::vector<std::string> guidance(Model const& model);

// "next_page", "general", ...
[[nodiscard]] std::string_view name_of(TargetKind kind);

}  // namespace saduak::kiosk
