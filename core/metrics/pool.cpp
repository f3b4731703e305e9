#include "core/metrics/pool.hpp"

#include <algorithm>

#include "core/metrics/exact.hpp"

namespace saduak::metrics {

void Durations::add(std::int64_t duration_s)
{
    if (duration_s == kNoDuration) return;
    values_.push_back(duration_s);
    sum_ += duration_s;
}

void Durations::sort() { std::sort(values_.begin(), values_.end()); }

std::optional<std::int64_t> Durations::percentile(std::int32_t percent) const { return metrics::percentile(values_, percent); }

std::optional<std::int64_t> Durations::max() const
{
    if (values_.empty()) return std::nullopt;
    return values_.back();
}

void Share::count(bool met)
{
    ++whole;
    if (met) ++part;
}

void Pool::add(SegmentFact const& fact)
{
    bool const served_here = fact.ending == Ending::served;
    bool const in_time = fact.wait_s <= fact.target_s;  // equality counts as met
    if (served_here) {
        wait.add(fact.wait_s);
        service.add(fact.service_s);
        imputed.count(fact.start_imputed || fact.end_imputed);
        if (fact.start_imputed) ++imputed_start;
        if (fact.end_imputed) ++imputed_end;
        matters += fact.matters;
        if (fact.matters > 0) ++matters_segments;
    }
    if (fact.wait_s != kNoDuration) {
        if (served_here) answered.count(in_time);
        // M06: who left within the target says nothing about the wait.
        if (served_here || !in_time) offered.count(served_here && in_time);
    }
    bool const missed = fact.ending == Ending::no_show;
    if (fact.called) no_show.count(missed);
    if (fact.paper_unconfirmed) ++unconfirmed_paper;
    if (fact.paper_unconfirmed && missed) ++unconfirmed_no_show;
    if (fact.negative) ++negative;
}

void Pool::add(VisitFact const& fact)
{
    if (fact.ending == Ending::voided) {
        ++voided;
        return;
    }
    ++issued;
    people += fact.people;
    if (fact.time_estimated) ++estimated_time;
    if (fact.issue_unknown) ++unknown_issue;
    if (fact.origin == Origin::late) ++late_sync;
    if (fact.origin == Origin::recorded) ++recorded;
    if (fact.slot.is_set()) add_appointment(fact);
    switch (fact.ending) {
    case Ending::served: ++served; break;
    case Ending::no_show:
    case Ending::cancelled:
    case Ending::expired: ++left; break;
    case Ending::open: ++open; break;
    case Ending::voided: break;
    }
    bool const gave_up = fact.ending == Ending::cancelled || fact.ending == Ending::expired;
    abandoned.count(gave_up && !fact.called);
    if (fact.ending != Ending::served) return;

    turnaround.add(fact.turnaround_s);
    if (fact.standard_s <= 0) return;
    bool const by_touch = fact.standard_basis == domain::StandardBasis::touch;
    // A matter that goes on in the back office has not ended for who measures the whole stay (M10).
    if (!by_touch && fact.back_office) return;
    std::int64_t const measured_s = by_touch ? fact.touch_s : fact.turnaround_s;
    if (measured_s != kNoDuration) standard.count(measured_s <= fact.standard_s);
}

// M09 judges the office, so who came late is counted apart, and who left before the office was late is left out, as in M06.
void Pool::add_appointment(VisitFact const& fact)
{
    if (fact.issued_at > fact.slot) {
        ++late_arrivals;
        return;
    }
    if (fact.ending == Ending::open) return;
    Instant const limit = fact.slot + kAppointmentGrace;
    if (fact.called_at.is_set()) on_time.count(fact.called_at <= limit);
    else if (fact.ended_at > limit) on_time.count(false);
}

void Pool::add(CompletionFact const& fact)
{
    if (fact.standard_basis != domain::StandardBasis::elapsed || fact.standard_s <= 0 || fact.elapsed_s == kNoDuration) return;
    standard.count(fact.elapsed_s <= fact.standard_s);
}

void Pool::add(AdviceFact const&) { ++advice; }

void Pool::add(RatingFact const& fact)
{
    if (fact.score >= 0 && fact.score <= 5) ++scores[static_cast<std::size_t>(fact.score)];
}

void Pool::add(FlawFact const& fact)
{
    switch (fact.kind) {
    case FlawKind::orphan: ++orphan; break;
    case FlawKind::repeated_rating: ++repeated_rating; break;
    }
}

void Pool::sort()
{
    wait.sort();
    service.sort();
    turnaround.sort();
}

Pool::Scores Pool::valid_scores() const
{
    Scores valid;
    for (std::int64_t score = 1; score <= 5; ++score) {
        std::int64_t const count = scores[static_cast<std::size_t>(score)];
        valid.n += count;
        valid.sum += count * score;
        valid.sum_of_squares += count * score * score;
        if (score >= 4) valid.top_two += count;
        if (score <= 2) valid.bottom_two += count;
    }
    return valid;
}

}  // namespace saduak::metrics
