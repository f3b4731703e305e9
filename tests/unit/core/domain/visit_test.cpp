// A visit beyond one call: transfers, several services, steps, returns, holds, limits, the back office (DESIGN 4.1).
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

CounterId const kOne("c1");

Town open_town()
{
    Town town;
    for (char const* counter : {"c1", "c2", "c3"}) town.must(OpenCounter{CounterId(counter)}, AgentId(counter));
    return town;
}

}  // namespace

TEST_CASE("a ticket moves to another service with its number, from any state in which its citizen is there")
{
    Town town = open_town();
    town.issue(1);
    TransferTicket const to_tax{ticket_id(1), ServiceId("tax"), {}, {}, false};
    SECTION("while waiting: the wait goes on")
    {
        Instant const came = town.now;
        town.wait(minutes(5));
        town.must(to_tax);
        CHECK(town.ticket(1).waiting_since == came);
        CHECK(town.ticket(1).queued_at == town.now);
        CHECK(town.refused(to_tax) == RejectionCode::invalid);
    }
    SECTION("from the counter")
    {
        town.must(CallNext{kOne});
        town.must(StartService{ticket_id(1)});
        town.wait(minutes(5));
        town.must(to_tax);
        CHECK(town.ticket(1).waiting_since == town.now);
        CHECK(town.state.counters.at(kOne).ticket.empty());
    }
    SECTION("from a hold, keeping its place")
    {
        town.must(CallNext{kOne});
        town.must(StartService{ticket_id(1)});
        town.must(HoldTicket{ticket_id(1)});
        Instant const came = town.ticket(1).issued_at;
        town.wait(minutes(5));
        town.issue(2, "tax");
        TransferTicket keeps = to_tax;
        keeps.keeps_place = true;
        town.must(keeps);
        CHECK(town.ticket(1).queued_at == came);
        CHECK(waiting_in_order(town.state, town.now).front()->id == ticket_id(1));
    }
    CHECK(town.ticket(1).number == "A001");
    CHECK(town.ticket(1).service == ServiceId("tax"));
    CHECK(town.ticket(1).state == TicketState::waiting);
}

TEST_CASE("a ticket sent to one counter is called by that counter alone")
{
    Town town = open_town();
    town.issue(1);
    CHECK(town.refused(TransferTicket{ticket_id(1), {}, {}, CounterId("c3"), false}) == RejectionCode::wrong_counter);
    town.must(TransferTicket{ticket_id(1), {}, {}, CounterId("c2"), false});
    CHECK(town.must(CallNext{kOne}).empty());
    CHECK(town.refused(CallTicket{kOne, ticket_id(1)}) == RejectionCode::wrong_counter);
    town.must(CallNext{CounterId("c2")});
    CHECK(town.ticket(1).counter == CounterId("c2"));
}

TEST_CASE("several services in one visit are served one after the other on one number")
{
    Town town = open_town();
    IssueTicket issue;
    issue.ticket = ticket_id(1);
    issue.service = ServiceId("id-card");
    issue.then = {ServiceId("tax"), ServiceId("land")};
    issue.token_sha256 = hex_of(1, 64);
    town.must(issue);
    town.must(CallNext{kOne});
    town.must(FinishService{ticket_id(1), Outcome::documents_missing, 1});
    CHECK(town.ticket(1).service == ServiceId("tax"));
    CHECK(std::get<TicketTransferred>(town.log.back().body).outcome == Outcome::documents_missing);
    town.must(CallNext{kOne});
    town.must(FinishService{ticket_id(1), Outcome::served, 2});
    CHECK(town.ticket(1).service == ServiceId("land"));
    CHECK(town.ticket(1).then.empty());
    town.must(CallNext{CounterId("c3")});
    town.must(StartService{ticket_id(1)});
    town.must(FinishStep{ticket_id(1)});  // the same counter takes the payment, too
    CHECK(town.ticket(1).state == TicketState::serving);
    CHECK(town.refused(FinishStep{ticket_id(1)}) == RejectionCode::invalid);
    town.must(FinishService{ticket_id(1)});
    CHECK(town.ticket(1).state == TicketState::finished);
    issue.ticket = ticket_id(2);
    issue.token_sha256 = hex_of(2, 64);
    issue.then = {ServiceId("nothing")};
    CHECK(town.refused(issue) == RejectionCode::unknown_service);
    CHECK(town.ticket(1).number == "A001");
}

