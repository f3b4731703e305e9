// The fold and the query against a second computation that takes one ticket's events at a time, and the fold against itself in pieces.
#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include <rapidcheck/catch.h>

#include "core/metrics/fold.hpp"
#include "core/metrics/query.hpp"
#include "tests/property/random_day.hpp"

using namespace saduak;
using namespace saduak::test;
using metrics::Metric;
using metrics::Stat;

namespace {

constexpr std::size_t kChoices = 300;

auto days() { return rc::gen::resize(kChoices, rc::gen::arbitrary<std::vector<Choice>>()); }

// What the second computation counts.
struct Plain {
    std::int64_t issued = 0, served = 0, left = 0, open = 0, abandoned = 0, voided = 0;
    std::int64_t called = 0, no_shows = 0, offered = 0, offered_met = 0, answered = 0, answered_met = 0;
    std::int64_t standard = 0, standard_met = 0;
    std::vector<std::int64_t> waits, services, turnarounds;
    std::vector<std::int64_t> scores;
};

template <class Body>
bool is(Event const& event)
{
    return std::holds_alternative<Body>(event.body);
}

SiteConfig config_before(std::vector<Event> const& log, std::size_t at)
{
    for (std::size_t i = at + 1; i-- > 0;)
        if (auto const* configured = std::get_if<SiteConfigured>(&log[i].body)) return configured->config;
    return {};
}

// The calls that stand: every call that no undo follows before the next call.
std::vector<Instant> standing_calls(std::vector<Event const*> const& segment)
{
    std::vector<Instant> calls;
    for (Event const* event : segment) {
        if (is<TicketCalled>(*event)) calls.push_back(event->at);
        if (is<TicketUndone>(*event)) calls.pop_back();
    }
    return calls;
}

struct SegmentEnd {
    Instant from;
    std::int64_t target_s;
    Event const* last;
};

// One stay in one queue; returns its service time where it was served.
std::optional<std::int64_t> add_segment(Plain& plain, std::vector<Event const*> const& events, SegmentEnd const& end)
{
    bool const served = is<TicketFinished>(*end.last) || is<TicketTransferred>(*end.last);
    bool const missed = is<TicketNoShow>(*end.last);
    auto const calls = standing_calls(events);
    std::int64_t const wait_s = ((calls.empty() ? end.last->at : calls.front()) - end.from).count / 1000;
    if (!calls.empty()) ++plain.called;
    if (missed) ++plain.no_shows;
    bool const met = wait_s <= end.target_s;
    if (served || !met) ++plain.offered;
    if (served && met) ++plain.offered_met;
    if (!served) return std::nullopt;
    ++plain.answered;
    if (met) ++plain.answered_met;
    plain.waits.push_back(wait_s);

    Instant start = calls.back();
    for (Event const* event : events)
        if (is<TicketRecalled>(*event)) start = std::max(start, event->at);
    Millis held{0};
    Instant held_at;
    for (Event const* event : events) {
        if (is<TicketStarted>(*event)) start = event->at;
        if (is<TicketHeld>(*event)) held_at = event->at;
        if (is<TicketResumed>(*event)) held = held + (event->at - held_at);
    }
    std::int64_t const service_s = (end.last->at - start - held).count / 1000;
    plain.services.push_back(service_s);
    return service_s;
}

void add_visit(Plain& plain, std::vector<Event> const& log, std::vector<std::size_t> const& places)
{
    Event const& first = log[places.front()];
    Event const& last = log[places.back()];
    std::vector<Event const*> all;
    for (std::size_t const place : places) all.push_back(&log[place]);
    if (is<TicketVoided>(last) && standing_calls(all).empty()) {
        ++plain.voided;
        return;
    }
    ++plain.issued;
    Service const service = *config_before(log, places.front()).find_service(first.service);
    std::vector<Event const*> segment;
    Instant from = first.at;
    std::int64_t target_s = service.wait_target_s;
    std::int64_t touch_s = 0;
    bool called = false;
    for (std::size_t const place : places) {
        Event const& event = log[place];
        segment.push_back(&event);
        bool const ends = is<TicketFinished>(event) || is<TicketTransferred>(event) || is<TicketCancelled>(event) || is<TicketExpired>(event) ||
                          is<TicketVoided>(event) || (is<TicketNoShow>(event) && place == places.back());
        if (!ends) continue;
        called = called || !standing_calls(segment).empty();
        touch_s += add_segment(plain, segment, {from, target_s, &event}).value_or(0);
        segment.clear();
        from = event.at;
        target_s = config_before(log, place).find_service(first.service)->wait_target_s;
    }
    if (is<TicketFinished>(last)) {
        ++plain.served;
        std::int64_t const turnaround_s = (last.at - first.at).count / 1000;
        plain.turnarounds.push_back(turnaround_s);
        bool const touch = service.standard_basis == StandardBasis::touch;
        bool const elsewhere = !touch && std::get<TicketFinished>(last.body).outcome == Outcome::back_office;
        if (service.standard_s > 0 && !elsewhere) {
            ++plain.standard;
            if ((touch ? touch_s : turnaround_s) <= service.standard_s) ++plain.standard_met;
        }
    } else if (is<TicketCancelled>(last) || is<TicketExpired>(last) || is<TicketVoided>(last)) {
        ++plain.left;
        if (!called) ++plain.abandoned;
    } else if (is<TicketNoShow>(last)) {
        ++plain.left;
    } else {
        ++plain.open;
    }
}

Plain count(std::vector<Event> const& log)
{
    std::map<TicketId, std::vector<std::size_t>> by_ticket;
    Plain plain;
    for (std::size_t i = 0; i < log.size(); ++i) {
        if (!log[i].ticket.empty()) by_ticket[log[i].ticket].push_back(i);
        if (auto const* rating = std::get_if<RatingReceived>(&log[i].body))
            if (rating->score > 0) plain.scores.push_back(rating->score);
    }
    for (auto& [ticket, places] : by_ticket) {
        // Paper and reprints end nothing: what counts as last is what moved the ticket.
        while (is<TicketPaper>(log[places.back()]) || is<TicketReprinted>(log[places.back()])) places.pop_back();
        add_visit(plain, log, places);
    }
    for (auto* list : {&plain.waits, &plain.services, &plain.turnarounds, &plain.scores}) std::sort(list->begin(), list->end());
    return plain;
}

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

}  // namespace

TEST_CASE("metrics equal a plain count over each ticket's events")
{
    rc::prop("fold and query against brute force", [] {
        RandomDay const day(*days());
        Plain const plain = count(day.log());
        Answers const answers(day.log());
        RC_TAG(plain.served > 0 ? "some served" : "none served");
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::issued) == plain.issued);
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::served) == plain.served);
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::left) == plain.left);
        RC_ASSERT(answers.value(Metric::m01_issued, Stat::open) == plain.open);
        RC_ASSERT(answers.value(Metric::m40_data_quality, Stat::voided) == plain.voided);
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
