// Colours and sizes from assets/theme.toml.
#pragma once

#include <array>
#include <filesystem>
#include <string>

#include "core/base/result.hpp"
#include "kiosk/display_list.hpp"

namespace saduak::kiosk {

struct Palette {
    Color ground, surface, text, muted, line, hair, header, header_text, primary, primary_text, accent, accent_surface;
    Color warning, warning_surface, disabled, disabled_text, demo, demo_text;
    std::array<Color, 5> faces;  // by score, 1 first
};

struct Theme : Palette {
    std::string family;
    Palette high_contrast;
    // Pixels on 1080 x 1920.
    int number = 0, title = 0, button = 0, body = 0, small = 0, margin = 0, gap = 0, radius = 0;
    int target_mm = 15;
};

// Errc::not_found, or parse with the key that is missing, unknown or wrong.
[[nodiscard]] Result<Theme> load_theme(std::filesystem::path const& file);

}  // namespace saduak::kiosk
