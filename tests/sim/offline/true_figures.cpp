#include "tests/sim/offline/true_figures.hpp"

#include <algorithm>

#include "core/metrics/catalogue.hpp"
#include "core/metrics/query.hpp"
#include "tests/support/plain_count.hpp"

namespace saduak::sim {

namespace {

using metrics::Metric;
using metrics::Stat;

// As the log would stand had every ticket been taken `later` than it truly was.
std::vector<domain::Event> with_true_times(std::vector<domain::Event> log, std::map<TicketId, Instant> const& taken_at, Millis later)
{
    for (domain::Event& event : log) {
        auto const truth = taken_at.find(event.ticket);
        if (truth == taken_at.end()) continue;
        Instant const taken = truth->second + later;
        if (auto* issued = std::get_if<domain::TicketIssued>(&event.body); issued != nullptr && !issued->adopted) issued->taken_at = taken;
        if (auto* merged = std::get_if<domain::TicketMerged>(&event.body)) merged->taken_at = taken;
        if (auto* late = std::get_if<domain::TicketLate>(&event.body)) late->taken_at = taken;
    }
    return log;
}

std::int64_t at_percent(std::vector<std::int64_t> const& sorted, std::size_t percent)
{
    if (sorted.empty()) return 0;
    std::size_t const place = (percent * sorted.size() + 99) / 100;  // nearest rank
    return sorted[std::max<std::size_t>(place, 1) - 1];
}

std::int64_t mean_hundredths(std::vector<std::int64_t> const& values)
{
    auto const n = static_cast<std::int64_t>(values.size());
    std::int64_t sum = 0;
    for (std::int64_t const value : values) sum += value;
    return n == 0 ? 0 : (2 * 100 * sum + n) / (2 * n);
}

class Comparison {
public:
    Comparison(metrics::MetricsFold const& fold, test::Plain const& early, test::Plain const& late) : early_(early), late_(late)
    {
        metrics::MetricQuery query;
        query.from = {2020, 1, 1};
        query.to = {2030, 1, 1};
        metrics::Facts facts = fold.facts();
        facts.append(fold.provisional());
        rows_ = metrics::evaluate(query, {facts, fold.names()});
    }

    FiguresCompared run()
    {
        using test::Plain;
        value(Metric::m01_issued, Stat::issued, [](Plain const& p) { return p.issued; });
        value(Metric::m01_issued, Stat::served, [](Plain const& p) { return p.served; });
        value(Metric::m01_issued, Stat::left, [](Plain const& p) { return p.left; });
        value(Metric::m01_issued, Stat::open, [](Plain const& p) { return p.open; });
        value(Metric::m01_issued, Stat::people, [](Plain const& p) { return p.people; });
        value(Metric::m02_wait, Stat::mean, [](Plain const& p) { return mean_hundredths(p.waits); });
        value(Metric::m03_wait_distribution, Stat::p50, [](Plain const& p) { return at_percent(p.waits, 50); });
        value(Metric::m03_wait_distribution, Stat::p90, [](Plain const& p) { return at_percent(p.waits, 90); });
        value(Metric::m03_wait_distribution, Stat::p95, [](Plain const& p) { return at_percent(p.waits, 95); });
        value(Metric::m04_service, Stat::mean, [](Plain const& p) { return mean_hundredths(p.services); });
        value(Metric::m04_service, Stat::p90, [](Plain const& p) { return at_percent(p.services, 90); });
        value(Metric::m05_turnaround, Stat::mean, [](Plain const& p) { return mean_hundredths(p.turnarounds); });
        share(Metric::m06_within_target_offered, Stat::share_offered, &Plain::offered_met, &Plain::offered);
        share(Metric::m07_within_target_answered, Stat::share_answered, &Plain::answered_met, &Plain::answered);
        share(Metric::m10_within_standard, Stat::share, &Plain::standard_met, &Plain::standard);
        share(Metric::m13_no_show, Stat::share, &Plain::no_shows, &Plain::called);
        share(Metric::m14_abandonment, Stat::share, &Plain::abandoned, &Plain::issued);
        value(Metric::m40_data_quality, Stat::voided, [](Plain const& p) { return p.voided; });
        value(Metric::m40_data_quality, Stat::estimated_time, [](Plain const& p) { return p.estimated; });
        value(Metric::m40_data_quality, Stat::unknown_issue, [](Plain const& p) { return p.unknown_issue; });
        value(Metric::m40_data_quality, Stat::late_sync, [](Plain const& p) { return p.late_sync; });
        return result_;
    }

private:
    [[nodiscard]] metrics::MetricRow const* row(Metric metric, Stat stat)
    {
        ++result_.figures;
        auto const found = std::find_if(rows_.begin(), rows_.end(), [&](auto const& row) { return row.metric == metric && row.stat == stat; });
        if (found != rows_.end()) return &*found;
        differ(metric, stat, "is missing");
        return nullptr;
    }
    void differ(Metric metric, Stat stat, std::string const& how)
    {
        if (result_.fault.empty()) result_.fault = std::string(metrics::info(metric).id) + " " + std::string(metrics::to_string(stat)) + " " + how;
    }
    void check(Metric metric, Stat stat, std::int64_t found, std::int64_t one, std::int64_t other)
    {
        if (found < std::min(one, other) || found > std::max(one, other))
            differ(metric, stat, "is " + std::to_string(found) + ", and truly " + std::to_string(one) + " to " + std::to_string(other));
    }
    template <class Of>
    void value(Metric metric, Stat stat, Of of)
    {
        auto const* found = row(metric, stat);
        if (found != nullptr) check(metric, stat, found->value ? found->value->scaled : 0, of(early_), of(late_));
    }
    void share(Metric metric, Stat stat, std::int64_t test::Plain::*part, std::int64_t test::Plain::*whole)
    {
        auto const* found = row(metric, stat);
        if (found == nullptr) return;
        check(metric, stat, found->numerator.value_or(0), early_.*part, late_.*part);
        check(metric, stat, found->denominator.value_or(0), early_.*whole, late_.*whole);
    }

    test::Plain const& early_;
    test::Plain const& late_;
    std::vector<metrics::MetricRow> rows_;
    FiguresCompared result_;
};

}  // namespace

FiguresCompared compare_figures(std::vector<domain::Event> const& log, metrics::MetricsFold const& fold, std::map<TicketId, Instant> const& taken_at,
                                Millis clock_error)
{
    auto const early_log = with_true_times(log, taken_at, Millis{0} - clock_error);
    auto const late_log = with_true_times(log, taken_at, clock_error);
    test::PlainCount const early(early_log), late(late_log);
    return Comparison(fold, early.plain(), late.plain()).run();
}

}  // namespace saduak::sim