TEST_CASE("who missed the call and returns comes after the next three of the queue")
{
    Town town = open_town();
    for (int n = 1; n <= 6; ++n) {
        town.issue(n);
        town.wait(seconds(1));
    }
    town.must(CallNext{kOne});
    town.must(MarkNoShow{ticket_id(1)});
    town.must(CallNext{kOne});
    town.must(MarkNoShow{ticket_id(2)});
    town.must(ReturnTicket{ticket_id(1)});
    town.must(ReturnTicket{ticket_id(2)});
    std::vector<std::string> order;
    for (Ticket const* ticket : waiting_in_order(town.state, town.now)) order.push_back(ticket->number);
    CHECK(order == std::vector<std::string>{"A003", "A004", "A005", "A001", "A002", "A006"});

    SECTION("where fewer wait it comes last, where nobody waits at once")
    {
        for (int n = 3; n <= 5; ++n) {
            town.must(CallNext{kOne});
            town.must(FinishService{ticket_id(n)});
        }
        town.must(CallNext{kOne});
        town.must(MarkNoShow{ticket_id(1)});
        town.must(ReturnTicket{ticket_id(1)});
        CHECK(waiting_in_order(town.state, town.now).back()->id == ticket_id(1));
    }
    SECTION("an undone call of a returned ticket puts it back there")
    {
        for (int n = 3; n <= 5; ++n) {
            town.must(CallNext{kOne});
            town.must(FinishService{ticket_id(n)});
        }
        town.must(CallNext{kOne});
        REQUIRE(town.ticket(1).state == TicketState::called);
        town.must(UndoCall{ticket_id(1)});
        CHECK(waiting_in_order(town.state, town.now).front()->id == ticket_id(1));
    }
}

TEST_CASE("a call is repeated so often and no more, and a ticket missed too often does not return")
{
    Town town = open_town();
    town.issue(1);
    for (int miss = 1; miss <= 3; ++miss) {
        town.must(CallNext{kOne});
        for (int recall = 1; recall <= 3; ++recall) town.must(RecallTicket{ticket_id(1)});
        CHECK(town.refused(RecallTicket{ticket_id(1)}) == RejectionCode::recall_limit);
        town.must(MarkNoShow{ticket_id(1)});
        if (miss < 3) town.must(ReturnTicket{ticket_id(1)});
    }
    CHECK(town.refused(ReturnTicket{ticket_id(1)}) == RejectionCode::no_show_limit);
}

TEST_CASE("recalls do not lengthen the time in which a wrong call is taken back")
{
    Town town = open_town();
    town.issue(1);
    town.must(CallNext{kOne});
    town.wait(seconds(25));
    town.must(RecallTicket{ticket_id(1)});
    town.wait(seconds(6));
    CHECK(town.refused(UndoCall{ticket_id(1)}) == RejectionCode::too_late);
}

TEST_CASE("a held ticket goes back to its place in the queue when its citizen must wait again")
{
    Town town = open_town();
    town.issue(1);
    town.wait(seconds(1));
    town.issue(2);
    town.must(CallNext{kOne});
    town.must(StartService{ticket_id(1)});
    town.must(HoldTicket{ticket_id(1)});
    town.must(ResumeTicket{ticket_id(1), {}});
    CHECK(waiting_in_order(town.state, town.now).front()->id == ticket_id(1));
    CHECK(town.refused(ResumeTicket{ticket_id(1), {}}) == RejectionCode::wrong_state);
}

