#include "core/domain/gap_report.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::domain;

namespace {

Date const kMonday{2026, 11, 23};

OfflineRange range(std::int32_t first, std::int32_t last, char const* device = "")
{
    return {.prefix = "A", .first = first, .last = last, .device = DeviceId(device)};
}

// A001 to A005 were given online, A003 was lost; A901 of the kiosk and A990 of the cards were handed out.
SiteState monday()
{
    SiteState state;
    state.day = kMonday;
    state.day_open = true;
    state.last_number["A"] = 5;
    state.ranges = {range(900, 949, "hall"), range(980, 999)};
    for (char const* number : {"A001", "A002", "A004", "A005", "A901", "A990"}) state.by_number[number] = TicketId(number);
    return state;
}

}  // namespace

TEST_CASE("the open day has a provisional report: gaps of online numbers, and what the ranges gave")
{
    auto const report = gap_report(monday(), kMonday);
    REQUIRE(report);
    CHECK(report->day == kMonday);
    CHECK(report->provisional);
    CHECK(report->revision == 1);
    CHECK(report->awaiting == std::vector{DeviceId("hall")});
    REQUIRE(report->prefixes.size() == 1);
    GapReport::Prefix const& letter = report->prefixes[0];
    CHECK(letter.prefix == "A");
    CHECK(letter.last == 5);
    CHECK(letter.gaps == std::vector<std::string>{"A003"});
    REQUIRE(letter.ranges.size() == 2);
    CHECK(letter.ranges[0].used == std::vector<std::string>{"A901"});
    CHECK(letter.ranges[0].unused == 49);
    CHECK(letter.ranges[1].used == std::vector<std::string>{"A990"});
    CHECK(letter.ranges[1].unused == 19);
}

TEST_CASE("the open day is provisional also where no kiosk has a range")
{
    SiteState state = monday();
    state.ranges.clear();
    state.by_number.erase("A901");
    state.by_number.erase("A990");
    auto const report = gap_report(state, kMonday);
    REQUIRE(report);
    CHECK(report->provisional);
    CHECK(report->awaiting.empty());
}

TEST_CASE("numbers of a range that was given back during the day are no gaps once online numbering has passed it")
{
    SiteState state = monday();
    state.released.push_back(range(6, 10, "gone"));
    state.last_number["A"] = 11;
    state.by_number["A011"] = TicketId("A011");
    state.by_number["A007"] = TicketId("A007");
    auto const report = gap_report(state, kMonday);
    REQUIRE(report);
    CHECK(report->prefixes[0].gaps == std::vector<std::string>{"A003"});
    REQUIRE(report->prefixes[0].ranges.size() == 3);
    CHECK(report->prefixes[0].ranges[0].used == std::vector<std::string>{"A007"});
    CHECK(report->awaiting == std::vector{DeviceId("hall")});  // who gave its range back sends nothing more
}

TEST_CASE("a closed day is final once every kiosk with a range was heard of")
{
    SiteState state = monday();
    PastDay const closed = close_numbers(state);
    CHECK(closed.revision == 1);
    CHECK(closed.gaps == std::vector<std::string>{"A003"});
    CHECK(closed.offline_used == std::set<std::string>{"A901", "A990"});
    CHECK(closed.awaited == std::set{DeviceId("hall")});
    CHECK(closed.ranges.size() == 2);

    state.past_days[kMonday] = closed;
    state.day_open = false;
    REQUIRE(gap_report(state, kMonday));
    CHECK(gap_report(state, kMonday)->provisional);

    PastDay& past = state.past_days[kMonday];
    past.awaited.clear();
    past.offline_used.insert("A902");
    past.revision = 2;
    auto const report = gap_report(state, kMonday);
    REQUIRE(report);
    CHECK_FALSE(report->provisional);
    CHECK(report->revision == 2);
    CHECK(report->prefixes[0].gaps == std::vector<std::string>{"A003"});
    CHECK(report->prefixes[0].ranges[0].used == std::vector<std::string>{"A901", "A902"});
    CHECK(report->prefixes[0].ranges[0].unused == 48);
}

TEST_CASE("a closed day's report does not change with the ranges of later days")
{
    SiteState state = monday();
    state.past_days[kMonday] = close_numbers(state);
    auto const before = gap_report(state, kMonday);
    state.day = next_day(kMonday);
    state.ranges = {range(1, 100, "other")};
    state.last_number["A"] = 700;
    auto const after = gap_report(state, kMonday);
    REQUIRE(after);
    CHECK(after->prefixes[0].gaps == before->prefixes[0].gaps);
    CHECK(after->prefixes[0].ranges.size() == before->prefixes[0].ranges.size());
    CHECK(after->prefixes[0].last == 5);
}

TEST_CASE("a card of a range that was granted after the day is told apart")
{
    SiteState state = monday();
    PastDay closed = close_numbers(state);
    closed.offline_used.insert("A5001");
    state.past_days[kMonday] = closed;
    state.day_open = false;
    auto const report = gap_report(state, kMonday);
    REQUIRE(report);
    CHECK(report->prefixes[0].used_elsewhere == std::vector<std::string>{"A5001"});
    CHECK(report->prefixes[0].ranges[1].unused == 19);
}

TEST_CASE("a date that is opened again after its close goes on with what its close has kept")
{
    SiteState state = monday();
    PastDay closed = close_numbers(state);
    closed.revision = 3;
    closed.offline_used.insert("A903");  // heard of while the day was closed
    state.past_days[kMonday] = closed;
    auto const again = gap_report(state, kMonday);
    REQUIRE(again);
    CHECK(again->revision == 4);
    CHECK(again->prefixes[0].ranges[0].used == std::vector<std::string>{"A901", "A903"});
    CHECK(close_numbers(state).offline_used.contains("A903"));
}

TEST_CASE("used numbers are told in the order of numbers, past 999 too")
{
    SiteState state;
    state.day = kMonday;
    state.day_open = true;
    state.ranges = {range(998, 1001)};
    for (char const* number : {"A1000", "A999", "A1001", "A998"}) state.by_number[number] = TicketId(number);
    auto const report = gap_report(state, kMonday);
    REQUIRE(report);
    CHECK(report->prefixes[0].ranges[0].used == std::vector<std::string>{"A998", "A999", "A1000", "A1001"});
    CHECK(report->prefixes[0].ranges[0].unused == 0);
    CHECK(report->prefixes[0].last == 0);
}

TEST_CASE("a day of which nothing is known has no report")
{
    CHECK_FALSE(gap_report(monday(), next_day(kMonday)));
    SiteState closed = monday();
    closed.day_open = false;
    CHECK_FALSE(gap_report(closed, kMonday));
}
