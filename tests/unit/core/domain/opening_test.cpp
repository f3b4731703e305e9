#include "core/domain/opening.hpp"

#include <catch2/catch.hpp>

#include "core/domain/site_config.hpp"

using namespace saduak;
using namespace saduak::domain;

namespace {

TimeSpan span(std::int64_t from_minutes, std::int64_t to_minutes) { return {minutes(from_minutes), minutes(to_minutes)}; }
constexpr std::int64_t at(std::int64_t hour, std::int64_t minute = 0) { return hour * 60 + minute; }

// Monday to Friday, closed at lunch.
Opening office_week()
{
    Opening opening;
    for (std::int32_t weekday = 1; weekday <= 5; ++weekday) opening.week.push_back({weekday, {span(at(8, 30), at(12)), span(at(13), at(16, 30))}});
    return opening;
}

SpecialDay holiday(Date date, DayKind kind, std::vector<TimeSpan> spans = {})
{
    return {date, kind, {{"th", "วันหยุด"}, {"en", "Holiday"}}, std::move(spans)};
}

Instant local(Date date, std::int64_t minute) { return instant_at(date, minutes(minute)); }

constexpr Date kMonday{2026, 11, 23};
constexpr Date kFriday{2026, 11, 27};
constexpr Date kSaturday{2026, 11, 28};

}  // namespace

TEST_CASE("a site without hours is always open")
{
    Opening const always;
    CHECK(is_open_at(always, local(kSaturday, at(3))));
    CHECK(is_working_day(always, kSaturday));
    CHECK(next_opening(always, local(kSaturday, at(3))) == local(kSaturday, at(3)));
    CHECK(hours_on(always, kSaturday) == std::vector<TimeSpan>{span(0, at(24))});
    CHECK(last_closing(always, local(kSaturday, at(3))) == local(kSaturday, at(24)));
}

TEST_CASE("a weekday's hours begin with their first millisecond and end before their last")
{
    Opening const office = office_week();
    CHECK_FALSE(is_open_at(office, local(kMonday, at(8, 30)) - Millis{1}));
    CHECK(is_open_at(office, local(kMonday, at(8, 30))));
    CHECK(is_open_at(office, local(kMonday, at(16, 30)) - Millis{1}));
    CHECK_FALSE(is_open_at(office, local(kMonday, at(16, 30))));
    CHECK_FALSE(is_open_at(office, local(kSaturday, at(10))));
    CHECK_FALSE(is_working_day(office, kSaturday));
}

TEST_CASE("a site closed at lunch opens again after it, one with lunch in shifts stays open")
{
    Opening office = office_week();
    CHECK_FALSE(is_open_at(office, local(kMonday, at(12))));
    CHECK(next_opening(office, local(kMonday, at(12))) == local(kMonday, at(13)));
    CHECK(last_closing(office, local(kMonday, at(12))) == local(kMonday, at(16, 30)));
    office.week[0].spans = {span(at(8, 30), at(16, 30))};
    CHECK(is_open_at(office, local(kMonday, at(12))));
}

TEST_CASE("every kind of holiday closes its date, and only that one")
{
    DayKind const kind = GENERATE(DayKind::national, DayKind::substitution, DayKind::special, DayKind::provincial);
    Opening office = office_week();
    office.days = {holiday(kMonday, kind)};
    CHECK_FALSE(is_working_day(office, kMonday));
    CHECK_FALSE(is_open_at(office, local(kMonday, at(10))));
    CHECK_FALSE(last_closing(office, local(kMonday, at(10))));
    CHECK(next_opening(office, local(kMonday, at(10))) == local(next_day(kMonday), at(8, 30)));
    REQUIRE(special_day(office, kMonday) != nullptr);
    CHECK(special_day(office, kMonday)->kind == kind);
    CHECK(special_day(office, next_day(kMonday)) == nullptr);
}

TEST_CASE("a holiday closes a site that keeps no hours")
{
    Opening always;
    always.days = {holiday(kMonday, DayKind::national)};
    CHECK_FALSE(is_open_at(always, local(kMonday, at(10))));
    CHECK(next_opening(always, local(kMonday, at(10))) == local(next_day(kMonday), 0));
}

