// Numbers given out without the server: standing ranges, adoption, merging, late arrivals, reserve cards (DESIGN 4.3).
#include "core/domain/gap_report.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

DeviceId const kKiosk("kiosk-1");

Town town_with_ranges()
{
    Town town;
    town.must(GrantRange{kKiosk, "A", 100});
    town.must(GrantRange{{}, "A", 10});
    return town;
}

}  // namespace

TEST_CASE("an offline ticket waits from the time at which it was taken, before those who came later")
{
    Town town = town_with_ranges();
    OfflineRange const range = town.state.ranges.back();
    REQUIRE(range.device == kKiosk);
    Instant const taken = town.now + seconds(10);
    town.wait(minutes(1));
    town.issue(1);
    town.wait(minutes(1));
    std::string const number = format_number("A", range.first);
    town.must(offline_issue(2, number, taken), {}, kKiosk);
    CHECK(town.ticket(2).number == number);
    CHECK(town.ticket(2).issued_at == taken);
    CHECK(waiting_in_order(town.state, town.now).front()->id == ticket_id(2));
    CHECK(town.issue(3).number == "A002");

    SECTION("the same number is not given twice") { CHECK(town.refused(offline_issue(4, number, taken), {}, kKiosk) == RejectionCode::number_taken); }
    SECTION("a number of another kiosk's range, of none, or online is refused")
    {
        CHECK(town.refused(offline_issue(4, format_number("A", range.first + 1), taken), {}, DeviceId("kiosk-2")) == RejectionCode::wrong_number);
        CHECK(town.refused(offline_issue(4, "A500", taken), {}, kKiosk) == RejectionCode::wrong_number);
        CHECK(town.refused(offline_issue(4, "A9", taken), {}, kKiosk) == RejectionCode::wrong_number);
    }
}

TEST_CASE("a clock that cannot be right is not believed: never before the last contact nor after now")
{
    Town town = town_with_ranges();
    std::int32_t const first = town.state.ranges.back().first;
    Instant const contact = town.now;
    town.wait(minutes(30));
    IssueTicket early = offline_issue(1, format_number("A", first), contact - hours(5));
    early.not_before = contact;
    town.must(early, {}, kKiosk);
    CHECK(town.ticket(1).issued_at == contact);
    town.must(offline_issue(2, format_number("A", first + 1), town.now + hours(3)), {}, kKiosk);
    CHECK(town.ticket(2).issued_at == town.now);
    town.must(offline_issue(3, format_number("A", first + 2), Instant{1000}), {}, kKiosk);
    CHECK(town.ticket(3).issued_at == town.now);
    CHECK(std::get<TicketIssued>(town.log.back().body).time_estimated);
}

TEST_CASE("what an abandoned issue made is void when the kiosk prints an offline number in its place")
{
    Town town = town_with_ranges();
    IssueTicket first;
    first.ticket = ticket_id(1);
    first.service = ServiceId("id-card");
    first.token_sha256 = hex_of(1, 64);
    first.paper = Paper::pending;
    town.must(first, {}, kKiosk);
    IssueTicket second = offline_issue(2, format_number("A", town.state.ranges.back().first), town.now);
    second.supersedes = ticket_id(1);
    town.wait(seconds(20));  // unconfirmed by now, so it may even have been called
    town.must(OpenCounter{CounterId("c1")});
    town.must(CallNext{CounterId("c1")});
    REQUIRE(town.ticket(1).state == TicketState::called);
    town.must(second, {}, kKiosk);
    CHECK(town.ticket(1).state == TicketState::voided);
    CHECK(town.ticket(2).state == TicketState::waiting);
    CHECK(town.state.counters.at(CounterId("c1")).ticket.empty());
}

TEST_CASE("a counter calls a paper number that the server has not heard of, and the kiosk's own news merges with it")
{
    Town town = town_with_ranges();
    std::string const number = format_number("A", town.state.ranges.back().first);
    town.must(OpenCounter{CounterId("c1")});
    Instant const taken = town.now;
    town.wait(minutes(10));
    town.must(AdoptTicket{CounterId("c1"), ticket_id(7), number, {}});
    CHECK(town.ticket(7).state == TicketState::called);
    CHECK(town.refused(AdoptTicket{CounterId("c1"), ticket_id(8), number, {}}) == RejectionCode::counter_busy);
    town.wait(minutes(1));
    town.must(offline_issue(2, number, taken), {}, kKiosk);
    CHECK(town.state.find(ticket_id(2)) == &town.ticket(7));
    CHECK(town.ticket(7).issued_at == taken);
    CHECK(town.state.find_by_token(hex_of(2, 64)) == &town.ticket(7));
    CHECK(town.state.open.size() == 1);
    // The kiosk goes on to speak of the ticket by its own id.
    town.must(ReportPaper{ticket_id(2), Paper::confirmed, ""}, {}, kKiosk);
    town.must(FinishService{ticket_id(7)});
    CHECK(town.refused(AdoptTicket{CounterId("c1"), ticket_id(9), number, {}}) == RejectionCode::wrong_state);
    CHECK(town.refused(AdoptTicket{CounterId("c1"), ticket_id(9), "A001", {}}) == RejectionCode::wrong_number);
}

