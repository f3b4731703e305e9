// Draws a display list on a surface: the same pixels for a window, a screenshot and a test.
#pragma once

#include <filesystem>

#include "kiosk/display_list.hpp"

namespace saduak::kiosk {

// 32-bit, the list's size. A QR code that cannot be made is left white.
[[nodiscard]] SurfacePtr paint(DisplayList const& list, Fonts& fonts);

// A picture that follows the screen: only what changed is drawn anew. The pixels are those of paint().
class Canvas {
public:
    // What changed (damage()): all of it the first time.
    [[nodiscard]] std::vector<Rect> show(DisplayList list, Fonts& fonts);
    // SADUAK_ASSERT: show() was called. Valid until the next call of it.
    [[nodiscard]] SDL_Surface& picture();

private:
    DisplayList shown_;
    SurfacePtr picture_;
};

// RGB, 8 bits a channel. Errc::io.
[[nodiscard]] Status write_png(std::filesystem::path const& file, SDL_Surface const& surface);
// As paint() makes it. Errc::not_found, Errc::parse.
[[nodiscard]] Result<SurfacePtr> read_png(std::filesystem::path const& file);

}  // namespace saduak::kiosk
