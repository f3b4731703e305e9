// Our own icons, as lines: light, and sharp at any size.
#pragma once

#include <string_view>

#include "kiosk/sdl/shapes.hpp"

namespace saduak::kiosk {

// An unknown name is the document.
[[nodiscard]] Drawing const& icon_drawing(std::string_view name);
// Eyes and mouth on the disc of a face.
[[nodiscard]] Drawing face_drawing(int score);

}  // namespace saduak::kiosk
