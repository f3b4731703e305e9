#include "core/base/time.hpp"

#include <array>
#include <cstdio>
#include <optional>

namespace saduak {
namespace {

constexpr std::int64_t kMillisPerDay = 86'400'000;

std::int64_t floor_div(std::int64_t a, std::int64_t b) { return a >= 0 ? a / b : -((-a + b - 1) / b); }

std::optional<std::int32_t> digits(std::string_view text, std::size_t at, std::size_t count)
{
    if (at + count > text.size()) return std::nullopt;
    std::int32_t value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

bool has(std::string_view text, std::size_t at, char c) { return at < text.size() && text[at] == c; }

std::int32_t days_in_month(std::int32_t year, std::int32_t month)
{
    constexpr std::array<std::int32_t, 12> kDays{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool const leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[static_cast<std::size_t>(month - 1)];
}

// The zone part at `at`: the offset from UTC, or nothing where it is malformed.
std::optional<Millis> parse_zone(std::string_view text, std::size_t at)
{
    if (at + 1 == text.size() && (text[at] == 'Z' || text[at] == 'z')) return Millis{0};
    if (at + 6 != text.size() || (text[at] != '+' && text[at] != '-') || text[at + 3] != ':') return std::nullopt;
    auto const hour = digits(text, at + 1, 2);
    auto const minute = digits(text, at + 4, 2);
    if (!hour || !minute || *hour > 23 || *minute > 59) return std::nullopt;
    Millis const offset = hours(*hour) + minutes(*minute);
    return text[at] == '-' ? Millis{-offset.count} : offset;
}

}  // namespace

// Both conversions count days from 1 March, so that a leap day is the last of its year.
std::int64_t days_from_civil(Date date)
{
    std::int64_t const y = date.year - (date.month <= 2 ? 1 : 0);
    std::int64_t const era = floor_div(y, 400);
    std::int64_t const year_of_era = y - era * 400;
    std::int64_t const month_from_march = (date.month + 9) % 12;
    std::int64_t const day_of_year = (153 * month_from_march + 2) / 5 + date.day - 1;
    std::int64_t const day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

Date civil_from_days(std::int64_t days_since_1970)
{
    std::int64_t const z = days_since_1970 + 719'468;
    std::int64_t const era = floor_div(z, 146'097);
    std::int64_t const day_of_era = z - era * 146'097;
    std::int64_t const year_of_era = (day_of_era - day_of_era / 1'460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    std::int64_t const day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    std::int64_t const month_from_march = (5 * day_of_year + 2) / 153;
    auto const day = static_cast<std::int32_t>(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    auto const month = static_cast<std::int32_t>(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    auto const year = static_cast<std::int32_t>(year_of_era + era * 400 + (month <= 2 ? 1 : 0));
    return {year, month, day};
}

Date next_day(Date date) { return civil_from_days(days_from_civil(date) + 1); }

LocalTime local_time(Instant instant, Millis utc_offset)
{
    std::int64_t const local_ms = instant.ms + utc_offset.count;
    std::int64_t const day = floor_div(local_ms, kMillisPerDay);
    std::int64_t const second_of_day = (local_ms - day * kMillisPerDay) / 1000;
    LocalTime local;
    local.date = civil_from_days(day);
    local.hour = static_cast<std::int32_t>(second_of_day / 3600);
    local.minute = static_cast<std::int32_t>(second_of_day / 60 % 60);
    local.second = static_cast<std::int32_t>(second_of_day % 60);
    local.weekday = static_cast<std::int32_t>(((day + 4) % 7 + 7) % 7);  // 1970-01-01 was a Thursday
    return local;
}

Instant instant_at(Date date, Millis since_midnight, Millis utc_offset)
{
    return {days_from_civil(date) * kMillisPerDay + since_midnight.count - utc_offset.count};
}

bool valid_date(Date date)
{
    return date.year >= 1 && date.year <= 9999 && date.month >= 1 && date.month <= 12 && date.day >= 1 &&
           date.day <= days_in_month(date.year, date.month);
}

std::string format_rfc3339(Instant instant)
{
    LocalTime const t = local_time(instant, Millis{0});
    std::int64_t const ms = instant.ms - floor_div(instant.ms, 1000) * 1000;
    std::array<char, 48> text{};
    int const length = std::snprintf(text.data(), text.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", t.date.year, t.date.month, t.date.day, t.hour,
                                     t.minute, t.second, static_cast<int>(ms));
    return {text.data(), static_cast<std::size_t>(length)};
}

Result<Instant> parse_rfc3339(std::string_view text)
{
    auto const bad = [&] { return fail(Errc::parse, "not an RFC 3339 time: \"" + std::string(text.substr(0, 40)) + "\""); };
    if (text.size() < 20 || !has(text, 10, 'T') || !has(text, 13, ':') || !has(text, 16, ':')) return bad();
    auto const date = parse_date(text.substr(0, 10));
    auto const hour = digits(text, 11, 2);
    auto const minute = digits(text, 14, 2);
    auto const second = digits(text, 17, 2);
    if (!date || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 60) return bad();

    std::size_t at = 19;
    std::int64_t ms = 0;
    if (has(text, at, '.')) {
        std::int64_t weight = 100;
        std::size_t const first = ++at;
        for (; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at, weight /= 10) ms += (text[at] - '0') * weight;
        if (at == first || at - first > 9) return bad();
    }
    auto const offset = parse_zone(text, at);
    if (!offset) return bad();
    Millis const time_of_day = hours(*hour) + minutes(*minute) + seconds(*second) + Millis{ms};
    return instant_at(*date, time_of_day, *offset);
}

std::string format_date(Date date)
{
    std::array<char, 40> text{};
    int const length = std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", date.year, date.month, date.day);
    return {text.data(), static_cast<std::size_t>(length)};
}

Result<Date> parse_date(std::string_view text)
{
    auto const year = digits(text, 0, 4);
    auto const month = digits(text, 5, 2);
    auto const day = digits(text, 8, 2);
    if (text.size() == 10 && has(text, 4, '-') && has(text, 7, '-') && year && month && day) {
        Date const date{*year, *month, *day};
        if (valid_date(date)) return date;
    }
    return fail(Errc::parse, "not a date (YYYY-MM-DD): \"" + std::string(text.substr(0, 20)) + "\"");
}

Result<Millis> parse_time_of_day(std::string_view text)
{
    auto const hour = digits(text, 0, 2);
    auto const minute = digits(text, 3, 2);
    std::optional<std::int32_t> second = 0;
    if (text.size() == 8 && has(text, 5, ':')) second = digits(text, 6, 2);
    bool const shape = (text.size() == 5 || text.size() == 8) && has(text, 2, ':');
    if (!shape || !hour || !minute || !second || *hour > 23 || *minute > 59 || *second > 59)
        return fail(Errc::parse, "not a time of day (HH:MM): \"" + std::string(text.substr(0, 20)) + "\"");
    return hours(*hour) + minutes(*minute) + seconds(*second);
}

}  // namespace saduak
