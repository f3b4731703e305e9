// Two corners in which one ticket's news must leave the others alone.
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

TEST_CASE("a visit of Friday that is typed in on Monday does not open Friday again")
{
    Town town;
    town.must(GrantRange{{}, "A", 10});
    std::string const card = format_number("A", town.state.ranges.at(0).first);
    town.issue(1);
    town.must(CloseDay{});
    Instant const friday = town.now;
    town.wait(hours(72));
    town.must(OpenCounter{CounterId("c1")});
    RecordVisit visit;
    visit.ticket = ticket_id(2);
    visit.number = card;
    visit.service = ServiceId("id-card");
    visit.taken_at = friday - hours(1);
    town.must(visit);
    CHECK_FALSE(town.state.day_open);
    CHECK(*due(town.state) == service_day_end(town.state.config, service_day(town.state.config, town.now)));  // the counter's
    CHECK(town.state.past_days.at(service_day(town.state.config, friday)).offline_used.contains(card));
    CHECK(town.state.counters.at(CounterId("c1")).state == CounterState::open);
    CHECK(town.issue(3).number == "A001");
}

TEST_CASE("a visit of a day before the site's first ticket begins no day")
{
    Town town;
    town.must(GrantRange{{}, "A", 10});
    RecordVisit visit;
    visit.ticket = ticket_id(2);
    visit.number = format_number("A", town.state.ranges.at(0).first);
    visit.service = ServiceId("id-card");
    visit.taken_at = town.now - hours(50);
    town.must(visit);
    CHECK_FALSE(due(town.state));
    visit.ticket = ticket_id(3);
    CHECK(town.refused(visit) == RejectionCode::number_taken);
}

// It shares the place of the ticket that it returned behind: sent on at the same moment, one of them would fall out of the queue.
TEST_CASE("two tickets of one place that are sent on together both wait in the other queue")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    for (int n = 1; n <= 3; ++n) town.issue(n);
    town.must(CallTicket{CounterId("c1"), ticket_id(1)});
    town.must(MarkNoShow{ticket_id(1)});
    std::vector<Event> const returned = town.must(ReturnTicket{ticket_id(1)});
    REQUIRE(std::get<TicketReturned>(returned.at(0).body).behind == ticket_id(3));
    town.must(TransferTicket{ticket_id(3), ServiceId("tax"), {}, {}});
    town.must(TransferTicket{ticket_id(1), ServiceId("tax"), {}, {}});
    std::size_t waiting = 0;
    for (auto const& [key, queue] : town.state.queues) waiting += queue.size();
    CHECK(waiting == 3);
    town.must(CallTicket{CounterId("c1"), ticket_id(1)});
    town.must(FinishService{ticket_id(1)});
    town.must(CallTicket{CounterId("c1"), ticket_id(3)});
}

TEST_CASE("an older log, in which a typed-in visit opened its past day again, can be read")
{
    Town town;
    town.must(GrantRange{{}, "A", 10});
    std::string const card = format_number("A", town.state.ranges.at(0).first);
    town.issue(1);
    Date const monday = town.state.day;
    Event recorded;
    recorded.ticket = ticket_id(5);
    recorded.service = ServiceId("id-card");
    recorded.body = TicketRecorded{card, TicketClass::general, monday, town.now, {}, {}, Outcome::served};
    town.wait(hours(24));
    town.must(Tick{});
    Event closed;
    recorded.at = closed.at = town.now;
    closed.body = DayClosed{monday};
    REQUIRE(apply(town.state, recorded));
    PastDay const before = town.state.past_days.at(monday);
    CHECK(apply(town.state, closed));
    CHECK(town.state.past_days.at(monday) == before);
    closed.body = DayClosed{service_day(town.state.config, town.now)};
    CHECK_FALSE(apply(town.state, closed));
    CHECK(town.issue(2).number == "A001");
}
