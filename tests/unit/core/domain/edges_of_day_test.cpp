// What reaches the server late, or falls between two service days (DESIGN 4.1, 4.3).
#include "core/domain/gap_report.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

DeviceId const kKiosk("kiosk-1");

// Printed by the kiosk, and then without paper for longer than it is waited for.
Town town_with_void_ticket()
{
    Town town;
    town.issue(1);
    IssueTicket printed;
    printed.ticket = ticket_id(2);
    printed.service = ServiceId("id-card");
    printed.token_sha256 = hex_of(2, 64);
    printed.paper = Paper::pending;
    town.must(printed, {}, kKiosk);
    town.issue(3);
    town.must(ReportPaper{ticket_id(2), Paper::failed, "paper_out"}, {}, kKiosk);
    town.wait(kNoPaperLimit);
    town.must(Tick{});
    REQUIRE(town.ticket(2).state == TicketState::voided);
    return town;
}

}  // namespace

TEST_CASE("a range given back before the day's first ticket is neither granted again nor given online on that day")
{
    Town town;
    town.must(GrantRange{kKiosk, "A", 100});
    OfflineRange const range = town.state.ranges.front();
    town.issue(1);
    town.must(CloseDay{});
    town.wait(hours(24));
    town.must(WithdrawRange{"A", range.first});
    town.must(ReleaseRange{"A", range.first});  // the kiosk is lost; what it printed this morning nobody knows
    town.must(GrantRange{{}, "A", 100});
    CHECK(town.state.ranges.front().last < range.first);
    town.issue(2);
    CHECK(town.state.released.size() == 1);
    std::int32_t const cards = town.state.ranges.front().first;
    town.must(WithdrawRange{"A", cards});
    town.must(ReleaseRange{"A", cards});
    town.must(GrantRange{{}, "A", 300});
    CHECK(town.state.ranges.front().last < cards);

    town.must(CloseDay{});
    town.wait(hours(24));
    town.issue(3);
    CHECK(town.state.released.empty());
}

TEST_CASE("counters that were opened on a day without tickets are closed at its end")
{
    Town town;
    Instant const opened = town.now;
    town.must(OpenCounter{CounterId("c1")});
    town.must(OpenCounter{CounterId("c2")}, AgentId("malee"));
    town.must(PauseCounter{CounterId("c2"), "lunch"}, AgentId("malee"));
    auto const due = domain::due(town.state);
    REQUIRE(due);
    CHECK(*due == service_day_end(town.state.config, service_day(town.state.config, opened)));
    town.now = *due;
    CHECK(town.must(Tick{}).size() == 2);
    CHECK(town.log.back().agent == AgentId("malee"));
    for (auto const& [id, counter] : town.state.counters) CHECK(counter.state == CounterState::closed);
    CHECK_FALSE(domain::due(town.state));
}

TEST_CASE("an offline ticket of a day that was closed by hand is counted and never called; one taken since opens the day again")
{
    Town town;
    town.must(GrantRange{kKiosk, "A", 100});
    std::int32_t const first = town.state.ranges.front().first;
    town.issue(1);
    Instant const before = town.now;
    town.wait(hours(1));
    town.must(CloseDay{});
    town.wait(minutes(10));
    town.must(offline_issue(2, format_number("A", first), before), {}, kKiosk);
    CHECK(std::holds_alternative<TicketLate>(town.log.back().body));
    CHECK_FALSE(town.state.day_open);
    CHECK(gap_report(town.state, town.state.day)->revision == 2);
    CHECK(town.refused(offline_issue(3, format_number("A", first), before), {}, kKiosk) == RejectionCode::number_taken);

    town.must(offline_issue(4, format_number("A", first + 1), town.now), {}, kKiosk);
    CHECK(town.state.day_open);
    CHECK(town.ticket(4).state == TicketState::waiting);
    CHECK(town.refused(offline_issue(5, format_number("A", first), town.now), {}, kKiosk) == RejectionCode::number_taken);
    town.must(CloseDay{});
    CHECK(gap_report(town.state, town.state.day)->prefixes.front().ranges.front().used.size() == 2);
}

TEST_CASE(
    "a ticket that was void for want of paper waits again in its place when its kiosk tells that paper came out, or that the number was accepted")
{
    Town town = town_with_void_ticket();
    SECTION("reprinted while the kiosk was out of reach")
    {
        town.must(ReprintTicket{ticket_id(2)}, {}, kKiosk);
        CHECK(town.ticket(2).paper == Paper::pending);
        town.must(ReportPaper{ticket_id(2), Paper::confirmed, ""}, {}, kKiosk);
    }
    SECTION("accepted on the screen") { town.must(ReportPaper{ticket_id(2), Paper::accepted, ""}, {}, kKiosk); }
    CHECK(town.ticket(2).state == TicketState::waiting);
    CHECK_FALSE(town.ticket(2).ended_at.is_set());
    CHECK(town.state.issued.at(ServiceId("id-card")) == 3);
    auto const order = waiting_in_order(town.state, town.now);
    REQUIRE(order.size() == 3);
    CHECK(order[1]->id == ticket_id(2));
    town.must(CloseDay{});
    CHECK(town.ticket(2).state == TicketState::expired);
}

TEST_CASE("a void ticket stays void without news of its paper, for others, and once its day is closed")
{
    Town town = town_with_void_ticket();
    CHECK(town.refused(ReportPaper{ticket_id(2), Paper::failed, ""}, {}, kKiosk) == RejectionCode::wrong_state);
    CHECK(town.refused(ReportPaper{ticket_id(2), Paper::accepted, ""}, {}, DeviceId("kiosk-2")) == RejectionCode::unknown_ticket);
    town.must(CancelTicket{ticket_id(1)});
    CHECK(town.refused(ReprintTicket{ticket_id(1)}, {}, kKiosk) == RejectionCode::unknown_ticket);
    town.must(CloseDay{});
    town.issue(4);  // the same date again
    CHECK(town.refused(ReportPaper{ticket_id(2), Paper::accepted, ""}, {}, kKiosk) == RejectionCode::wrong_state);
}
