// A screen as values: what to draw, in order, and what can be touched. Made by view(), drawn by kiosk/sdl.
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "kiosk/target.hpp"
#include "kiosk/text/fonts.hpp"

namespace saduak::kiosk {

// 0xRRGGBB.
struct Color {
    std::uint32_t rgb = 0;
    bool operator==(Color const&) const = default;
};
// WCAG 2.2: 1 to 21.
[[nodiscard]] double contrast(Color a, Color b);

// Pixels, from the upper left corner.
struct Rect {
    int x = 0;
    int y = 0;
    int w = 0;
    int h = 0;

    bool operator==(Rect const&) const = default;
    [[nodiscard]] bool contains(int px, int py) const { return px >= x && px < x + w && py >= y && py < y + h; }
    [[nodiscard]] Rect inset(int by) const { return {x + by, y + by, w - 2 * by, h - 2 * by}; }
    [[nodiscard]] bool empty() const { return w <= 0 || h <= 0; }
};

// What both cover; empty where they do not meet.
[[nodiscard]] Rect intersection(Rect const& a, Rect const& b);
// The least that covers both. An empty one counts for nothing.
[[nodiscard]] Rect hull(Rect const& a, Rect const& b);

enum class Align { left, center, right };
enum class VerticalAlign { top, middle };

struct Box {
    Rect area;
    Color fill;
    int radius = 0;
    Color border;
    int border_px = 0;  // 0: none

    bool operator==(Box const&) const = default;
};

// Wrapped at words. Smaller down to size_min_px when it would not fit, and only then cut with an ellipsis.
struct Text {
    Rect area;
    std::string words;
    int size_px = 32;
    int size_min_px = 32;
    int lines_max = 1;
    Weight weight = Weight::regular;
    Align align = Align::left;
    VerticalAlign vertical = VerticalAlign::middle;
    Color color;
    Color ground;  // what it stands on: for the contrast rule, not drawn

    bool operator==(Text const&) const = default;
};

// One of the drawings of kiosk/sdl/icons, by the name that a service has in its catalogue; an unknown one is a document.
struct Icon {
    Rect area;
    std::string name;
    Color color;

    bool operator==(Icon const&) const = default;
};

// 5 smiles, 1 frowns.
struct Face {
    Rect area;
    int score = 3;
    Color fill;
    Color ink;

    bool operator==(Face const&) const = default;
};

struct QrCode {
    Rect area;
    std::string text;

    bool operator==(QrCode const&) const = default;
};

using Item = std::variant<Box, Text, Icon, Face, QrCode>;

struct HitTarget {
    Rect area;
    Target target;
    char digit = 0;  // the key that touches it; 0: none
};

struct DisplayList {
    int width = 0;
    int height = 0;
    std::vector<Item> items;
    std::vector<HitTarget> targets;
};

// The target under a point, the last drawn first; null where there is none.
[[nodiscard]] HitTarget const* hit(DisplayList const& list, int x, int y);

// How a text is laid out: the size in force and its lines.
struct FittedText {
    int size_px = 0;
    std::vector<std::string> lines;
    bool whole = true;  // false: cut
};
[[nodiscard]] FittedText fit(Text const& text, Fonts& fonts);
// From line to line, at a size.
[[nodiscard]] int line_pitch(int size_px);

}  // namespace saduak::kiosk
