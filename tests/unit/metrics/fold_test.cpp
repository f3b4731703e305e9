#include "core/metrics/fold.hpp"

#include "tests/unit/metrics/log_fold.hpp"

using namespace saduak;
using namespace saduak::test;
using namespace saduak::metrics;

namespace {

CounterId const c1("c1"), c2("c2"), c3("c3");

// A town at work: counters open, one ticket issued.
struct Morning : Town {
    Morning()
    {
        for (CounterId const& counter : {c1, c2, c3}) must(OpenCounter{counter});
        issue(1);
    }
    void call(int n, CounterId const& counter) { must(CallTicket{counter, ticket_id(n)}); }
};

}  // namespace

TEST_CASE("wait, walk, service and turnaround are told apart")
{
    Morning town;
    town.wait(Millis{600'999});
    town.call(1, c1);
    town.wait(seconds(20));
    town.must(StartService{ticket_id(1)});
    town.wait(Millis{179'999});
    town.must(FinishService{ticket_id(1)});

    Facts const facts = fold_of(town.log).facts();
    REQUIRE(facts.segments.size() == 1);
    SegmentFact const& segment = facts.segments[0];
    CHECK(segment.wait_s == 600);  // durations are floored
    CHECK(segment.walk_s == 20);
    CHECK(segment.service_s == 179);
    CHECK_FALSE(segment.start_imputed);
    CHECK(segment.ending == Ending::served);
    REQUIRE(facts.visits.size() == 1);
    CHECK(facts.visits[0].turnaround_s == 800);
    CHECK(facts.visits[0].touch_s == 179);
    CHECK(facts.visits[0].standard_s == 900);
}

TEST_CASE("without a recorded start the last call stands for it")
{
    Morning town;
    town.wait(seconds(100));
    town.call(1, c1);
    town.wait(seconds(30));
    town.must(RecallTicket{ticket_id(1)});
    town.wait(seconds(50));
    town.must(FinishService{ticket_id(1)});
    SegmentFact const segment = fold_of(town.log).facts().segments.at(0);
    CHECK(segment.wait_s == 100);  // the first call ends the wait
    CHECK(segment.service_s == 50);
    CHECK(segment.walk_s == kNoDuration);
    CHECK(segment.recalls == 1);
    CHECK(segment.start_imputed);
    CHECK(value(town.log, "M40", Stat::imputed_start) == "1");
    CHECK(value(town.log, "M04", Stat::share_imputed) == "10000");
}

TEST_CASE("a call taken back does not end the wait")
{
    Morning town;
    town.wait(seconds(60));
    town.call(1, c1);
    town.wait(seconds(5));
    town.must(UndoCall{ticket_id(1)});
    town.wait(seconds(35));
    town.call(1, c2);
    town.must(FinishService{ticket_id(1)});
    MetricsFold const fold = fold_of(town.log);
    CHECK(fold.facts().segments.at(0).wait_s == 100);
    CHECK(fold.names().text(fold.facts().segments.at(0).counter) == "c2");
}

TEST_CASE("a visit that was never truly called and then cancelled is abandoned")
{
    Morning town;
    town.call(1, c1);
    town.must(UndoCall{ticket_id(1)});
    town.wait(seconds(10));
    town.must(CancelTicket{ticket_id(1)});
    CHECK(value(town.log, "M14", Stat::share) == "10000");
    CHECK(value(town.log, "M13", Stat::share) == "no data");
}

TEST_CASE("time on hold is no service time")
{
    Morning town;
    town.call(1, c1);
    town.must(StartService{ticket_id(1)});
    town.wait(seconds(100));
    town.must(HoldTicket{ticket_id(1)});
    town.wait(seconds(400));
    town.must(ResumeTicket{ticket_id(1), c2});
    town.wait(seconds(60));
    town.must(FinishService{ticket_id(1)});
    Facts const facts = fold_of(town.log).facts();
    CHECK(facts.segments.at(0).service_s == 160);
    CHECK(facts.segments.at(0).held_s == 400);
    CHECK(facts.visits.at(0).turnaround_s == 560);
    CHECK(facts.visits.at(0).touch_s == 160);
}

TEST_CASE("the steps of a matter are segments of one visit, each with its own clock")
{
    Morning town;
    town.issue(2, "land");
    town.wait(seconds(100));
    town.call(2, c2);
    town.must(StartService{ticket_id(2)});
    town.wait(seconds(50));
    town.must(FinishService{ticket_id(2)});
    town.wait(seconds(300));
    town.call(2, c3);
    town.must(StartService{ticket_id(2)});
    town.wait(seconds(70));
    town.must(FinishService{ticket_id(2)});
    Facts const facts = fold_of(town.log).facts();
    REQUIRE(facts.segments.size() == 2);
    CHECK(facts.segments[0].wait_s == 100);
    CHECK(facts.segments[1].wait_s == 300);
    REQUIRE(facts.visits.size() == 1);
    CHECK(facts.visits[0].segments == 2);
    CHECK(facts.visits[0].turnaround_s == 520);
    CHECK(facts.visits[0].touch_s == 120);
    CHECK(value(town.log, "M01", Stat::issued) == "2");
    CHECK(row(town.log, "M02", Stat::mean).n == 2);
}

TEST_CASE("who returns after a no-show and is served is no no-show")
{
    Morning town;
    town.wait(seconds(100));
    town.call(1, c1);
    town.wait(seconds(60));
    town.must(MarkNoShow{ticket_id(1)});
    CHECK(value(town.log, "M13", Stat::share) == "10000");
    CHECK(value(town.log, "M01", Stat::left) == "1");
    town.wait(seconds(600));
    town.must(ReturnTicket{ticket_id(1)});
    CHECK(value(town.log, "M01", Stat::left) == "0");
    CHECK(value(town.log, "M01", Stat::open) == "1");
    town.call(1, c1);
    town.must(FinishService{ticket_id(1)});
    CHECK(fold_of(town.log).facts().segments.at(0).wait_s == 100);
    CHECK(value(town.log, "M13", Stat::share) == "0");
    CHECK(value(town.log, "M01", Stat::served) == "1");
}

TEST_CASE("a no-show counts before the day closes as it does after")
{
    Morning town;
    town.wait(seconds(1000));
    town.call(1, c1);
    town.must(MarkNoShow{ticket_id(1)});
    auto const before = ask(town.log, "");
    town.must(CloseDay{});
    CHECK(ask(town.log, "") == before);
    CHECK(fold_of(town.log).provisional().empty());
}

TEST_CASE("the day's close expires who waits, with the wait they had")
{
    Morning town;
    town.wait(seconds(1200));
    town.must(CloseDay{});
    SegmentFact const segment = fold_of(town.log).facts().segments.at(0);
    CHECK(segment.ending == Ending::expired);
    CHECK(segment.wait_s == 1200);
    CHECK_FALSE(segment.called);
    CHECK(value(town.log, "M14", Stat::share) == "10000");
    CHECK(value(town.log, "M06", Stat::share_offered) == "0");  // 1200 s is beyond the target of 900 s
    CHECK(value(town.log, "M07", Stat::share_answered) == "no data");
}

TEST_CASE("a service that nobody finished ends with the day, and the figures say so")
{
    Morning town;
    town.issue(2);
    town.call(1, c1);
    town.call(2, c2);
    town.must(StartService{ticket_id(1)});
    town.must(StartService{ticket_id(2)});
    town.wait(seconds(60));
    town.must(FinishService{ticket_id(2)});
    town.wait(hours(3));
    town.must(CloseDay{});
    CHECK(value(town.log, "M04", Stat::max) == "10860");
    CHECK(value(town.log, "M04", Stat::share_imputed) == "5000");
    CHECK(value(town.log, "M40", Stat::imputed_end) == "1");
    CHECK(value(town.log, "M40", Stat::imputed_start) == "0");
}

TEST_CASE("a ticket without paper was never issued to anyone")
{
    Morning town;
    town.issue(2, "id-card", TicketClass::general, Paper::pending);
    town.must(ReportPaper{ticket_id(2), Paper::failed, "no_paper"});
    town.wait(seconds(61));
    town.must(Tick{});
    CHECK(value(town.log, "M01", Stat::issued) == "1");
    CHECK(value(town.log, "M40", Stat::voided) == "1");
    CHECK(row(town.log, "M14", Stat::share).denominator == 1);
    CHECK(fold_of(town.log).facts().segments.empty());
}

TEST_CASE("an unconfirmed ticket is marked, and its no-show shown apart")
{
    Morning town;
    town.issue(2, "id-card", TicketClass::general, Paper::pending);
    town.must(ReportPaper{ticket_id(2), Paper::unconfirmed, ""});
    town.call(2, c1);
    town.must(MarkNoShow{ticket_id(2)});
    town.must(CloseDay{});
    CHECK(value(town.log, "M40", Stat::unconfirmed_paper) == "1");
    CHECK(value(town.log, "M40", Stat::unconfirmed_no_show) == "1");
}

TEST_CASE("the catalogue in force at issue decides target and published time")
{
    Morning town;
    SiteConfig config = town_config();
    config.services[0].standard_s = 60;
    config.services[0].wait_target_s = 30;
    town.must(ConfigureSite{config});
    town.issue(2);
    for (int const n : {1, 2}) {
        town.wait(seconds(100));
        town.call(n, c1);
        town.wait(seconds(120));
        town.must(FinishService{ticket_id(n)});
    }
    Facts const facts = fold_of(town.log).facts();
    CHECK(facts.visits.at(0).standard_s == 900);
    CHECK(facts.visits.at(1).standard_s == 60);
    CHECK(facts.segments.at(0).target_s == 900);
    CHECK(facts.segments.at(1).target_s == 30);
    CHECK(value(town.log, "M10", Stat::share) == "5000");
    CHECK(value(town.log, "M07", Stat::share_answered) == "5000");
}

TEST_CASE("an event of an unknown ticket is left out and counted")
{
    Town town;
    std::vector<Event> log = town.log;
    Event stray;
    stray.at = town.now;
    stray.ticket = ticket_id(9);
    stray.body = TicketCalled{};
    log.push_back(stray);
    CHECK(value(log, "M40", Stat::orphan) == "1");
}

TEST_CASE("an imported ticket with a negative duration is excluded and counted")
{
    Instant const at{1'700'000'000'000};
    TicketImported good{"1", TicketClass::general, at, at + seconds(60), {}, at + seconds(160), {}, "served"};
    TicketImported bad = good;
    bad.called_at = at - seconds(5);
    std::vector<Event> log = Town().log;
    for (TicketImported const& body : {good, bad}) {
        Event event;
        event.at = at;
        event.service = ServiceId("id-card");
        event.body = body;
        log.push_back(event);
    }
    CHECK(value(log, "M01", Stat::issued) == "2");
    CHECK(row(log, "M02", Stat::mean).n == 1);
    CHECK(value(log, "M02", Stat::mean) == "60.00");
    CHECK(row(log, "M06", Stat::share_offered).n == 1);
    CHECK(value(log, "M40", Stat::negative) == "1");
}

TEST_CASE("ratings count once a key, and carry no ticket")
{
    Morning town;
    town.call(1, c1);
    town.must(FinishService{ticket_id(1)});
    town.must(Rate{ticket_id(1), RatingKey(hex_of(77, 32)), 5, RatingChannel::terminal});
    std::vector<Event> log = town.log;
    log.push_back(log.back());
    CHECK(value(log, "M31", Stat::mean) == "5.00");
    CHECK(row(log, "M31", Stat::mean).n == 1);
    CHECK(value(log, "M40", Stat::repeated_rating) == "1");
    CHECK(value(log, "M30", Stat::share) == "10000");
}

TEST_CASE("a rating that reached the server late has the time at which it was given")
{
    Morning town;
    town.call(1, c1);
    town.must(FinishService{ticket_id(1)});
    Instant const given = town.now + seconds(30);
    town.wait(hours(3));
    Rate rate{ticket_id(1), RatingKey(hex_of(77, 32)), 5, RatingChannel::terminal};
    rate.given = {given, false};
    town.must(rate);
    CHECK(fold_of(town.log).facts().ratings.at(0).at == given);
}

TEST_CASE("an event taken again changes nothing, and a gap is refused")
{
    Morning town;
    MetricsFold fold = fold_of(town.log);
    Facts const before = all_facts(fold);
    REQUIRE(fold.take(fold.seq(), town.log.back()));
    CHECK(all_facts(fold) == before);
    auto const gap = fold.take(fold.seq() + 2, town.log.back());
    REQUIRE_FALSE(gap);
    CHECK(gap.error().code == Errc::corrupt);
}

TEST_CASE("from a seal the fold goes on to the same facts and names")
{
    Morning town;
    auto const work = [&](int n) {
        town.wait(seconds(40));
        town.must(CallNext{c1, AlsoFinish::yes});
        town.wait(seconds(n));
        town.must(FinishService{town.state.counters.at(c1).ticket});
    };
    work(30);
    town.must(CloseDay{});
    town.must(ConfigureSite{town_config()});
    town.issue(2, "tax");
    town.must(OpenCounter{c1});
    work(60);
    town.issue(3, "tax");  // still open at the end

    MetricsFold whole = fold_of(town.log);
    Facts const expected = all_facts(whole);
    auto sealed = whole.take_sealed();
    REQUIRE(sealed);
    CHECK(sealed->facts.visits.size() == 1);
    CHECK(whole.take_sealed() == std::nullopt);

    MetricsFold resumed(sealed->seal);
    for (Seq seq = sealed->seal.seq + 1; seq <= static_cast<Seq>(town.log.size()); ++seq)
        REQUIRE(resumed.take(seq, town.log[static_cast<std::size_t>(seq - 1)]));
    Facts pieces = sealed->facts;
    pieces.append(all_facts(resumed));
    CHECK(pieces == expected);
    CHECK(resumed.names() == whole.names());
    CHECK(all_facts(whole) == all_facts(resumed));
}