TEST_CASE("an offline ticket that is heard of after its day makes a revision of the gap report and calls nobody")
{
    Town town = town_with_ranges();
    std::int32_t const first = town.state.ranges.back().first;
    Date const monday = service_day(town.state.config, town.now);
    town.issue(1);
    Instant const taken = town.now;
    town.wait(hours(24));
    town.must(Tick{});
    auto const before = gap_report(town.state, monday);
    REQUIRE(before);
    CHECK(before->revision == 1);
    CHECK(before->provisional);
    town.must(offline_issue(2, format_number("A", first), taken), {}, kKiosk);
    CHECK(town.state.open.empty());
    town.must(ReportCaughtUp{monday}, {}, kKiosk);
    auto const after = gap_report(town.state, monday);
    REQUIRE(after);
    CHECK(after->revision == 2);
    CHECK_FALSE(after->provisional);
    // Told again, by a new ticket id: the number is known.
    CHECK(town.must(offline_issue(3, format_number("A", first), taken), {}, kKiosk).empty());
}

TEST_CASE("a withdrawn range is skipped until its kiosk has acknowledged, and for the rest of that day")
{
    Town town;
    town.must(GrantRange{kKiosk, "B", 500});
    OfflineRange const range = town.state.ranges.front();
    REQUIRE(range.first == 500);
    for (int n = 1; n <= 499; ++n) town.issue(n, "tax");
    town.must(WithdrawRange{"B", range.first});
    CHECK(town.issue(500, "tax").number == "B1000");
    town.must(ReleaseRange{"B", range.first}, {}, kKiosk);
    CHECK(town.issue(501, "tax").number == "B1001");
    CHECK(town.state.ranges.empty());
    CHECK(town.refused(offline_issue(600, "B600", town.now), {}, kKiosk) == RejectionCode::wrong_number);
}

TEST_CASE("a visit that was served on a reserve card is typed in with its times, once")
{
    Town town = town_with_ranges();
    OfflineRange const cards = town.state.ranges.front();
    REQUIRE(cards.device.empty());
    std::string const number = format_number("A", cards.first);
    Instant const taken = town.now;
    town.wait(hours(1));
    RecordVisit visit;
    visit.ticket = ticket_id(5);
    visit.number = number;
    visit.service = ServiceId("id-card");
    visit.counter = CounterId("c1");
    visit.taken_at = taken;
    visit.called_at = taken + minutes(10);
    visit.finished_at = taken + minutes(15);
    RecordVisit wrong = visit;
    wrong.called_at = taken - minutes(1);
    CHECK(town.refused(wrong) == RejectionCode::invalid);
    wrong = visit;
    wrong.finished_at = town.now + minutes(1);
    CHECK(town.refused(wrong) == RejectionCode::invalid);
    town.must(visit);
    visit.ticket = ticket_id(6);
    CHECK(town.refused(visit) == RejectionCode::number_taken);
    // A card whose citizen still waits joins the queue by its own time.
    town.issue(1);
    town.must(offline_issue(7, format_number("A", cards.first + 1), taken + minutes(20)));
    CHECK(waiting_in_order(town.state, town.now).front()->id == ticket_id(7));
}

TEST_CASE("what a kiosk promised while it was out of reach is kept when the catalogue changed meanwhile")
{
    Town town = town_with_ranges();
    OfflineRange const cards = town.state.ranges.front();
    OfflineRange const range = town.state.ranges.back();
    SiteConfig changed = town.state.config;
    changed.services[0].prefix = "D";
    town.must(ConfigureSite{changed});
    IssueTicket issue = offline_issue(1, format_number("A", range.first), town.now);
    issue.then = {ServiceId("abolished"), ServiceId("tax")};
    town.must(issue, {}, kKiosk);
    CHECK(town.ticket(1).state == TicketState::waiting);
    CHECK(town.ticket(1).then == std::vector{ServiceId("tax")});
    // Who types a card in can be asked which service it was for.
    CHECK(town.refused(offline_issue(2, format_number("A", cards.first), town.now)) == RejectionCode::wrong_number);
    issue = offline_issue(2, format_number("A", cards.first), town.now);
    issue.then = {ServiceId("abolished")};
    CHECK(town.refused(issue) == RejectionCode::unknown_service);
}

TEST_CASE("a ticket that a counter adopted goes on to the services which its kiosk knows of")
{
    Town town = town_with_ranges();
    CounterId const counter("c1");
    std::string const number = format_number("A", town.state.ranges.back().first);
    IssueTicket issue = offline_issue(2, number, town.now);
    issue.then = {ServiceId("tax"), ServiceId("land")};
    issue.people = 4;
    town.must(OpenCounter{counter});
    town.must(AdoptTicket{counter, ticket_id(7), number, {}});
    SECTION("heard of at the counter")
    {
        town.must(issue, {}, kKiosk);
        town.must(FinishService{ticket_id(7)});
        CHECK(town.ticket(7).service == ServiceId("tax"));
        CHECK(town.ticket(7).then == std::vector{ServiceId("land")});
        CHECK(town.ticket(7).people == 4);
    }
    SECTION("sent on already")
    {
        town.must(TransferTicket{ticket_id(7), ServiceId("tax"), {}, {}});
        town.must(issue, {}, kKiosk);
        CHECK(town.ticket(7).then == std::vector{ServiceId("land")});
    }
    SECTION("gone already")
    {
        town.must(FinishService{ticket_id(7)});
        town.must(issue, {}, kKiosk);
        CHECK(town.ticket(7).then.empty());
    }
}
