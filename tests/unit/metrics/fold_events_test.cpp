// What the fold makes of the rarer events: transfers, offline numbers, appointments, late news, the back office.
#include "tests/unit/metrics/morning.hpp"

using namespace saduak;
using namespace saduak::test;

TEST_CASE("a transfer to another service ends one segment and begins the wait for the other")
{
    Morning town;
    town.issue(1);
    town.wait(seconds(100));
    town.start(1, c1);
    town.wait(seconds(50));
    town.must(TransferTicket{.ticket = ticket_id(1), .service = tax, .to = c1, .keeps_place = true});
    town.wait(seconds(200));
    town.start(1, c1);
    town.wait(seconds(30));
    town.must(FinishService{ticket_id(1), Outcome::served, 3});
    Facts const facts = town.facts();
    Names const names = fold_of(town.log).names();
    REQUIRE(facts.segments.size() == 2);
    CHECK(names.text(facts.segments[0].service) == "id-card");
    CHECK(facts.segments[0].service_s == 50);
    CHECK(facts.segments[0].matters == 1);
    CHECK(names.text(facts.segments[1].service) == "tax");
    CHECK(facts.segments[1].wait_s == 200);  // its place is of its issue, its wait is not
    CHECK(facts.segments[1].matters == 3);
    CHECK(names.text(facts.visits.at(0).service) == "id-card");
    CHECK(facts.visits[0].touch_s == 80);
    CHECK(facts.visits[0].standard_s == 900 + 600);
    CHECK(value(town.log, "M04", Stat::matters) == "2.00");
}

TEST_CASE("who was sent on as being in the wrong office has the published time of the right one alone")
{
    Morning town;
    town.issue(1);
    town.call(1, c1);
    town.must(FinishService{ticket_id(1), Outcome::wrong_office});
    CHECK(town.facts().visits.at(0).standard_s == 900);

    IssueTicket both;
    both.ticket = ticket_id(2);
    both.service = id_card;
    both.token_sha256 = hex_of(2, 64);
    both.then = {tax};
    town.must(both);
    town.call(2, c1);
    town.must(FinishService{ticket_id(2), Outcome::wrong_office});
    town.call(2, c1);
    town.must(FinishService{ticket_id(2)});
    CHECK(town.facts().visits.at(1).standard_s == 600);
    CHECK(town.facts().segments.at(1).outcome == Outcome::wrong_office);
}

TEST_CASE("who is sent to another queue before anyone served them has waited since they came")
{
    Morning town;
    town.issue(1);
    town.wait(seconds(300));
    town.must(TransferTicket{.ticket = ticket_id(1), .service = tax, .to = {}});
    town.wait(seconds(60));
    town.start(1, c1);
    town.must(FinishService{ticket_id(1)});
    Facts const facts = town.facts();
    REQUIRE(facts.segments.size() == 1);
    Names const names = fold_of(town.log).names();
    CHECK(names.text(facts.segments[0].service) == "tax");
    CHECK(facts.segments[0].wait_s == 360);
    CHECK(names.text(facts.visits.at(0).service) == "tax");
    CHECK(facts.visits[0].segments == 1);
    CHECK(facts.visits[0].standard_s == 600);
}

TEST_CASE("a transfer from hold ends the hold with the segment")
{
    Morning town;
    town.issue(1);
    town.start(1, c1);
    town.wait(seconds(40));
    town.must(HoldTicket{ticket_id(1)});
    town.wait(seconds(500));
    town.must(TransferTicket{.ticket = ticket_id(1), .service = tax, .to = {}});
    Facts const facts = town.facts();
    CHECK(facts.segments.at(0).service_s == 40);
    CHECK(facts.segments.at(0).held_s == 500);
    CHECK(facts.segments.at(0).ending == Ending::served);
}

