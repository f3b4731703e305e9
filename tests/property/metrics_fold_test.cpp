// The fold and the query against a second computation that takes one ticket's events at a time, and the fold against itself in pieces.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <rapidcheck/catch.h>

#include "core/metrics/fold.hpp"
#include "core/metrics/query.hpp"
#include "tests/support/plain_count.hpp"
#include "tests/property/random_day.hpp"

using namespace saduak;
using namespace saduak::test;
using metrics::Metric;
using metrics::Stat;

namespace {

constexpr std::size_t kChoices = 300;

auto days() { return rc::gen::resize(kChoices, rc::gen::arbitrary<std::vector<Choice>>()); }

std::optional<std::int64_t> rank(std::vector<std::int64_t> const& sorted, std::size_t percent)
{
    if (sorted.empty()) return std::nullopt;
    std::size_t place = 1;
    while (place * 100 < percent * sorted.size()) ++place;
    return sorted[place - 1];
}

std::optional<std::int64_t> mean_hundredths(std::vector<std::int64_t> const& values)
{
    if (values.empty()) return std::nullopt;
    std::int64_t sum = 0;
    for (std::int64_t const value : values) sum += value;
    auto const n = static_cast<std::int64_t>(values.size());
    return (2 * 100 * sum + n) / (2 * n);
}

metrics::MetricsFold fold_of(std::vector<Event> const& log)
{
    metrics::MetricsFold fold;
    for (std::size_t i = 0; i < log.size(); ++i) RC_ASSERT(fold.take(static_cast<Seq>(i + 1), log[i]).has_value());
    return fold;
}

metrics::Facts all_facts(metrics::MetricsFold const& fold)
{
    metrics::Facts facts = fold.facts();
    facts.append(fold.provisional());
    return facts;
}

class Answers {
public:
    explicit Answers(std::vector<Event> const& log)
    {
        metrics::MetricsFold const fold = fold_of(log);
        metrics::MetricQuery query;
        query.from = {2020, 1, 1};
        query.to = {2030, 1, 1};
        rows_ = metrics::evaluate(query, {all_facts(fold), fold.names()});
    }
    [[nodiscard]] metrics::MetricRow const& row(Metric metric, Stat stat) const
    {
        auto const found = std::find_if(rows_.begin(), rows_.end(), [&](auto const& row) { return row.metric == metric && row.stat == stat; });
        RC_ASSERT(found != rows_.end());
        return *found;
    }
    [[nodiscard]] std::optional<std::int64_t> value(Metric metric, Stat stat) const
    {
        auto const& found = row(metric, stat).value;
        return found ? std::optional(found->scaled) : std::nullopt;
    }
    void check_share(Metric metric, Stat stat, std::int64_t part, std::int64_t whole) const
    {
        RC_ASSERT(row(metric, stat).numerator == part);
        RC_ASSERT(row(metric, stat).denominator == whole);
    }

private:
    std::vector<metrics::MetricRow> rows_;
};

template <class Body>
bool has(std::vector<Event> const& log)
{
    return std::any_of(log.begin(), log.end(), [](Event const& event) { return is<Body>(event); });
}
bool has_back_to_queue(std::vector<Event> const& log)
{
    return std::any_of(log.begin(), log.end(),
                       [](Event const& event) { return is<TicketResumed>(event) && std::get<TicketResumed>(event.body).waits; });
}

}  // namespace