TEST_CASE("a date may be shortened, or worked though its weekday is closed")
{
    Opening office = office_week();
    office.days = {holiday(kFriday, DayKind::special, {span(at(8, 30), at(12))}), holiday(kSaturday, DayKind::working, {span(at(9), at(15))})};
    CHECK(is_open_at(office, local(kFriday, at(11, 59))));
    CHECK_FALSE(is_open_at(office, local(kFriday, at(13))));
    CHECK(last_closing(office, local(kFriday, at(13))) == local(kFriday, at(12)));
    CHECK(next_opening(office, local(kFriday, at(13))) == local(kSaturday, at(9)));
    CHECK(is_working_day(office, kSaturday));
}

TEST_CASE("the next opening is found beyond a weekend, its substitution holidays and a long closure")
{
    Opening office = office_week();
    // New Year on a Thursday and Friday, the weekend, then a substitution on Monday.
    for (Date const date : {Date{2026, 12, 31}, Date{2027, 1, 1}}) office.days.push_back(holiday(date, DayKind::national));
    office.days.push_back(holiday({2027, 1, 4}, DayKind::substitution));
    CHECK(next_opening(office, local({2026, 12, 30}, at(16, 30))) == local({2027, 1, 5}, at(8, 30)));

    Opening shut = office_week();
    for (Date date = kMonday; date < Date{2027, 11, 1}; date = next_day(date)) shut.days.push_back(holiday(date, DayKind::special));
    CHECK(next_opening(shut, local(kMonday, at(9))) == local({2027, 11, 1}, at(8, 30)));
    for (Date date{2027, 11, 1}; date < Date{2028, 2, 1}; date = next_day(date)) shut.days.push_back(holiday(date, DayKind::special));
    CHECK_FALSE(next_opening(shut, local(kMonday, at(9))));
}

TEST_CASE("a night office's hours are two spans on two days")
{
    Opening night;
    for (std::int32_t weekday = 0; weekday <= 6; ++weekday) night.week.push_back({weekday, {span(0, at(2)), span(at(20), at(24))}});
    CHECK(validate(night));
    CHECK(is_open_at(night, local(kMonday, at(23, 59))));
    CHECK(is_open_at(night, local(next_day(kMonday), 0)));
    CHECK_FALSE(is_open_at(night, local(next_day(kMonday), at(2))));
    CHECK(next_opening(night, local(kMonday, at(2))) == local(kMonday, at(20)));
    CHECK(last_closing(night, local(kMonday, at(1))) == local(kMonday, at(24)));
}

TEST_CASE("planned counters are the largest entry that covers the half hour")
{
    std::vector<RosterEntry> const roster{{{1, 2, 3, 4, 5}, span(at(8, 30), at(16, 30)), 4}, {{1}, span(at(9), at(10, 30)), 6}};
    CHECK(validate(roster));
    CHECK(planned_counters(roster, local(kMonday, at(8, 59))) == 4);
    CHECK(planned_counters(roster, local(kMonday, at(9))) == 6);
    CHECK(planned_counters(roster, local(kMonday, at(10, 29))) == 6);
    CHECK(planned_counters(roster, local(kMonday, at(10, 30))) == 4);
    CHECK(planned_counters(roster, local(kFriday, at(9))) == 4);
    CHECK_FALSE(planned_counters(roster, local(kMonday, at(16, 30))));
    CHECK_FALSE(planned_counters(roster, local(kSaturday, at(9))));
}

TEST_CASE("hours that cannot be are refused with what is wrong")
{
    Opening opening = office_week();
    opening.week[0].spans = {span(at(13), at(16)), span(at(8), at(12))};
    CHECK_THAT(validate(opening).error().context, Catch::Contains("weekday 1") && Catch::Contains("in order"));
    opening = office_week();
    opening.week.push_back({1, {}});
    CHECK_THAT(validate(opening).error().context, Catch::Contains("stands twice"));
    opening = office_week();
    opening.days = {holiday(kFriday, DayKind::national), holiday(kMonday, DayKind::national)};
    CHECK_THAT(validate(opening).error().context, Catch::Contains("2026-11-23") && Catch::Contains("out of order"));
    CHECK_THAT(validate(std::vector<RosterEntry>{{{1}, span(at(8, 15), at(9)), 2}}).error().context, Catch::Contains("half hours"));
}