TEST_CASE("who goes back from hold to the queue waits a second time, and the service so far is kept")
{
    Morning town;
    town.issue(1);
    town.wait(seconds(100));
    town.start(1, c1);
    town.wait(seconds(40));
    town.must(HoldTicket{ticket_id(1)});
    town.wait(seconds(500));
    town.must(ResumeTicket{ticket_id(1), {}});
    town.wait(seconds(70));
    town.start(1, c2);
    town.wait(seconds(25));
    town.must(FinishService{ticket_id(1)});
    Facts const facts = town.facts();
    REQUIRE(facts.segments.size() == 2);
    CHECK(facts.segments[0].wait_s == 100);
    CHECK(facts.segments[0].service_s == 40);
    CHECK(facts.segments[0].held_s == 500);
    CHECK(facts.segments[0].matters == 0);
    CHECK(facts.segments[1].wait_s == 70);
    CHECK(facts.segments[1].service_s == 25);
    CHECK(facts.visits.at(0).touch_s == 65);
    CHECK(facts.visits.at(0).turnaround_s == 735);
    CHECK(value(town.log, "M04", Stat::matters) == "1.00");
}

TEST_CASE("a step done at the same counter is a segment that nobody waited for")
{
    Morning town;
    town.issue(1, "land");
    town.wait(seconds(100));
    town.start(1, c3);
    town.wait(seconds(40));
    town.must(FinishStep{ticket_id(1)});
    town.wait(seconds(25));
    town.must(FinishService{ticket_id(1)});
    Facts const facts = town.facts();
    REQUIRE(facts.segments.size() == 2);
    CHECK(facts.segments[0].service_s == 40);
    CHECK(facts.segments[1].service_s == 25);
    CHECK(facts.segments[1].wait_s == kNoDuration);
    CHECK_FALSE(facts.segments[1].called);
    CHECK_FALSE(facts.segments[1].start_imputed);
    CHECK(fold_of(town.log).names().text(facts.segments[1].counter) == "c3");
    CHECK(facts.visits.at(0).touch_s == 65);
    CHECK(row(town.log, "M02", Stat::mean).n == 1);
    CHECK(row(town.log, "M07", Stat::share_answered).n == 1);
    CHECK(row(town.log, "M13", Stat::share).n == 1);
    CHECK(row(town.log, "M04", Stat::mean).n == 2);
}

TEST_CASE("an offline ticket waits from the time that the citizen took it")
{
    Morning town;
    IssueTicket command = town.from_offline(1, seconds(600));
    command.time_estimated = true;
    command.people = 4;
    town.must(command, AgentId(), kiosk);
    town.wait(seconds(30));
    town.start(1, c1);
    town.wait(seconds(10));
    town.must(FinishService{ticket_id(1)});
    Facts const facts = town.facts();
    CHECK(facts.segments.at(0).wait_s == 630);
    CHECK(facts.visits.at(0).turnaround_s == 640);
    CHECK(facts.visits.at(0).origin == Origin::offline);
    CHECK(value(town.log, "M40", Stat::estimated_time) == "1");
    CHECK(value(town.log, "M01", Stat::people) == "4");
    CHECK(value(town.log, "M01", Stat::issued) == "1");
}

TEST_CASE("a paper number called before its kiosk was heard of has no wait until the kiosk tells of it")
{
    Morning town;
    town.must(AdoptTicket{c1, ticket_id(1), town.offline, {}});
    town.must(StartService{ticket_id(1)});
    town.wait(seconds(20));
    Morning unheard = town;
    unheard.must(FinishService{ticket_id(1)});
    CHECK(unheard.facts().segments.at(0).wait_s == kNoDuration);
    CHECK(unheard.facts().segments.at(0).service_s == 20);
    CHECK(unheard.facts().visits.at(0).turnaround_s == kNoDuration);
    CHECK(value(unheard.log, "M40", Stat::unknown_issue) == "1");
    CHECK(value(unheard.log, "M07", Stat::share_answered) == "no data");
    CHECK(value(unheard.log, "M01", Stat::served) == "1");

    town.must(town.from_offline(2, seconds(320)), AgentId(), kiosk);
    town.must(FinishService{ticket_id(1)});
    CHECK(town.facts().segments.at(0).wait_s == 300);
    CHECK(town.facts().visits.at(0).turnaround_s == 320);
    CHECK(value(town.log, "M40", Stat::unknown_issue) == "0");
}

