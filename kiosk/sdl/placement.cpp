#include "kiosk/sdl/placement.hpp"

#include <algorithm>

namespace saduak::kiosk {

namespace {

Point turn_pixel(Point const& pixel, Size const& size, Turn turn)
{
    switch (turn) {
    case Turn::none: return pixel;
    case Turn::quarter: return {size.h - 1 - pixel.y, pixel.x};
    case Turn::half: return {size.w - 1 - pixel.x, size.h - 1 - pixel.y};
    case Turn::three_quarters: return {pixel.y, size.w - 1 - pixel.x};
    }
    return pixel;
}

Turn back(Turn turn)
{
    if (turn == Turn::quarter) return Turn::three_quarters;
    return turn == Turn::three_quarters ? Turn::quarter : turn;
}

}  // namespace

Result<Turn> parse_turn(int degrees)
{
    switch (degrees) {
    case 0: return Turn::none;
    case 90: return Turn::quarter;
    case 180: return Turn::half;
    case 270: return Turn::three_quarters;
    default: return fail(Errc::invalid_argument, "must be 0, 90, 180 or 270, not " + std::to_string(degrees));
    }
}

Size turned_size(Size picture, Turn turn)
{
    bool const upright = turn == Turn::none || turn == Turn::half;
    return upright ? picture : Size{picture.h, picture.w};
}

Placement::Placement(Size picture, Size window, Turn turn) : picture_(picture), turned_(turned_size(picture, turn)), turn_(turn)
{
    // As wide or as high as the window, whichever comes first; integers, so that a picture of the window's size lies exactly.
    std::int64_t const across = std::int64_t{window.w} * turned_.h;
    std::int64_t const down = std::int64_t{window.h} * turned_.w;
    int const w = across <= down ? window.w : static_cast<int>(down / std::max(1, turned_.h));
    int const h = across <= down ? static_cast<int>(across / std::max(1, turned_.w)) : window.h;
    place_ = {(window.w - w) / 2, (window.h - h) / 2, std::max(1, w), std::max(1, h)};
}

Rect Placement::turned(Rect const& part) const
{
    if (part.empty()) return {};
    Point const a = turned(Point{part.x, part.y});
    Point const b = turned(Point{part.x + part.w - 1, part.y + part.h - 1});
    return {std::min(a.x, b.x), std::min(a.y, b.y), std::abs(a.x - b.x) + 1, std::abs(a.y - b.y) + 1};
}

Point Placement::turned(Point const& pixel) const { return turn_pixel(pixel, picture_, turn_); }

std::optional<Point> Placement::on_picture(Point const& in_window) const
{
    if (!place_.contains(in_window.x, in_window.y)) return std::nullopt;
    Point const in_turned{static_cast<int>(std::int64_t{in_window.x - place_.x} * turned_.w / place_.w),
                          static_cast<int>(std::int64_t{in_window.y - place_.y} * turned_.h / place_.h)};
    return turn_pixel(in_turned, turned_, back(turn_));
}

}  // namespace saduak::kiosk