TEST_CASE("metrics equal a plain count over each ticket's events")
{
    rc::prop("fold and query against brute force", [] {
        RandomDay const day(*days());
        Plain const plain = PlainCount(day.log()).plain();
        Answers const answers(day.log());
        RC_TAG(plain.served > 0 ? "some served" : "none served");
        RC_CLASSIFY(plain.late_sync > 0, "late tickets");
        RC_CLASSIFY(plain.recorded > 0, "recorded visits");
        RC_CLASSIFY(plain.unknown_issue > 0, "adopted and not heard of");
        RC_CLASSIFY(plain.appointments > 0, "appointments kept");
        RC_CLASSIFY(has<TicketMerged>(day.log()), "adopted and heard of");
        RC_CLASSIFY(has<TicketTransferred>(day.log()), "transfers");
        RC_CLASSIFY(has<TicketStepDone>(day.log()), "steps done");
        RC_CLASSIFY(has<BackOfficeCompleted>(day.log()), "back office done");
        RC_CLASSIFY(has_back_to_queue(day.log()), "from hold to the queue");
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::issued) == plain.issued);
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::served) == plain.served);
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::left) == plain.left);
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::open) == plain.open);
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::people) == plain.people);
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::advice) == plain.advice);
        RC_ASSERT(answers.value(Metric::m40_data_quality, Stat::voided) == plain.voided);
        RC_ASSERT(answers.value(Metric::m40_data_quality, Stat::estimated_time) == plain.estimated);
        RC_ASSERT(answers.value(Metric::m40_data_quality, Stat::unknown_issue) == plain.unknown_issue);
        RC_ASSERT(answers.value(Metric::m40_data_quality, Stat::late_sync) == plain.late_sync);
        RC_ASSERT(answers.value(Metric::m40_data_quality, Stat::recorded) == plain.recorded);
        RC_ASSERT(answers.value(Metric::m40_data_quality, Stat::negative) == 0);
        RC_ASSERT(answers.value(Metric::m40_data_quality, Stat::orphan) == 0);
        RC_ASSERT(answers.value(Metric::m02_wait, Stat::mean) == mean_hundredths(plain.waits));
        RC_ASSERT(answers.value(Metric::m03_wait_distribution, Stat::p50) == rank(plain.waits, 50));
        RC_ASSERT(answers.value(Metric::m03_wait_distribution, Stat::p90) == rank(plain.waits, 90));
        RC_ASSERT(answers.value(Metric::m03_wait_distribution, Stat::p95) == rank(plain.waits, 95));
        RC_ASSERT(answers.value(Metric::m04_service, Stat::mean) == mean_hundredths(plain.services));
        RC_ASSERT(answers.value(Metric::m04_service, Stat::p90) == rank(plain.services, 90));
        RC_ASSERT(answers.value(Metric::m05_turnaround, Stat::mean) == mean_hundredths(plain.turnarounds));
        answers.check_share(Metric::m06_within_target_offered, Stat::share_offered, plain.offered_met, plain.offered);
        answers.check_share(Metric::m07_within_target_answered, Stat::share_answered, plain.answered_met, plain.answered);
        answers.check_share(Metric::m04_service, Stat::matters, plain.matters, plain.matters_segments);
        answers.check_share(Metric::m09_appointment_on_time, Stat::share, plain.on_time, plain.appointments);
        RC_ASSERT(answers.value(Metric::m09_appointment_on_time, Stat::late_arrivals) == plain.late_arrivals);
        answers.check_share(Metric::m10_within_standard, Stat::share, plain.standard_met, plain.standard);
        answers.check_share(Metric::m13_no_show, Stat::share, plain.no_shows, plain.called);
        answers.check_share(Metric::m14_abandonment, Stat::share, plain.abandoned, plain.issued);
        RC_ASSERT(answers.value(Metric::m31_rating_mean, Stat::mean) == mean_hundredths(plain.scores));
    });
}

TEST_CASE("a fold in pieces, each begun from the seal before it, gives the facts of the whole")
{
    rc::prop("pieces equal the whole", [] {
        std::vector<Event> const log = RandomDay(*days()).log();
        std::set<std::size_t> const stops = *rc::gen::container<std::set<std::size_t>>(rc::gen::inRange<std::size_t>(0, log.size() + 1));
        metrics::MetricsFold fold;
        metrics::Facts kept;
        for (std::size_t i = 0; i < log.size(); ++i) {
            RC_ASSERT(fold.take(static_cast<Seq>(i + 1), log[i]).has_value());
            if (!stops.contains(i)) continue;
            auto sealed = fold.take_sealed();
            if (!sealed) continue;
            kept.append(sealed->facts);
            // As after a restart: only what was sealed is left, the rest of the log comes again.
            fold = metrics::MetricsFold(sealed->seal);
            i = static_cast<std::size_t>(sealed->seal.seq) - 1;
        }
        kept.append(all_facts(fold));
        metrics::MetricsFold const whole = fold_of(log);
        RC_ASSERT(kept == all_facts(whole));
        RC_ASSERT(fold.names() == whole.names());
        RC_ASSERT(fold.seq() == whole.seq());
    });
}
