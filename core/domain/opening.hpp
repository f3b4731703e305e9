// When a site is open (DESIGN 4): weekly hours, holidays and other special days, planned counters. Local times of Bangkok.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/words.hpp"

namespace saduak::domain {

// The same text by language code: "th", "en", ... Thai and English are always there.
using LocalText = std::map<std::string, std::string>;

// From `from` until before `to`, both since local midnight; 00:00 to 24:00, from < to. A night's hours are two spans on two days.
struct TimeSpan {
    Millis from;
    Millis to;

    auto operator<=>(TimeSpan const&) const = default;
};

// The hours of one weekday. A site that closes at lunch has two spans; lunch in shifts is one span, with the counters' own breaks.
struct WeekdayHours {
    std::int32_t weekday = 0;     // 0 Sunday to 6 Saturday
    std::vector<TimeSpan> spans;  // ascending, apart

    bool operator==(WeekdayHours const&) const = default;
};

// A date that differs from its weekday: a holiday, or a day that is worked or shortened as an exception.
struct SpecialDay {
    Date date;
    DayKind kind = DayKind::national;
    LocalText name;
    std::vector<TimeSpan> spans;  // empty: closed all day

    bool operator==(SpecialDay const&) const = default;
};

struct Opening {
    std::vector<WeekdayHours> week;  // empty: no hours are kept, the site is always open; a weekday that is missing is closed
    std::vector<SpecialDay> days;    // ascending, one a date

    bool operator==(Opening const&) const = default;
};

// Planned counters: how many should be open on these weekdays from one half hour to another (STANDARDS 7: staffing).
struct RosterEntry {
    std::vector<std::int32_t> weekdays;  // 0 Sunday to 6 Saturday
    TimeSpan span;                       // on whole half hours
    std::int32_t counters = 0;

    bool operator==(RosterEntry const&) const = default;
};

// What is wrong with it, in words for an administrator.
[[nodiscard]] Status validate(Opening const& opening);
[[nodiscard]] Status validate(std::vector<RosterEntry> const& roster);

// The spans of a date, ascending: its special day's, else its weekday's. Always open: one span of 24 hours.
[[nodiscard]] std::vector<TimeSpan> hours_on(Opening const& opening, Date date);
[[nodiscard]] SpecialDay const* special_day(Opening const& opening, Date date);
[[nodiscard]] bool is_open_at(Opening const& opening, Instant instant);
// A day on which the site serves, of its calendar alone.
[[nodiscard]] bool is_working_day(Opening const& opening, Date date);
// The first instant at or after `instant` at which the site is open; nothing within the 400 days that are looked at.
[[nodiscard]] std::optional<Instant> next_opening(Opening const& opening, Instant instant);
// The end of the last span of the instant's local date; nothing where that date is closed.
[[nodiscard]] std::optional<Instant> last_closing(Opening const& opening, Instant instant);
// Planned for the half hour of the instant: the largest entry that covers it; nothing where no entry does.
[[nodiscard]] std::optional<std::int32_t> planned_counters(std::vector<RosterEntry> const& roster, Instant instant);

}  // namespace saduak::domain
