// Smooth shapes on a 32-bit surface, by their distance functions: rounded boxes, lines, circles and arcs.
#pragma once

#include <variant>
#include <vector>

#include "kiosk/display_list.hpp"

namespace saduak::kiosk {

// In a square of 100 x 100, y downward.
struct Line {
    double x1, y1, x2, y2;
};
struct Ring {
    double x, y, r;
};
struct Disc {
    double x, y, r;
};
// From `from` to `to` degrees, clockwise on the screen, 0 to the right.
struct Arc {
    double x, y, r, from, to;
};
struct RoundedFrame {
    double x, y, w, h, r;
};
struct RoundedFill {
    double x, y, w, h, r;
};
using Stroke = std::variant<Line, Ring, Disc, Arc, RoundedFrame, RoundedFill>;
struct Drawing {
    std::vector<Stroke> strokes;
    double pen = 7;  // width of lines, of the 100
};

// `surface` is SDL_PIXELFORMAT_ARGB8888 or XRGB8888; what is outside its clip rectangle stays.
void fill_rounded(SDL_Surface& surface, Rect area, int radius, Color color);
void draw_strokes(SDL_Surface& surface, Rect area, Drawing const& drawing, Color color);

}  // namespace saduak::kiosk
