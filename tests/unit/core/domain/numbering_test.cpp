#include "core/domain/numbering.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::domain;

namespace {

OfflineRange range(char const* prefix, std::int32_t first, std::int32_t last)
{
    return {.prefix = prefix, .first = first, .last = last, .device = DeviceId("kiosk")};
}

}  // namespace

TEST_CASE("a number has a letter and three digits, and more when three are not enough")
{
    CHECK(format_number("A", 1) == "A001");
    CHECK(format_number("A", 999) == "A999");
    CHECK(format_number("A", 1000) == "A1000");
    CHECK(format_number("B", kNumberMax) == "B99999");
    CHECK(parse_number("A001") == TicketNumber{"A", 1});
    CHECK(parse_number("A1000") == TicketNumber{"A", 1000});
    CHECK(parse_number("Z99999") == TicketNumber{"Z", 99'999});
}

TEST_CASE("the letters I and O are no prefix, because they are read as 1 and 0")
{
    for (char letter = 'A'; letter <= 'Z'; ++letter) {
        bool const usable = letter != 'I' && letter != 'O';
        CHECK(valid_prefix(std::string(1, letter)) == usable);
        CHECK(parse_number(std::string(1, letter) + "001").has_value() == usable);
    }
}

TEST_CASE("what is not written as numbers are written is no number")
{
    for (char const* text : {"",     "A",    "A12",   "A0012", "A000", "A01000", "a012", "AA12",    "AB012",        "A-12",
                             "A+12", "A 12", " A012", "A012 ", "A12x", "012",    "1012", "A100000", "A99999999999", "ก012"})
        CHECK_FALSE(parse_number(text));
    CHECK_FALSE(parse_number(std::string_view("A01\0", 4)));
}

TEST_CASE("a range holds the numbers of its own letter from first to last")
{
    OfflineRange const cards = range("A", 900, 999);
    CHECK(cards.contains({"A", 900}));
    CHECK(cards.contains({"A", 999}));
    CHECK_FALSE(cards.contains({"A", 899}));
    CHECK_FALSE(cards.contains({"A", 1000}));
    CHECK_FALSE(cards.contains({"B", 950}));
}

TEST_CASE("online numbering goes round every range, also one right behind another and in any order")
{
    std::vector<OfflineRange> const ranges{range("A", 12, 13), range("B", 1, 500), range("A", 10, 11), range("A", 999, 1000)};
    CHECK(next_number("A", 0, ranges) == 1);
    CHECK(next_number("A", 8, ranges) == 9);
    CHECK(next_number("A", 9, ranges) == 14);
    CHECK(next_number("A", 998, ranges) == 1001);
    CHECK(next_number("B", 0, ranges) == 501);
    CHECK(next_number("C", 41, ranges) == 42);
}

TEST_CASE("a withdrawn range is skipped until it is given back")
{
    OfflineRange asked_back = range("A", 1, 100);
    asked_back.withdrawn = true;
    CHECK(next_number("A", 0, {asked_back}) == 101);
}

TEST_CASE("a new range takes the highest three-digit place that is free")
{
    CHECK(place_range("A", 100, 0, {}) == OfflineRange{.prefix = "A", .first = 900, .last = 999, .device = {}});
    CHECK(place_range("A", 100, 0, {range("B", 900, 999)}).first == 900);
    CHECK(place_range("A", 100, 0, {range("A", 900, 999)}).first == 800);
    CHECK(place_range("A", 50, 0, {range("A", 930, 999), range("A", 900, 910)}).first == 850);
    CHECK(place_range("A", 19, 0, {range("A", 930, 999), range("A", 900, 910)}).first == 911);
    CHECK(place_range("A", 100, 899, {}).first == 900);
}

TEST_CASE("a range for which three digits have no room begins above 5000 and above what was used")
{
    CHECK(place_range("A", 100, 900, {}).first == 5001);
    CHECK(place_range("A", 100, 900, {range("A", 5001, 5100)}).first == 5101);
    CHECK(place_range("A", 100, 900, {range("A", 5090, 5100)}).first == 5101);
    CHECK(place_range("A", 100, 7000, {}).first == 7001);
    CHECK(place_range("A", 500, 0, {range("A", 400, 600)}).first == 5001);
}
