// summarize(): the manager's day in one pass over its facts.
#include <map>

#include "core/metrics/exact.hpp"
#include "core/metrics/pool.hpp"
#include "core/metrics/query.hpp"

namespace saduak::metrics {
namespace {

TodaySummary::Distribution distribution(Durations const& of)
{
    TodaySummary::Distribution found;
    found.p50 = of.percentile(50);
    found.p90 = of.percentile(90);
    found.n = of.n();
    if (of.n() > 0) found.mean = divide_half_up(of.sum(), of.n());
    return found;
}

}  // namespace

TodaySummary summarize(Date day, FactsView view)
{
    std::int64_t const wanted = days_from_civil(day);
    Pool all;
    std::map<std::string, Pool> by_service;
    TodaySummary today;
    auto const add_all = [&](auto const& facts) {
        for (auto const& fact : facts) {
            if (fact.day != wanted) continue;
            all.add(fact);
            by_service[view.names.text(fact.service)].add(fact);
        }
    };
    add_all(view.facts.segments);
    add_all(view.facts.visits);
    add_all(view.facts.completions);
    for (RatingFact const& rating : view.facts.ratings) {
        if (rating.day != wanted) continue;
        all.add(rating);
        // One that was given without the server stands in the log behind those that came meanwhile.
        if (!today.last_rating || rating.at >= today.last_rating->at) today.last_rating = TodaySummary::Last{rating.score, rating.at};
    }

    all.sort();
    today.issued = all.issued;
    today.served = all.served;
    today.left = all.left;
    today.wait = distribution(all.wait);
    today.service = distribution(all.service);
    today.offered_bp = basis_points(all.offered.part, all.offered.whole);
    today.answered_bp = basis_points(all.answered.part, all.answered.whole);
    today.within_target_n = all.offered.whole;
    today.standard_bp = basis_points(all.standard.part, all.standard.whole);
    today.standard_n = all.standard.whole;
    Pool::Scores const scores = all.valid_scores();
    for (std::size_t score = 1; score <= 5; ++score) today.scores[score - 1] = all.scores[score];
    today.no_opinion = all.scores[0];
    today.rating_mean_e2 = mean_e2(scores.sum, scores.n);
    today.top2_bp = basis_points(scores.top_two, scores.n);
    today.response_bp = basis_points(scores.n, all.served);
    for (auto& [service, pool] : by_service) {
        pool.sort();
        today.by_service.push_back({ServiceId(service), pool.issued, pool.served, pool.wait.percentile(50), pool.wait.percentile(90)});
    }
    return today;
}

}  // namespace saduak::metrics
