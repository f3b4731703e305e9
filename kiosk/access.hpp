// How a person has the kiosk: larger letters, stronger colours, controls in reach, more time, spoken words. Lasts until the kiosk rests.
#pragma once

#include <cstddef>

namespace saduak::kiosk {

enum class TextSize { normal, large, largest };

struct Access {
    TextSize text = TextSize::normal;
    bool high_contrast = false;
    bool low_reach = false;  // every control in the lower part of the screen
    int time_factor = 1;     // 1, 2 or 4: how much longer a screen waits for a person
    bool voice = false;      // spoken guidance; offered only where there is a voice pack
    int volume = 3;          // of the voice, 1 to 5

    bool operator==(Access const&) const = default;
};

// What lies over the screen while a person sets something.
enum class Panel { none, languages, access };

// How many services a page of the home screen holds: fewer where each needs more room.
[[nodiscard]] constexpr std::size_t entries_per_page(Access const& access) { return access.text == TextSize::normal && !access.low_reach ? 6 : 4; }

}  // namespace saduak::kiosk
