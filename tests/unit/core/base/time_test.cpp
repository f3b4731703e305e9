#include "core/base/time.hpp"

#include <catch2/catch.hpp>

using namespace saduak;

TEST_CASE("dates convert to days and back over four hundred years")
{
    for (std::int64_t day = -40'000; day < 110'000; ++day) {
        Date const date = civil_from_days(day);
        REQUIRE(valid_date(date));
        REQUIRE(days_from_civil(date) == day);
    }
    CHECK(civil_from_days(0) == Date{1970, 1, 1});
    CHECK(days_from_civil({2000, 2, 29}) == 11'016);
}

TEST_CASE("Bangkok's local date changes at 17:00 UTC")
{
    auto const before = parse_rfc3339("2026-11-20T16:59:59.999Z");
    REQUIRE(before);
    CHECK(local_time(*before).date == Date{2026, 11, 20});
    CHECK(local_time(*before + Millis{1}).date == Date{2026, 11, 21});
    CHECK(local_time(*before + Millis{1}).weekday == 6);
}

TEST_CASE("RFC 3339 times are read with offsets and fractions, and written in UTC")
{
    CHECK(format_rfc3339(*parse_rfc3339("2026-11-21T10:25:41.123456+07:00")) == "2026-11-21T03:25:41.123Z");
    CHECK(format_rfc3339(*parse_rfc3339("1969-12-31T23:59:59.5Z")) == "1969-12-31T23:59:59.500Z");
    for (char const* bad : {"", "2026-11-21", "2026-02-29T00:00:00Z", "2026-11-21T25:00:00Z", "2026-11-21T10:00:00", "2026-11-21T10:00:00.Z",
                            "2026-11-21T10:00:00+7:00", "2026-11-21T10:00:00Zx", "2026/11/21T10:00:00Z"})
        CHECK_FALSE(parse_rfc3339(bad));
}

TEST_CASE("durations are floored to whole seconds, also below zero")
{
    CHECK(floor_seconds(Millis{1999}) == 1);
    CHECK(floor_seconds(Millis{0}) == 0);
    CHECK(floor_seconds(Millis{-1}) == -1);
    CHECK(floor_seconds(Millis{-2000}) == -2);
}

TEST_CASE("the fiscal year of the Buddhist Era starts in October")
{
    CHECK(fiscal_year_be({2020, 9, 30}) == 2563);
    CHECK(fiscal_year_be({2020, 10, 1}) == 2564);
    CHECK(buddhist_year({2020, 10, 28}) == 2563);
}
