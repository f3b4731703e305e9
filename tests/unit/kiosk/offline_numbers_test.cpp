#include <catch2/catch.hpp>

#include "kiosk/offline/known_time.hpp"
#include "kiosk/offline/numbers.hpp"

using namespace saduak;
using namespace saduak::kiosk;
using domain::TicketNumber;

namespace {

Date const kMonday{2026, 11, 23};
Date const kTuesday{2026, 11, 24};
std::vector<domain::OfflineRange> const kRanges{{"A", 901, 903, {}, false, {}}, {"B", 901, 902, {}, false, {}}};

std::string give(OfflineNumbers& numbers, std::optional<Date> day, std::vector<domain::OfflineRange> const& ranges = kRanges)
{
    if (day) numbers.settle(*day);
    auto const number = numbers.next(ranges, "A", day);
    if (!number) return "none";
    numbers.note(*number, day);
    return domain::format_number(number->prefix, number->n);
}

}  // namespace

TEST_CASE("a range gives each number once a day, then none")
{
    OfflineNumbers numbers;
    CHECK(give(numbers, kMonday) == "A901");
    CHECK(give(numbers, kMonday) == "A902");
    CHECK(give(numbers, kMonday) == "A903");
    CHECK(give(numbers, kMonday) == "none");
}

TEST_CASE("on another day the number that was given longest ago comes first, and none of that day comes twice")
{
    OfflineNumbers numbers;
    give(numbers, kMonday);
    give(numbers, kMonday);
    CHECK(give(numbers, kTuesday) == "A903");
    CHECK(give(numbers, kTuesday) == "A901");
    CHECK(give(numbers, kTuesday) == "A902");
    CHECK(give(numbers, kTuesday) == "none");
}

TEST_CASE("without a known day no number comes again, and what was given then counts for the first day that is known")
{
    OfflineNumbers numbers;
    give(numbers, kMonday);
    give(numbers, std::nullopt);
    give(numbers, std::nullopt);
    CHECK(give(numbers, std::nullopt) == "none");
    CHECK(give(numbers, kTuesday) == "A901");
    CHECK(give(numbers, kTuesday) == "none");
    CHECK(give(numbers, Date{2026, 11, 25}) == "A902");
}

TEST_CASE("a withdrawn range gives nothing, and two ranges of a prefix are used one after the other")
{
    OfflineNumbers numbers;
    std::vector<domain::OfflineRange> ranges{{"A", 951, 951, {}, false, {}}, {"A", 901, 901, {}, false, {}}, {"A", 801, 899, {}, true, {}}};
    CHECK(give(numbers, kMonday, ranges) == "A901");
    CHECK(give(numbers, kMonday, ranges) == "A951");
    CHECK(give(numbers, kMonday, ranges) == "none");
    CHECK(has_range(ranges, "A"));
    CHECK_FALSE(has_range(ranges, "B"));
}

TEST_CASE("since a welcome the monotonic clock tells the time, whatever the wall clock does")
{
    Instant const server = instant_at(kMonday, hours(9));
    KnownTime time({});
    time.welcomed(server, Instant{5'000}, Instant{1'000});
    CHECK(time.at(Instant{65'000}, Instant{1}) == server + minutes(1));
}

TEST_CASE("before a welcome the wall clock is believed with its skew, unless it is before what was known last or long after")
{
    Instant const last = instant_at(kMonday, hours(9));
    KnownTime const time({last, minutes(5)});
    Instant const wall = last + hours(2);
    CHECK(time.at(Instant{1}, wall) == wall + minutes(5));
    CHECK(time.trusts(wall));
    CHECK_FALSE(time.at(Instant{1}, last - minutes(6)));
    CHECK_FALSE(time.at(Instant{1}, kNoKioskBefore));
    CHECK_FALSE(time.at(Instant{1}, last + kKnownFor));
    CHECK(KnownTime({}).at(Instant{1}, kNoKioskBefore) == kNoKioskBefore);
    CHECK_FALSE(KnownTime({}).at(Instant{1}, kNoKioskBefore - Millis{1}));
}

TEST_CASE("what is kept over a restart moves with the time that is known")
{
    Instant const server = instant_at(kMonday, hours(9));
    KnownTime time({});
    CHECK_FALSE(time.kept(Instant{1}, kNoKioskBefore).last.is_set());
    time.welcomed(server, Instant{5'000}, server - hours(1));
    CHECK(time.kept(Instant{5'000} + hours(3), Instant{1}) == KnownTime::Kept{server + hours(3), hours(1)});
}
