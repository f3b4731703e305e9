#include "core/domain/opening.hpp"

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

}  // namespace saduak::domain
