#include "core/domain/opening.hpp"

#include <algorithm>
#include <set>

namespace saduak::domain {
namespace {

tl::unexpected<Error> invalid(std::string what) { return fail(Errc::invalid_argument, std::move(what)); }

Status check_spans(std::vector<TimeSpan> const& spans, std::string const& what)
{
    Millis end{0};
    for (TimeSpan const& span : spans) {
        if (span.from < Millis{0} || span.to > hours(24) || span.from >= span.to)
            return invalid(what + ": hours are from 00:00 to 24:00 and end after they begin");
        if (span.from < end) return invalid(what + ": hours must be in order and not overlap");
        end = span.to;
    }
    return {};
}

struct LocalMoment {
    Date date;
    std::int32_t weekday = 0;
    Millis since_midnight;
};

LocalMoment local_moment(Instant instant)
{
    LocalTime const local = local_time(instant);
    return {local.date, local.weekday, instant - instant_at(local.date, Millis{0})};
}

bool covers(TimeSpan const& span, Millis since_midnight) { return span.from <= since_midnight && since_midnight < span.to; }

}  // namespace

Status validate(Opening const& opening)
{
    std::set<std::int32_t> weekdays;
    for (WeekdayHours const& day : opening.week) {
        std::string const what = "weekday " + std::to_string(day.weekday);
        if (day.weekday < 0 || day.weekday > 6) return invalid(what + ": weekdays are 0 Sunday to 6 Saturday");
        if (!weekdays.insert(day.weekday).second) return invalid(what + " stands twice");
        SADUAK_TRY_STATUS(check_spans(day.spans, what));
    }
    SpecialDay const* before = nullptr;
    for (SpecialDay const& day : opening.days) {
        std::string const what = "special day " + format_date(day.date);
        if (!valid_date(day.date)) return invalid(what + " is not a date");
        if (before != nullptr && before->date >= day.date) return invalid(what + " stands twice or out of order");
        SADUAK_TRY_STATUS(check_spans(day.spans, what));
        before = &day;
    }
    return {};
}

Status validate(std::vector<RosterEntry> const& roster)
{
    constexpr std::int64_t kHalfHour = minutes(30).count;
    for (RosterEntry const& entry : roster) {
        for (std::int32_t const weekday : entry.weekdays)
            if (weekday < 0 || weekday > 6) return invalid("roster: weekdays are 0 Sunday to 6 Saturday");
        bool const ordered = entry.span.from >= Millis{0} && entry.span.from < entry.span.to && entry.span.to <= hours(24);
        if (!ordered || entry.span.from.count % kHalfHour != 0 || entry.span.to.count % kHalfHour != 0)
            return invalid("roster: spans begin and end on whole half hours");
        if (entry.counters < 0 || entry.counters > 1000) return invalid("roster: counters must be 0 to 1000");
    }
    return {};
}

SpecialDay const* special_day(Opening const& opening, Date date)
{
    auto const found =
        std::lower_bound(opening.days.begin(), opening.days.end(), date, [](SpecialDay const& day, Date const& wanted) { return day.date < wanted; });
    return found != opening.days.end() && found->date == date ? &*found : nullptr;
}

std::vector<TimeSpan> hours_on(Opening const& opening, Date date)
{
    if (SpecialDay const* day = special_day(opening, date)) return day->spans;
    if (opening.week.empty()) return {TimeSpan{Millis{0}, hours(24)}};
    std::int32_t const weekday = local_time(instant_at(date, Millis{0})).weekday;
    for (WeekdayHours const& day : opening.week)
        if (day.weekday == weekday) return day.spans;
    return {};
}

bool is_open_at(Opening const& opening, Instant instant)
{
    LocalMoment const moment = local_moment(instant);
    std::vector<TimeSpan> const spans = hours_on(opening, moment.date);
    return std::any_of(spans.begin(), spans.end(), [&](TimeSpan const& span) { return covers(span, moment.since_midnight); });
}

bool is_working_day(Opening const& opening, Date date) { return !hours_on(opening, date).empty(); }

std::optional<Instant> next_opening(Opening const& opening, Instant instant)
{
    constexpr int kDaysLookedAt = 400;
    Date date = local_time(instant).date;
    for (int day = 0; day < kDaysLookedAt; ++day, date = next_day(date))
        for (TimeSpan const& span : hours_on(opening, date))
            if (instant < instant_at(date, span.to)) return std::max(instant, instant_at(date, span.from));
    return std::nullopt;
}

std::optional<Instant> last_closing(Opening const& opening, Instant instant)
{
    Date const date = local_time(instant).date;
    std::vector<TimeSpan> const spans = hours_on(opening, date);
    if (spans.empty()) return std::nullopt;
    return instant_at(date, spans.back().to);
}

std::optional<std::int32_t> planned_counters(std::vector<RosterEntry> const& roster, Instant instant)
{
    // Spans stand on whole half hours: what covers the instant covers its half hour.
    LocalMoment const moment = local_moment(instant);
    std::optional<std::int32_t> planned;
    for (RosterEntry const& entry : roster) {
        bool const that_day = std::find(entry.weekdays.begin(), entry.weekdays.end(), moment.weekday) != entry.weekdays.end();
        if (that_day && covers(entry.span, moment.since_midnight)) planned = std::max(planned.value_or(0), entry.counters);
    }
    return planned;
}

}  // namespace saduak::domain
