#include "server/setup/opening_table.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "core/base/ids.hpp"

namespace saduak::server {
namespace {

using domain::DayKind;
using domain::Opening;
using domain::RosterEntry;
using domain::SpecialDay;
using domain::TimeSpan;

constexpr std::array<std::string_view, 7> kWeekdays{"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::size_t kCalendarsMax = 20;
using Days = std::map<Date, SpecialDay>;

std::optional<Millis> time_of_day(std::string_view text)
{
    if (text == "24:00") return hours(24);
    if (text.size() != 5) return std::nullopt;
    auto const parsed = parse_time_of_day(text);
    return parsed ? std::optional(*parsed) : std::nullopt;
}

std::optional<TimeSpan> time_span(std::string_view text)
{
    if (text.size() != 11 || text[5] != '-') return std::nullopt;
    auto const from = time_of_day(text.substr(0, 5));
    auto const to = time_of_day(text.substr(6));
    if (!from || !to) return std::nullopt;
    return TimeSpan{*from, *to};
}

std::optional<std::size_t> weekday(std::string_view word)
{
    auto const found = std::find(kWeekdays.begin(), kWeekdays.end(), word);
    if (found == kWeekdays.end()) return std::nullopt;
    return static_cast<std::size_t>(found - kWeekdays.begin());
}

// "mon" or "mon-fri"; "fri-mon" runs over the weekend. Empty: neither.
std::vector<std::int32_t> weekdays(std::string_view text)
{
    auto const dash = text.find('-');
    auto const first = weekday(text.substr(0, dash));
    auto const last = dash == std::string_view::npos ? first : weekday(text.substr(dash + 1));
    std::vector<std::int32_t> found;
    if (!first || !last) return found;
    for (std::size_t day = *first;; day = (day + 1) % kWeekdays.size()) {
        found.push_back(static_cast<std::int32_t>(day));
        if (day == *last) return found;
    }
}

constexpr char const* kWeekdayWords = "must be weekdays such as mon or mon-fri (sun mon tue wed thu fri sat)";

Result<SpecialDay> read_day(TomlTable table)
{
    SpecialDay day;
    SADUAK_TRY(day.date, table.date("date"));
    SADUAK_TRY(std::string const kind, table.text("kind"));
    auto const known = domain::from_string<DayKind>(kind);
    if (!known) return table.error("kind", "must be national, substitution, special, provincial or working");
    day.kind = *known;
    SADUAK_TRY(day.name, table.local_text("name"));
    SADUAK_TRY(day.spans, read_hours(table, "hours"));
    if (day.kind == DayKind::working && day.spans.empty()) return table.error("hours", "is needed for a day that is worked");
    SADUAK_TRY_STATUS(table.finish());
    return day;
}

Result<Days> read_days(TomlTable& parent)
{
    Days days;
    SADUAK_TRY(std::vector<TomlTable> tables, parent.tables("day"));
    for (TomlTable& table : tables) {
        SADUAK_TRY(SpecialDay day, read_day(table));
        Date const date = day.date;
        if (!days.emplace(date, std::move(day)).second) return table.error("date", format_date(date) + " stands here twice");
    }
    return days;
}

Result<Days> read_calendar(std::filesystem::path const& path)
{
    std::string const name = path.string();
    SADUAK_TRY(std::string const text, read_toml_text(name));
    SADUAK_TRY(toml::table const document, parse_toml(text, name));
    TomlTable table(document, name, "");
    SADUAK_TRY(Days days, read_days(table));
    SADUAK_TRY_STATUS(table.finish());
    return days;
}

// The holidays of every calendar named under the key, each date once.
Result<Days> read_calendars(TomlTable& opening, CalendarFolders const& folders)
{
    constexpr char const* kKey = "calendar";
    SADUAK_TRY(std::vector<std::string> const names, opening.texts(kKey));
    if (names.size() > kCalendarsMax) return opening.error(kKey, "names too many calendars");
    Days days;
    for (std::string const& name : names) {
        bool const is_file = name.ends_with(".toml");
        if (!is_file && !valid_code(name)) return opening.error(kKey, "\"" + name + "\" must be a calendar's name, or a file that ends in .toml");
        auto calendar = read_calendar(is_file ? folders.beside / name : folders.named / (name + ".toml"));
        if (!calendar) return opening.error(kKey, calendar.error().context);
        for (auto& [date, day] : *calendar)
            if (!days.emplace(date, std::move(day)).second) return opening.error(kKey, format_date(date) + " stands in two of these calendars");
    }
    return days;
}

Result<std::vector<domain::WeekdayHours>> read_week(TomlTable table)
{
    std::map<std::int32_t, std::vector<TimeSpan>> week;
    for (std::string const& key : table.keys()) {
        std::vector<std::int32_t> const named = weekdays(key);
        if (named.empty()) return table.error(key, kWeekdayWords);
        SADUAK_TRY(std::vector<TimeSpan> const spans, read_hours(table, key));
        for (std::int32_t const day : named)
            if (!week.emplace(day, spans).second)
                return table.error(key, std::string(kWeekdays[static_cast<std::size_t>(day)]) + " has hours already");
    }
    std::vector<domain::WeekdayHours> hours;
    for (auto& [day, spans] : week) hours.push_back({day, std::move(spans)});
    return hours;
}

}  // namespace

Result<std::vector<TimeSpan>> read_hours(TomlTable& table, std::string_view key)
{
    std::vector<TimeSpan> spans;
    SADUAK_TRY(std::vector<std::string> const texts, table.texts(key));
    for (std::string const& text : texts) {
        auto const span = time_span(text);
        if (!span) return table.error(key, "\"" + text + "\" must be hours such as \"08:30-12:00\"");
        if (span->from >= span->to)
            return table.error(key, "\"" + text + "\" must end after it begins; a night is \"20:00-24:00\" and \"00:00-02:00\" of the next day");
        if (!spans.empty() && span->from < spans.back().to) return table.error(key, "\"" + text + "\" must not begin before the hours before it end");
        spans.push_back(*span);
    }
    return spans;
}

Result<Millis> read_time_of_day(TomlTable& table, std::string_view key, Millis fallback)
{
    if (!table.has(key)) return fallback;
    SADUAK_TRY(std::string const text, table.text(key));
    auto const time = time_of_day(text);
    if (!time) return table.error(key, "must be a time of day such as \"08:30\"");
    return *time;
}

Result<Opening> read_opening(TomlTable table, CalendarFolders const& calendars)
{
    Opening opening;
    if (table.has("week")) {
        SADUAK_TRY(TomlTable week, table.table("week"));
        SADUAK_TRY(opening.week, read_week(std::move(week)));
        if (opening.week.empty()) return table.error("week", "has no hours: leave it out for a site that is always open");
    }
    SADUAK_TRY(Days days, read_days(table));
    SADUAK_TRY(Days holidays, read_calendars(table, calendars));
    days.merge(holidays);  // what the site says of a date stays
    for (auto& [date, day] : days) opening.days.push_back(std::move(day));
    SADUAK_TRY_STATUS(table.finish());
    return opening;
}

Result<std::vector<RosterEntry>> read_roster(TomlTable& site)
{
    constexpr std::int64_t kHalfHour = minutes(30).count;
    std::vector<RosterEntry> roster;
    SADUAK_TRY(std::vector<TomlTable> tables, site.tables("roster"));
    for (TomlTable& table : tables) {
        RosterEntry entry;
        SADUAK_TRY(std::vector<std::string> const days, table.texts("days"));
        for (std::string const& text : days) {
            std::vector<std::int32_t> const named = weekdays(text);
            if (named.empty()) return table.error("days", kWeekdayWords);
            entry.weekdays.insert(entry.weekdays.end(), named.begin(), named.end());
        }
        if (entry.weekdays.empty()) return table.error("days", "must name weekdays such as [\"mon-fri\"]");
        if (!table.has("counters")) return table.error("counters", "is missing");
        SADUAK_TRY(entry.counters, table.integer_within("counters", 0, 0, 1000));
        SADUAK_TRY(std::vector<TimeSpan> const spans, read_hours(table, "hours"));
        if (spans.empty()) return table.error("hours", "must be hours such as [\"08:30-16:30\"]");
        for (TimeSpan const& span : spans) {
            if (span.from.count % kHalfHour != 0 || span.to.count % kHalfHour != 0) return table.error("hours", "must be on whole half hours");
            entry.span = span;
            roster.push_back(entry);
        }
        SADUAK_TRY_STATUS(table.finish());
    }
    return roster;
}

}  // namespace saduak::server
