// What changes on the screen from one display list to the next. Pure.
#pragma once

#include <vector>

#include "kiosk/display_list.hpp"

namespace saduak::kiosk {

// The pixels that an item may change: for a text more than its area, because marks stand above and below a line. The painter
// keeps to it.
[[nodiscard]] Rect extent(Item const& item);

// Rectangles within the screen that do not touch each other. Outside of them a picture of `before` is one of `after`: there both lists
// have the same items in the same order. The whole screen where the sizes differ or most of it changes.
[[nodiscard]] std::vector<Rect> damage(DisplayList const& before, DisplayList const& after);

}  // namespace saduak::kiosk
