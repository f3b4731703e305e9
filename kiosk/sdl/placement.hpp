// Where the kiosk's picture lies in its window: turned as the panel is mounted, as large as the window allows, in the middle. Pure.
#pragma once

#include <optional>

#include "core/base/result.hpp"
#include "kiosk/display_list.hpp"

namespace saduak::kiosk {

// Clockwise, of the picture on the panel.
enum class Turn { none, quarter, half, three_quarters };
// From degrees. Errc::invalid_argument: not 0, 90, 180 or 270.
[[nodiscard]] Result<Turn> parse_turn(int degrees);

struct Size {
    int w = 0;
    int h = 0;

    bool operator==(Size const&) const = default;
};
struct Point {
    int x = 0;
    int y = 0;

    bool operator==(Point const&) const = default;
};

class Placement {
public:
    Placement(Size picture, Size window, Turn turn);

    // Pixel for pixel: nothing is scaled.
    [[nodiscard]] bool exact() const { return place_.w == turned_.w && place_.h == turned_.h; }
    // Of the turned picture in the window.
    [[nodiscard]] Rect place() const { return place_; }
    // A part of the picture in the turned picture.
    [[nodiscard]] Rect turned(Rect const& part) const;
    // A pixel of the picture in the turned picture.
    [[nodiscard]] Point turned(Point const& pixel) const;
    // The picture's pixel under a point of the window; nothing beside the picture.
    [[nodiscard]] std::optional<Point> on_picture(Point const& in_window) const;

private:
    Size picture_;
    Size turned_;
    Turn turn_;
    Rect place_;
};

// The picture's size when it is turned.
[[nodiscard]] Size turned_size(Size picture, Turn turn);

}  // namespace saduak::kiosk
