#include "core/domain/gap_report.hpp"

#include <algorithm>
#include <map>

#include "core/domain/numbering.hpp"

namespace saduak::domain {
namespace {

// Every range that was held at some time of the open day: online numbering left all of them out.
std::vector<OfflineRange> ranges_of_day(SiteState const& state)
{
    std::vector<OfflineRange> ranges = state.ranges;
    ranges.insert(ranges.end(), state.released.begin(), state.released.end());
    return ranges;
}

bool held(std::vector<OfflineRange> const& ranges, TicketNumber const& number)
{
    return std::any_of(ranges.begin(), ranges.end(), [&](OfflineRange const& range) { return range.contains(number); });
}

PastDay const* past_day(SiteState const& state, Date day)
{
    auto const found = state.past_days.find(day);
    return found == state.past_days.end() ? nullptr : &found->second;
}

std::vector<std::string> find_gaps(SiteState const& state, std::vector<OfflineRange> const& ranges)
{
    std::vector<std::string> gaps;
    for (auto const& [prefix, last] : state.last_number) {
        for (std::int32_t n = 1; n <= last; ++n) {
            std::string number = format_number(prefix, n);
            if (!state.by_number.contains(number) && !held(ranges, {prefix, n})) gaps.push_back(std::move(number));
        }
    }
    return gaps;
}

GapReport report_of(PastDay const& numbers, Date day)
{
    GapReport report;
    report.day = day;
    report.revision = numbers.revision;
    report.provisional = !numbers.awaited.empty();
    report.awaiting.assign(numbers.awaited.begin(), numbers.awaited.end());

    std::map<std::string, GapReport::Prefix> prefixes;
    for (auto const& [prefix, last] : numbers.last_number) prefixes[prefix].last = last;
    for (std::string const& gap : numbers.gaps) prefixes[gap.substr(0, 1)].gaps.push_back(gap);
    for (OfflineRange const& range : numbers.ranges) prefixes[range.prefix].ranges.push_back({range, {}, range.last - range.first + 1});

    std::vector<TicketNumber> used;  // in the order of their numbers, which is not that of their texts: A999, A1000
    for (std::string const& text : numbers.offline_used)
        if (auto number = parse_number(text)) used.push_back(*std::move(number));
    std::sort(used.begin(), used.end());
    for (TicketNumber const& number : used) {
        GapReport::Prefix& prefix = prefixes[number.prefix];
        std::string text = format_number(number.prefix, number.n);
        auto const holder =
            std::find_if(prefix.ranges.begin(), prefix.ranges.end(), [&](GapReport::Range const& held) { return held.range.contains(number); });
        if (holder == prefix.ranges.end()) {
            prefix.used_elsewhere.push_back(std::move(text));
            continue;
        }
        holder->used.push_back(std::move(text));
        holder->unused -= 1;
    }
    for (auto& [letter, prefix] : prefixes) {
        prefix.prefix = letter;
        std::sort(prefix.ranges.begin(), prefix.ranges.end(), [](auto const& a, auto const& b) { return a.range.first < b.range.first; });
        report.prefixes.push_back(std::move(prefix));
    }
    return report;
}

}  // namespace

PastDay close_numbers(SiteState const& state)
{
    PastDay day;
    day.last_number = state.last_number;
    day.ranges = ranges_of_day(state);
    day.gaps = find_gaps(state, day.ranges);
    for (auto const& [text, ticket] : state.by_number)
        if (auto const number = parse_number(text); number && held(day.ranges, *number)) day.offline_used.insert(text);
    for (OfflineRange const& range : state.ranges)
        if (!range.device.empty()) day.awaited.insert(range.device);
    // A day that was closed before, and opened again on the same date: its first close has been reported.
    if (PastDay const* before = past_day(state, state.day)) {
        day.revision = before->revision + 1;
        day.offline_used.insert(before->offline_used.begin(), before->offline_used.end());
    }
    return day;
}

bool passed_online(PastDay const& day, TicketNumber const& number)
{
    auto const last = day.last_number.find(number.prefix);
    return last != day.last_number.end() && number.n <= last->second && !held(day.ranges, number);
}

std::optional<GapReport> gap_report(SiteState const& state, Date day)
{
    if (state.day_open && day == state.day) {
        GapReport report = report_of(close_numbers(state), day);
        report.provisional = true;
        return report;
    }
    PastDay const* past = past_day(state, day);
    if (past == nullptr) return std::nullopt;
    return report_of(*past, day);
}

}  // namespace saduak::domain
