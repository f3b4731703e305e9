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

// What a stroke's ink lies within, in units of the drawing.
struct Extent {
    double left, top, right, bottom;
};

Extent extent_of(Stroke const& stroke, double half_pen)
{
    auto const around = [](double x, double y, double r) { return Extent{x - r, y - r, x + r, y + r}; };
    return std::visit(overloaded{
                          [&](Line const& s) {
                              return Extent{std::min(s.x1, s.x2) - half_pen, std::min(s.y1, s.y2) - half_pen, std::max(s.x1, s.x2) + half_pen,
                                            std::max(s.y1, s.y2) + half_pen};
                          },
                          [&](Ring const& s) { return around(s.x, s.y, s.r + half_pen); },
                          [&](Disc const& s) { return around(s.x, s.y, s.r); },
                          [&](Arc const& s) { return around(s.x, s.y, s.r + half_pen); },
                          [&](RoundedFrame const& s) {
                              return Extent{s.x - half_pen, s.y - half_pen, s.x + s.w + half_pen, s.y + s.h + half_pen};
                          },
                          [&](RoundedFill const& s) {
                              return Extent{s.x, s.y, s.x + s.w, s.y + s.h};
                          },
                      },
                      stroke);
}

Rect clipped(SDL_Surface const& surface, Rect area)
{
    SDL_Rect const& clip = surface.clip_rect;
    return intersection(area, {clip.x, clip.y, clip.w, clip.h});
}

void fill(SDL_Surface& surface, Rect area, Uint32 color)
{
    SDL_Rect const place{area.x, area.y, area.w, area.h};
    SDL_FillRect(&surface, &place, color);
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
    // Only the corners need a look at each pixel: rows above and below the middle, and of them the ends.
    int const corner = std::max(radius, 0);
    int const left_end = std::clamp(area.x + corner, shown.x, right);
    int const right_end = std::clamp(area.x + area.w - corner, left_end, right);
    Rect const middle = intersection(shown, {area.x, area.y + corner, area.w, area.h - 2 * corner});
    if (!middle.empty()) fill(surface, middle, solid);
    for (int y = shown.y; y < shown.y + shown.h; ++y) {
        if (y >= middle.y && y < middle.y + middle.h) continue;
        Uint32* const row = row_of(surface, y);
        for (int x = shown.x; x < left_end; ++x) blend_pixel(row[x], x, y);
        if (left_end < right_end) fill(surface, {left_end, y, right_end - left_end, 1}, solid);
        for (int x = right_end; x < right; ++x) blend_pixel(row[x], x, y);
    }
}

void draw_strokes(SDL_Surface& surface, Rect area, Drawing const& drawing, Color color)
{
    if (area.w <= 0 || area.h <= 0) return;
    Rect const shown = clipped(surface, area);
    double const unit = 100.0 / std::min(area.w, area.h);
    auto const pixels = [unit](double units, double more) { return static_cast<int>(std::floor(units / unit + more)); };
    std::vector<Rect> inked;  // a pixel more on each side for the smooth edge
    for (Stroke const& stroke : drawing.strokes) {
        Extent const extent = extent_of(stroke, drawing.pen / 2);
        int const left = area.x + pixels(extent.left, -1), top = area.y + pixels(extent.top, -1);
        inked.push_back({left, top, area.x + pixels(extent.right, 2) - left, area.y + pixels(extent.bottom, 2) - top});
    }
    std::vector<double> nearest(static_cast<std::size_t>(shown.w));  // of a row's pixels
    for (int y = shown.y; y < shown.y + shown.h; ++y) {
        std::fill(nearest.begin(), nearest.end(), 100.0);
        for (std::size_t i = 0; i < inked.size(); ++i) {
            Rect const part = intersection(inked[i], {shown.x, y, shown.w, 1});
            for (int x = part.x; x < part.x + part.w; ++x) {
                double& least = nearest[static_cast<std::size_t>(x - shown.x)];
                least = std::min(least, ink_distance(drawing.strokes[i], (x - area.x + 0.5) * unit, (y - area.y + 0.5) * unit, drawing.pen / 2));
            }
        }
        Uint32* const row = row_of(surface, y) + shown.x;
        for (std::size_t x = 0; x < nearest.size(); ++x)
            if (double const coverage = coverage_at(nearest[x] / unit); coverage > 0) row[x] = blend(row[x], color, coverage);
    }
}

}  // namespace saduak::kiosk
