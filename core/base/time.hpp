// Instants and dates as values. Nothing here reads a clock: `now` is always an argument.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak {

// A length of time in milliseconds.
struct Millis {
    std::int64_t count = 0;

    auto operator<=>(Millis const&) const = default;
    friend constexpr Millis operator+(Millis a, Millis b) { return {a.count + b.count}; }
    friend constexpr Millis operator-(Millis a, Millis b) { return {a.count - b.count}; }
    friend constexpr Millis operator*(Millis a, std::int64_t k) { return {a.count * k}; }
};

[[nodiscard]] constexpr Millis seconds(std::int64_t n) { return {n * 1000}; }
[[nodiscard]] constexpr Millis minutes(std::int64_t n) { return {n * 60'000}; }
[[nodiscard]] constexpr Millis hours(std::int64_t n) { return {n * 3'600'000}; }

// A point in time: UTC milliseconds since 1970-01-01. Zero means "none" where a field says so.
struct Instant {
    std::int64_t ms = 0;

    auto operator<=>(Instant const&) const = default;
    friend constexpr Instant operator+(Instant t, Millis d) { return {t.ms + d.count}; }
    friend constexpr Instant operator-(Instant t, Millis d) { return {t.ms - d.count}; }
    friend constexpr Millis operator-(Instant a, Instant b) { return {a.ms - b.ms}; }
    [[nodiscard]] constexpr bool is_set() const { return ms != 0; }
};

// Whole seconds, floored once (DESIGN 4.1: durations are whole seconds, floored in the fold).
[[nodiscard]] constexpr std::int64_t floor_seconds(Millis d) { return d.count >= 0 ? d.count / 1000 : -((-d.count + 999) / 1000); }

// A calendar date (proleptic Gregorian).
struct Date {
    std::int32_t year = 1970;
    std::int32_t month = 1;  // 1 to 12
    std::int32_t day = 1;    // 1 to 31

    auto operator<=>(Date const&) const = default;
};

struct LocalTime {
    Date date;
    std::int32_t hour = 0;  // 0 to 23
    std::int32_t minute = 0;
    std::int32_t second = 0;
    std::int32_t weekday = 0;  // 0 Sunday to 6 Saturday
};

// Thailand keeps UTC+7 all year and has since 1920.
inline constexpr Millis kBangkokOffset = hours(7);

[[nodiscard]] std::int64_t days_from_civil(Date date);
[[nodiscard]] Date civil_from_days(std::int64_t days_since_1970);
[[nodiscard]] Date next_day(Date date);
[[nodiscard]] LocalTime local_time(Instant instant, Millis utc_offset = kBangkokOffset);
[[nodiscard]] Instant instant_at(Date date, Millis since_midnight, Millis utc_offset = kBangkokOffset);
[[nodiscard]] bool valid_date(Date date);

// "2026-11-21T03:25:41.123Z"
[[nodiscard]] std::string format_rfc3339(Instant instant);
// Accepts 'Z' or a numeric offset, 0 to 9 fractional digits (kept to the millisecond).
[[nodiscard]] Result<Instant> parse_rfc3339(std::string_view text);
// "2026-11-21"
[[nodiscard]] std::string format_date(Date date);
[[nodiscard]] Result<Date> parse_date(std::string_view text);
// "08:30" or "08:30:15"
[[nodiscard]] Result<Millis> parse_time_of_day(std::string_view text);

// Buddhist Era = Gregorian + 543 (STANDARDS 10).
[[nodiscard]] constexpr std::int32_t buddhist_year(Date date) { return date.year + 543; }
// The fiscal year B.E. runs 1 Oct to 30 Sep and is named by its end.
[[nodiscard]] constexpr std::int32_t fiscal_year_be(Date date) { return date.year + 543 + (date.month >= 10 ? 1 : 0); }

}  // namespace saduak