TEST_CASE("what goes on in the back office is completed days later")
{
    Town town = open_town();
    town.issue(1);
    town.must(CallNext{kOne});
    town.must(FinishService{ticket_id(1), Outcome::back_office, 1});
    town.wait(hours(72));
    town.must(Tick{});
    town.issue(2);
    CHECK(town.refused(CompleteBackOffice{ticket_id(1), Outcome::back_office}) == RejectionCode::invalid);
    auto const events = town.must(CompleteBackOffice{ticket_id(1), Outcome::served});
    CHECK(events.front().service == ServiceId("id-card"));
    CHECK(town.refused(CompleteBackOffice{ticket_id(1), Outcome::served}) == RejectionCode::unknown_ticket);
}

TEST_CASE("advice without a ticket is counted at an open counter")
{
    Town town = open_town();
    auto const events = town.must(GiveAdvice{kOne, ServiceId("tax")});
    CHECK(events.front().agent == AgentId("c1"));
    town.must(CloseCounter{kOne}, AgentId("c1"));
    CHECK(town.refused(GiveAdvice{kOne, {}}) == RejectionCode::counter_closed);
}

TEST_CASE("late news of a ticket's paper does not void who was at a counter already")
{
    Town town = open_town();
    IssueTicket issue;
    issue.ticket = ticket_id(1);
    issue.service = ServiceId("id-card");
    issue.then = {ServiceId("tax")};
    issue.token_sha256 = hex_of(1, 64);
    issue.paper = Paper::pending;
    town.must(issue);
    town.wait(seconds(15));
    town.must(Tick{});
    town.must(CallNext{kOne});
    SECTION("called by mistake: no counter has met the citizen")
    {
        town.must(UndoCall{ticket_id(1)});
        CHECK(town.must(ReportPaper{ticket_id(1), Paper::failed, "jam"}).size() == 1);
    }
    SECTION("waiting for the next service")
    {
        town.must(FinishService{ticket_id(1)});
        REQUIRE(town.ticket(1).state == TicketState::waiting);
        CHECK(town.must(ReportPaper{ticket_id(1), Paper::failed, "jam"}).empty());
    }
    SECTION("waiting again after a hold")
    {
        town.must(StartService{ticket_id(1)});
        town.must(HoldTicket{ticket_id(1)});
        town.must(ResumeTicket{ticket_id(1), {}});
        CHECK(town.must(ReportPaper{ticket_id(1), Paper::failed, "jam"}).empty());
    }
}

TEST_CASE("who was sent to one counter is not bound to it for the next step")
{
    Town town = open_town();
    CounterId const three("c3");
    town.issue(1, "land");
    town.must(TransferTicket{ticket_id(1), {}, {}, CounterId("c2")});
    town.must(CallNext{CounterId("c2")});
    town.must(StartService{ticket_id(1)});
    town.must(FinishStep{ticket_id(1)});  // to pay is the work of the third counter alone
    town.must(HoldTicket{ticket_id(1)});
    town.must(ResumeTicket{ticket_id(1), {}});
    town.ask(OpenCounter{three}, AgentId("c3"));
    CHECK(town.must(CallNext{three}).size() == 1);
}

TEST_CASE("a hold is no part of the service's duration")
{
    Town town = open_town();
    town.issue(1);
    town.must(CallNext{kOne});
    town.must(StartService{ticket_id(1)});
    for (int hold = 0; hold < 2; ++hold) {
        town.wait(minutes(5));
        town.must(HoldTicket{ticket_id(1)});
        town.wait(hours(1));
        town.must(ResumeTicket{ticket_id(1), kOne});
    }
    town.wait(minutes(5));
    town.must(FinishService{ticket_id(1)});
    CHECK(town.state.recent_service_s.at(ServiceId("id-card")).back() == 15 * 60);
}
