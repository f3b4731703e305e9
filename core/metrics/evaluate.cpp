// evaluate(): facts into pools by group, pools into rows.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <utility>

#include "core/metrics/exact.hpp"
#include "core/metrics/pool.hpp"
#include "core/metrics/query.hpp"

namespace saduak::metrics {
namespace {

constexpr std::int64_t kStaffFigure_n_min = 10;
// Ratings come by other channels than tickets do: the two vocabularies share the group's column.
constexpr std::int64_t kRatingChannels = 100;
constexpr std::size_t kGroupCount = 10;
using Key = std::array<std::int64_t, kGroupCount>;  // one number a group asked, the rest 0

// What every kind of fact can be grouped by.
struct Labels {
    std::int32_t day = 0;
    Instant at;  // decides the hour: a segment's arrival, a visit's issue, a rating's answer
    NameIndex service = 0;
    NameIndex counter = 0;
    NameIndex agent = 0;
    domain::TicketClass ticket_class = domain::TicketClass::general;
    std::int64_t channel = 0;
};

Labels labels(SegmentFact const& f)
{
    return {f.day, f.queued_at, f.service, f.counter, f.agent, f.ticket_class, static_cast<std::int64_t>(f.channel)};
}
Labels labels(VisitFact const& f)
{
    return {f.day, f.issued_at, f.service, f.counter, f.agent, f.ticket_class, static_cast<std::int64_t>(f.channel)};
}
Labels labels(RatingFact const& f)
{
    return {f.day, f.at, f.service, f.counter, f.agent, f.ticket_class, kRatingChannels + static_cast<std::int64_t>(f.channel)};
}
Labels labels(CompletionFact const& f)
{
    return {f.day, f.issued_at, f.service, f.counter, f.agent, f.ticket_class, static_cast<std::int64_t>(f.channel)};
}
// Without a ticket there is no class and no channel: advice is general, and of the staff.
Labels labels(AdviceFact const& f)
{
    return {f.day, f.at, f.service, f.counter, f.agent, domain::TicketClass::general, static_cast<std::int64_t>(domain::Channel::staff)};
}
Labels labels(FlawFact const& f) { return {.day = f.day}; }

std::int64_t key_part(Group group, Labels const& of)
{
    switch (group) {
    case Group::service: return of.service;
    case Group::ticket_class: return static_cast<std::int64_t>(of.ticket_class);
    case Group::counter: return of.counter;
    case Group::agent: return of.agent;
    case Group::channel: return of.channel;
    case Group::hour: return local_time(of.at).hour;
    case Group::weekday: return (of.day % 7 + 7 + 3) % 7 + 1;  // 1970-01-01 was a Thursday; Monday is 1
    case Group::day: return of.day;
    case Group::month: {
        Date const date = civil_from_days(of.day);
        return std::int64_t{date.year} * 12 + date.month - 1;
    }
    case Group::fiscal_year: return fiscal_year_be(civil_from_days(of.day));
    }
    return 0;
}

std::string two_digits(std::int64_t value) { return (value < 10 ? "0" : "") + std::to_string(value); }

std::string channel_text(std::int64_t part)
{
    if (part >= kRatingChannels) return std::string(to_string(static_cast<domain::RatingChannel>(part - kRatingChannels)));
    return std::string(to_string(static_cast<domain::Channel>(part)));
}

std::string part_text(Group group, std::int64_t part, Names const& names)
{
    switch (group) {
    case Group::service:
    case Group::counter:
    case Group::agent: return names.text(static_cast<NameIndex>(part));
    case Group::ticket_class: return std::string(to_string(static_cast<domain::TicketClass>(part)));
    case Group::channel: return channel_text(part);
    case Group::hour: return two_digits(part);
    case Group::weekday:
    case Group::fiscal_year: return std::to_string(part);
    case Group::day: return format_date(civil_from_days(part));
    case Group::month: {
        Date const first{static_cast<std::int32_t>(part / 12), static_cast<std::int32_t>(part % 12 + 1), 1};
        return format_date(first).substr(0, 7);
    }
    }
    return "";
}

struct GroupPool {
    std::vector<GroupValue> group;
    Pool pool;
};

// The pools of the query's days, ordered by the texts of their groups.
std::vector<GroupPool> pools(MetricQuery const& query, FactsView const& view)
{
    std::int64_t const first = days_from_civil(query.from);
    std::int64_t const last = days_from_civil(query.to);
    std::map<Key, Pool> by_key;
    if (query.groups.empty()) by_key[Key{}];
    auto const add_all = [&](auto const& facts) {
        for (auto const& fact : facts) {
            if (fact.day < first || fact.day > last) continue;
            Labels const of = labels(fact);
            Key key{};
            for (std::size_t i = 0; i < query.groups.size(); ++i) key[i] = key_part(query.groups[i], of);
            by_key[key].add(fact);
        }
    };
    add_all(view.facts.segments);
    add_all(view.facts.visits);
    add_all(view.facts.ratings);
    add_all(view.facts.flaws);
    add_all(view.facts.completions);
    add_all(view.facts.advice);

    std::vector<GroupPool> found;
    for (auto& [key, pool] : by_key) {
        GroupPool entry{{}, std::move(pool)};
        for (std::size_t i = 0; i < query.groups.size(); ++i)
            entry.group.push_back({query.groups[i], part_text(query.groups[i], key[i], view.names)});
        entry.pool.sort();
        found.push_back(std::move(entry));
    }
    auto const by_texts = [](GroupPool const& a, GroupPool const& b) {
        return std::lexicographical_compare(a.group.begin(), a.group.end(), b.group.begin(), b.group.end(),
                                            [](GroupValue const& x, GroupValue const& y) { return x.value < y.value; });
    };
    std::sort(found.begin(), found.end(), by_texts);
    return found;
}

// A row without its group, metric and unit.
struct Figure {
    std::optional<Decimal> value;
    std::int64_t n = 0;
    std::optional<std::int64_t> numerator, denominator;
};

Figure count(std::int64_t value, std::int64_t n) { return {Decimal{value, 0}, n, {}, {}}; }

std::optional<Decimal> whole(std::optional<std::int64_t> value)
{
    if (!value) return std::nullopt;
    return Decimal{*value, 0};
}

std::optional<Decimal> hundredths(std::optional<std::int64_t> value)
{
    if (!value) return std::nullopt;
    return Decimal{*value, 2};
}

Figure share(Share const& of) { return {whole(basis_points(of.part, of.whole)), of.whole, of.part, of.whole}; }

Figure mean(std::int64_t sum, std::int64_t n) { return {hundredths(mean_e2(sum, n)), n, sum, n}; }

Figure duration(Stat stat, Durations const& of)
{
    auto const figure = [&](std::optional<std::int64_t> value) { return Figure{whole(value), of.n(), {}, {}}; };
    if (stat == Stat::mean) return mean(of.sum(), of.n());
    if (stat == Stat::p50) return figure(of.percentile(50));
    if (stat == Stat::p80) return figure(of.percentile(80));
    if (stat == Stat::p90) return figure(of.percentile(90));
    if (stat == Stat::p95) return figure(of.percentile(95));
    return figure(of.max());
}

Figure issued(Stat stat, Pool const& pool)
{
    if (stat == Stat::served) return count(pool.served, pool.issued);
    if (stat == Stat::left) return count(pool.left, pool.issued);
    if (stat == Stat::open) return count(pool.open, pool.issued);
    if (stat == Stat::people) return count(pool.people, pool.issued);
    if (stat == Stat::advice) return count(pool.advice, pool.advice);
    return count(pool.issued, pool.issued);
}

Figure service(Stat stat, Pool const& pool)
{
    if (stat == Stat::share_imputed) return share(pool.imputed);
    if (stat == Stat::matters) return mean(pool.matters, pool.matters_segments);
    return duration(stat, pool.service);
}

Figure appointments(Stat stat, Pool const& pool)
{
    if (stat == Stat::late_arrivals) return count(pool.late_arrivals, pool.on_time.whole + pool.late_arrivals);
    return share(pool.on_time);
}

Figure rating_mean(Stat stat, Pool::Scores const& scores)
{
    if (stat == Stat::mean) return mean(scores.sum, scores.n);
    return {hundredths(sample_deviation_e2(scores.n, scores.sum, scores.sum_of_squares)), scores.n, {}, {}};
}

Figure top_two(Stat stat, Pool::Scores const& scores)
{
    Figure figure = share({scores.top_two, scores.n});
    if (stat == Stat::share || scores.n == 0) return figure;
    Interval const interval = wilson_interval(scores.top_two, scores.n);
    double const bound = stat == Stat::interval_low ? interval.low : interval.high;
    figure.value = Decimal{std::llround(bound * 10'000), 0};
    return figure;
}

Figure band(Pool::Scores const& scores)
{
    auto const mean_of = mean_e2(scores.sum, scores.n);
    if (!mean_of) return {};
    return {Decimal{band_of(*mean_of), 0}, scores.n, {}, {}};
}

Figure quality(Stat stat, Pool const& pool)
{
    if (stat == Stat::imputed_start) return count(pool.imputed_start, pool.imputed.whole);
    if (stat == Stat::imputed_end) return count(pool.imputed_end, pool.imputed.whole);
    if (stat == Stat::unconfirmed_paper) return count(pool.unconfirmed_paper, pool.issued);
    if (stat == Stat::unconfirmed_no_show) return count(pool.unconfirmed_no_show, pool.no_show.part);
    if (stat == Stat::negative) return count(pool.negative, pool.issued);
    if (stat == Stat::orphan) return count(pool.orphan, pool.issued);
    if (stat == Stat::repeated_rating) return count(pool.repeated_rating, pool.issued);
    if (stat == Stat::estimated_time) return count(pool.estimated_time, pool.issued);
    if (stat == Stat::unknown_issue) return count(pool.unknown_issue, pool.issued);
    if (stat == Stat::late_sync) return count(pool.late_sync, pool.issued);
    if (stat == Stat::recorded) return count(pool.recorded, pool.issued);
    return count(pool.voided, pool.issued);
}

Figure figure(Metric metric, Stat stat, Pool const& pool)
{
    Pool::Scores const scores = pool.valid_scores();
    switch (metric) {
    case Metric::m01_issued: return issued(stat, pool);
    case Metric::m02_wait:
    case Metric::m03_wait_distribution: return duration(stat, pool.wait);
    case Metric::m04_service: return service(stat, pool);
    case Metric::m05_turnaround: return duration(stat, pool.turnaround);
    case Metric::m06_within_target_offered: return share(pool.offered);
    case Metric::m07_within_target_answered: return share(pool.answered);
    case Metric::m09_appointment_on_time: return appointments(stat, pool);
    case Metric::m10_within_standard: return share(pool.standard);
    case Metric::m13_no_show: return share(pool.no_show);
    case Metric::m14_abandonment: return share(pool.abandoned);
    case Metric::m30_response: return share({scores.n, pool.served});
    case Metric::m31_rating_mean: return rating_mean(stat, scores);
    case Metric::m32_percent_of_mean: return {whole(basis_points(scores.sum, 5 * scores.n)), scores.n, scores.sum, 5 * scores.n};
    case Metric::m33_top_two: return top_two(stat, scores);
    case Metric::m34_dissatisfied: return share({scores.bottom_two, scores.n});
    case Metric::m35_band: return band(scores);
    case Metric::m40_data_quality: return quality(stat, pool);
    }
    return {};
}

// An answer has no hour or channel of issue, so its own do not divide the served.
bool can_divide(Metric metric, std::vector<Group> const& groups)
{
    if (metric != Metric::m30_response) return true;
    return std::none_of(groups.begin(), groups.end(), [](Group group) { return group == Group::hour || group == Group::channel; });
}

// STANDARDS 7.1: a figure about one member of staff needs n >= 10. How many they served is no score.
bool must_suppress(MetricRow const& row)
{
    if (row.metric == Metric::m01_issued || row.n >= kStaffFigure_n_min) return false;
    return std::any_of(row.group.begin(), row.group.end(),
                       [](GroupValue const& value) { return value.group == Group::agent && !value.value.empty(); });
}

}  // namespace

std::vector<MetricRow> evaluate(MetricQuery const& query, FactsView facts)
{
    std::vector<Metric> asked = query.metrics;
    if (asked.empty())
        for (MetricInfo const& entry : catalogue()) asked.push_back(entry.metric);

    std::vector<MetricRow> rows;
    for (GroupPool const& entry : pools(query, facts)) {
        for (Metric const metric : asked) {
            for (Stat const stat : info(metric).stats) {
                Figure const found = can_divide(metric, query.groups) ? figure(metric, stat, entry.pool) : Figure{};
                MetricRow row{metric, stat, entry.group, found.value, unit_of(metric, stat), found.n, found.numerator, found.denominator, false};
                row.suppressed = must_suppress(row);
                if (row.suppressed) row.value = std::nullopt, row.numerator = std::nullopt, row.denominator = std::nullopt;
                rows.push_back(std::move(row));
            }
        }
    }
    return rows;
}

}  // namespace saduak::metrics