TEST_CASE("news of an adopted ticket after its end changes nothing")
{
    Morning town;
    town.must(AdoptTicket{c1, ticket_id(1), town.offline, {}});
    town.must(FinishService{ticket_id(1)});
    Facts const before = town.facts();
    town.must(town.from_offline(2, seconds(320)), AgentId(), kiosk);
    REQUIRE(std::holds_alternative<TicketMerged>(town.log.back().body));
    CHECK(town.facts() == before);
}

TEST_CASE("an offline ticket heard of after its day was closed had waited until the close")
{
    Morning town;
    Instant const taken = town.now;
    town.issue(9);
    town.wait(hours(1));
    town.must(CloseDay{});
    Instant const closed = town.now;
    town.wait(hours(26));
    IssueTicket command = town.from_offline(1, town.now - taken);
    town.must(command, AgentId(), kiosk);
    REQUIRE(std::holds_alternative<TicketLate>(town.log.back().body));
    Facts const facts = town.facts();
    VisitFact const& visit = facts.visits.at(1);
    CHECK(visit.origin == Origin::late);
    CHECK(visit.ending == Ending::expired);
    CHECK(visit.day == facts.visits.at(0).day);
    CHECK(visit.issued_at == taken);
    CHECK(visit.ended_at == closed);
    CHECK(facts.segments.at(1).wait_s == 3600);
    CHECK(value(town.log, "M01", Stat::left) == "2");
    CHECK(value(town.log, "M14", Stat::share) == "10000");
    CHECK(value(town.log, "M40", Stat::late_sync) == "1");
    CHECK(row(town.log, "M06", Stat::share_offered).n == 2);
}

TEST_CASE("a late ticket of a day without a close has no wait that anybody could measure")
{
    Morning town;
    Instant const taken = town.now;
    town.wait(hours(30));
    town.must(town.from_offline(1, town.now - taken), AgentId(), kiosk);
    REQUIRE(std::holds_alternative<TicketLate>(town.log.back().body));
    CHECK(town.facts().segments.at(0).wait_s == kNoDuration);
    CHECK_FALSE(town.facts().segments.at(0).negative);
    CHECK(value(town.log, "M01", Stat::left) == "1");
    CHECK(value(town.log, "M06", Stat::share_offered) == "no data");
}

TEST_CASE("a visit typed in afterwards counts with its own times")
{
    Morning town;
    town.wait(hours(2));
    Instant const taken = town.now - hours(1);
    RecordVisit visit{ticket_id(1),         town.card,         id_card, c1, TicketClass::general, taken, taken + seconds(240),
                      taken + seconds(540), Outcome::come_back};
    town.must(visit);
    Facts const facts = town.facts();
    CHECK(facts.visits.at(0).origin == Origin::recorded);
    CHECK(facts.visits.at(0).channel == Channel::card);
    CHECK(facts.visits.at(0).outcome == Outcome::come_back);
    CHECK(facts.visits.at(0).turnaround_s == 540);
    CHECK(facts.segments.at(0).wait_s == 240);
    CHECK(facts.segments.at(0).service_s == 300);
    CHECK(facts.segments.at(0).start_imputed);
    CHECK(value(town.log, "M40", Stat::recorded) == "1");

    auto const next = parse_number(town.card);
    visit.ticket = ticket_id(2);
    visit.number = format_number("A", next->n + 1);
    visit.finished_at = {};
    town.must(visit);
    CHECK(value(town.log, "M13", Stat::share) == "5000");  // called, and never came
    visit.ticket = ticket_id(3);
    visit.number = format_number("A", next->n + 2);
    visit.called_at = {};
    town.must(visit);
    CHECK(town.facts().visits.at(2).ending == Ending::expired);
    CHECK(town.facts().segments.at(2).wait_s == kNoDuration);  // left, nobody knows when: the day is open
}

TEST_CASE("what an abandoned issue made is not issued, called or not")
{
    for (bool const called : {false, true}) {
        Morning town;
        IssueTicket first;
        first.ticket = ticket_id(1);
        first.service = id_card;
        first.token_sha256 = hex_of(1, 64);
        town.must(first, AgentId(), kiosk);
        if (called) town.call(1, c1);
        IssueTicket again = town.from_offline(2, seconds(1));
        again.supersedes = ticket_id(1);
        town.must(again, AgentId(), kiosk);
        CHECK(value(town.log, "M01", Stat::issued) == "1");
        CHECK(value(town.log, "M40", Stat::voided) == "1");
        CHECK(town.facts().segments.empty());
    }
}

