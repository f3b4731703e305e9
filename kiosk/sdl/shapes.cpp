#include "kiosk/sdl/shapes.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include <SDL.h>

#include "core/base/overloaded.hpp"

namespace saduak::kiosk {

namespace {

Uint32* row_of(SDL_Surface& surface, int y) { return reinterpret_cast<Uint32*>(static_cast<Uint8*>(surface.pixels) + y * surface.pitch); }

// Screen-sized numbers need none of std::hypot's care for overflow, which costs a tenth of a picture.
double length_of(double x, double y) { return std::sqrt(x * x + y * y); }

Uint32 blend(Uint32 below, Color color, double coverage)
{
    auto const part = static_cast<Uint32>(coverage * 256 + 0.5);
    auto const mix = [part](Uint32 under, Uint32 over) { return (under * (256 - part) + over * part) >> 8U; };
    Uint32 const r = mix((below >> 16U) & 0xFFU, (color.rgb >> 16U) & 0xFFU);
    Uint32 const g = mix((below >> 8U) & 0xFFU, (color.rgb >> 8U) & 0xFFU);
    Uint32 const b = mix(below & 0xFFU, color.rgb & 0xFFU);
    return 0xFF000000U | (r << 16U) | (g << 8U) | b;
}

// Coverage of the pixel whose centre lies `distance` pixels outside the edge (negative: inside).
double coverage_at(double distance) { return std::clamp(0.5 - distance, 0.0, 1.0); }

// Distance to a box with round corners, centre (cx, cy), half sides (hw, hh).
double box_distance(double x, double y, double cx, double cy, double hw, double hh, double r)
{
    double const dx = std::abs(x - cx) - (hw - r);
    double const dy = std::abs(y - cy) - (hh - r);
    return length_of(std::max(dx, 0.0), std::max(dy, 0.0)) + std::min(std::max(dx, dy), 0.0) - r;
}

double line_distance(Line const& line, double x, double y)
{
    double const dx = line.x2 - line.x1;
    double const dy = line.y2 - line.y1;
    double const length = dx * dx + dy * dy;
    double const t = length == 0 ? 0 : std::clamp(((x - line.x1) * dx + (y - line.y1) * dy) / length, 0.0, 1.0);
    return length_of(x - line.x1 - t * dx, y - line.y1 - t * dy);
}

double arc_distance(Arc const& arc, double x, double y)
{
    constexpr double kDegree = std::numbers::pi / 180;
    double angle = std::atan2(y - arc.y, x - arc.x) / kDegree;
    while (angle < arc.from) angle += 360;
    if (angle <= arc.to) return std::abs(length_of(x - arc.x, y - arc.y) - arc.r);
    auto const to_end = [&](double degrees) {
        return length_of(x - arc.x - arc.r * std::cos(degrees * kDegree), y - arc.y - arc.r * std::sin(degrees * kDegree));
    };
    return std::min(to_end(arc.from), to_end(arc.to));
}

// In units of the drawing, negative inside the ink.
double ink_distance(Stroke const& stroke, double x, double y, double half_pen)
{
    return std::visit(
        overloaded{
            [&](Line const& s) { return line_distance(s, x, y) - half_pen; },
            [&](Ring const& s) { return std::abs(length_of(x - s.x, y - s.y) - s.r) - half_pen; },
            [&](Disc const& s) { return length_of(x - s.x, y - s.y) - s.r; },
            [&](Arc const& s) { return arc_distance(s, x, y) - half_pen; },
            [&](RoundedFrame const& s) { return std::abs(box_distance(x, y, s.x + s.w / 2, s.y + s.h / 2, s.w / 2, s.h / 2, s.r)) - half_pen; },
            [&](RoundedFill const& s) { return box_distance(x, y, s.x + s.w / 2, s.y + s.h / 2, s.w / 2, s.h / 2, s.r); },
        },
        stroke);
}

Rect clipped(SDL_Surface const& surface, Rect area)
{
    SDL_Rect const& clip = surface.clip_rect;
    return intersection(area, {clip.x, clip.y, clip.w, clip.h});
}

}  // namespace

void fill_rounded(SDL_Surface& surface, Rect area, int radius, Color color)
{
    Rect const shown = clipped(surface, area);
    Uint32 const solid = 0xFF000000U | color.rgb;
    double const r = std::min({radius, area.w / 2, area.h / 2});
    auto const blend_pixel = [&](Uint32& pixel, int x, int y) {
        double const distance = box_distance(x + 0.5, y + 0.5, area.x + area.w / 2.0, area.y + area.h / 2.0, area.w / 2.0, area.h / 2.0, r);
        pixel = blend(pixel, color, coverage_at(distance));
    };
    int const right = shown.x + shown.w;
    for (int y = shown.y; y < shown.y + shown.h; ++y) {
        Uint32* row = row_of(surface, y);
        // Only the corners need a look at each pixel.
        bool const in_corner_band = y < area.y + radius || y >= area.y + area.h - radius;
        int const from = in_corner_band ? std::clamp(area.x + radius, shown.x, right) : shown.x;
        int const to = in_corner_band ? std::clamp(area.x + area.w - radius, from, right) : right;
        for (int x = shown.x; x < from; ++x) blend_pixel(row[x], x, y);
        std::fill(row + from, row + to, solid);
        for (int x = to; x < right; ++x) blend_pixel(row[x], x, y);
    }
}

void draw_strokes(SDL_Surface& surface, Rect area, Drawing const& drawing, Color color)
{
    if (area.w <= 0 || area.h <= 0) return;
    Rect const shown = clipped(surface, area);
    double const unit = 100.0 / std::min(area.w, area.h);
    for (int y = shown.y; y < shown.y + shown.h; ++y) {
        Uint32* row = row_of(surface, y);
        for (int x = shown.x; x < shown.x + shown.w; ++x) {
            double nearest = 100;
            for (Stroke const& stroke : drawing.strokes)
                nearest = std::min(nearest, ink_distance(stroke, (x - area.x + 0.5) * unit, (y - area.y + 0.5) * unit, drawing.pen / 2));
            double const coverage = coverage_at(nearest / unit);
            if (coverage > 0) row[x] = blend(row[x], color, coverage);
        }
    }
}

}  // namespace saduak::kiosk
