// Draws a display list on a surface: the same pixels for a window, a screenshot and a test.
#pragma once

#include <filesystem>

#include "kiosk/display_list.hpp"

namespace saduak::kiosk {

// 32-bit, the list's size. A QR code that cannot be made is left white.
[[nodiscard]] SurfacePtr paint(DisplayList const& list, Fonts& fonts);

// RGB, 8 bits a channel. Errc::io.
[[nodiscard]] Status write_png(std::filesystem::path const& file, SDL_Surface const& surface);
// As paint() makes it. Errc::not_found, Errc::parse.
[[nodiscard]] Result<SurfacePtr> read_png(std::filesystem::path const& file);

}  // namespace saduak::kiosk