TEST_CASE("a matter in the back office counts for the whole stay when it is done, days later")
{
    for (std::int64_t const standard_s : {3600 * 72, 3600 * 47}) {
        Morning town = with_standard(standard_s, StandardBasis::elapsed);
        town.issue(1);
        town.start(1, c1);
        town.wait(seconds(60));
        town.must(FinishService{ticket_id(1), Outcome::back_office});
        town.must(CloseDay{});
        CHECK(value(town.log, "M10", Stat::share) == "no data");
        MetricsFold fold = fold_of(town.log);
        auto const sealed = fold.take_sealed();
        REQUIRE(sealed);
        CHECK(sealed->facts.visits.at(0).back_office);

        town.wait(hours(48));
        town.must(CompleteBackOffice{ticket_id(1), Outcome::served});
        bool const met = standard_s > 3600 * 48;
        CHECK(value(town.log, "M10", Stat::share) == (met ? "10000" : "0"));
        CHECK(value(town.log, "M40", Stat::orphan) == "0");
        // The sealed day's facts stand as they are; the completion is one more, of the same day.
        MetricsFold later(sealed->seal);
        REQUIRE(later.take(later.seq() + 1, town.log.back()));
        CompletionFact const done = later.facts().completions.at(0);
        CHECK(done.day == sealed->facts.visits.at(0).day);
        CHECK(done.issue_seq == sealed->facts.visits.at(0).issue_seq);
        CHECK(done.elapsed_s == 48 * 3600 + 60);
        CHECK(later.facts().visits.empty());
    }
}

TEST_CASE("by counter time a matter in the back office counts when the visit ends, and only then")
{
    Morning town = with_standard(100, StandardBasis::touch);
    town.issue(1);
    town.start(1, c1);
    town.wait(seconds(60));
    town.must(FinishService{ticket_id(1), Outcome::back_office});
    CHECK(row(town.log, "M10", Stat::share).denominator == 1);
    town.must(CompleteBackOffice{ticket_id(1), Outcome::refused_by_law});
    CHECK(row(town.log, "M10", Stat::share).denominator == 1);
}

TEST_CASE("what the back office does while the visit goes on is part of the visit")
{
    Morning town = with_standard(3600, StandardBasis::elapsed);
    IssueTicket command;
    command.ticket = ticket_id(1);
    command.service = id_card;
    command.token_sha256 = hex_of(1, 64);
    command.then = {tax};
    town.must(command);
    town.start(1, c1);
    town.must(FinishService{ticket_id(1), Outcome::back_office});
    town.wait(seconds(100));
    town.must(CompleteBackOffice{ticket_id(1), Outcome::served});
    town.start(1, c1);
    town.must(FinishService{ticket_id(1)});
    CHECK_FALSE(town.facts().visits.at(0).back_office);
    CHECK(town.facts().completions.empty());
    CHECK(value(town.log, "M10", Stat::share) == "10000");
}

TEST_CASE("a completion of a matter that nobody knows is left out and counted")
{
    Morning town;
    std::vector<Event> log = town.log;
    Event stray;
    stray.at = town.now;
    stray.ticket = ticket_id(77);
    stray.body = BackOfficeCompleted{};
    log.push_back(stray);
    CHECK(value(log, "M40", Stat::orphan) == "1");
}

TEST_CASE("advice is counted apart from tickets")
{
    Morning town;
    town.must(GiveAdvice{c1, tax});
    town.must(GiveAdvice{c1, {}});
    CHECK(value(town.log, "M01", Stat::advice) == "2");
    CHECK(value(town.log, "M01", Stat::issued) == "0");
    auto const by_service = ask(town.log, "M01", "service");
    CHECK(by_service.back().group.at(0).value == "tax");
    CHECK(by_service.back().value == Decimal{1, 0});
}
