// A picture in its window: turned, scaled, and the way back for fingers.
#include <random>

#include <catch2/catch.hpp>

#include "kiosk/sdl/placement.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {
constexpr Turn kTurns[] = {Turn::none, Turn::quarter, Turn::half, Turn::three_quarters};
}

TEST_CASE("A picture of the window's size lies in it pixel by pixel, turned or not")
{
    for (Turn const turn : kTurns) {
        Placement const placement({1080, 1920}, turned_size({1080, 1920}, turn), turn);
        CHECK(placement.exact());
        CHECK(placement.place().x == 0);
        CHECK(placement.place().y == 0);
    }
}

TEST_CASE("A quarter turn is clockwise")
{
    Placement const placement({1080, 1920}, {1920, 1080}, Turn::quarter);
    CHECK(placement.turned(Point{0, 0}) == Point{1919, 0});
    CHECK(placement.turned(Point{1079, 0}) == Point{1919, 1079});
    CHECK(placement.turned(Rect{0, 0, 1080, 100}) == Rect{1820, 0, 100, 1080});
}

TEST_CASE("A finger finds the pixel that is shown under it")
{
    std::mt19937 random(3);
    for (Turn const turn : kTurns)
        for (int round = 0; round < 200; ++round) {
            Placement const placement({1080, 1920}, turned_size({1080, 1920}, turn), turn);
            Point const pixel{static_cast<int>(random() % 1080), static_cast<int>(random() % 1920)};
            CHECK(placement.on_picture(placement.turned(pixel)) == pixel);
        }
}

TEST_CASE("In a window of another shape the picture lies in the middle, and beside it nothing is touched")
{
    Placement const placement({1080, 1920}, {1920, 1080}, Turn::none);
    CHECK_FALSE(placement.exact());
    CHECK(placement.place() == Rect{656, 0, 607, 1080});
    CHECK_FALSE(placement.on_picture({100, 500}));
    std::optional<Point> const middle = placement.on_picture({656 + 303, 540});
    REQUIRE(middle);
    CHECK(std::abs(middle->x - 540) <= 2);
    CHECK(std::abs(middle->y - 960) <= 2);
}

TEST_CASE("A panel is mounted at right angles")
{
    CHECK(parse_turn(270) == Turn::three_quarters);
    CHECK_FALSE(parse_turn(45));
}
