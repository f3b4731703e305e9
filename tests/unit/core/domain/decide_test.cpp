#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

TEST_CASE("numbers run by prefix from 001 and begin again each service day")
{
    Town town;
    CHECK(town.issue(1).number == "A001");
    CHECK(town.issue(2).number == "A002");
    CHECK(town.issue(3, "tax").number == "B001");
    town.wait(hours(24));
    CHECK(town.issue(4).number == "A001");
    CHECK(town.state.find(ticket_id(1)) == nullptr);
}

TEST_CASE("after 999 comes 1000")
{
    Town town;
    for (int n = 1; n <= 999; ++n) town.issue(n);
    CHECK(town.ticket(999).number == "A999");
    CHECK(town.issue(1000).number == "A1000");
    CHECK(town.issue(1001).number == "A1001");
}

TEST_CASE("the service day starts at the site's hour")
{
    Town town;
    SiteConfig config = town_config();
    config.day_starts_at = hours(4);
    town.must(ConfigureSite{config});
    town.now = *parse_rfc3339("2026-11-23T20:59:00Z");  // 03.59 on the 24th
    town.issue(1);
    CHECK(town.state.day == Date{2026, 11, 23});
    town.wait(minutes(2));
    town.issue(2);
    CHECK(town.state.day == Date{2026, 11, 24});
    CHECK(town.ticket(2).number == "A001");
}

TEST_CASE("the service day's hour cannot be moved so that a day that has begun would be yet to come")
{
    Town town;  // 08.30
    town.issue(1);
    SiteConfig config = town_config();
    config.day_starts_at = hours(9);
    CHECK(town.refused(ConfigureSite{config}) == RejectionCode::invalid);
    town.must(CloseDay{});
    CHECK(town.refused(ConfigureSite{config}) == RejectionCode::invalid);
    town.wait(minutes(31));
    town.must(ConfigureSite{config});
    CHECK(town.issue(2).number == "A002");
}

TEST_CASE("a new catalogue takes no stop from who waits for it or may return to it")
{
    Town town;
    for (char const* counter : {"c1", "c2"}) town.must(OpenCounter{CounterId(counter)});
    SiteConfig without_card = town_config();
    without_card.services.erase(without_card.services.begin());
    without_card.counters.clear();
    SiteConfig without_payment = town_config();
    without_payment.services[2].steps.pop_back();

    town.issue(1);
    CHECK(town.refused(ConfigureSite{without_card}) == RejectionCode::invalid);
    town.must(CallNext{CounterId("c1")});
    town.must(MarkNoShow{ticket_id(1)});
    CHECK(town.refused(ConfigureSite{without_card}) == RejectionCode::invalid);

    town.issue(2, "land");
    town.must(ConfigureSite{without_payment});  // it has not come to the payment
    town.must(ConfigureSite{town_config()});
    town.must(CallNext{CounterId("c2")});
    town.must(FinishService{ticket_id(2)});
    CHECK(town.refused(ConfigureSite{without_payment}) == RejectionCode::invalid);

    town.must(CloseDay{});
    town.must(ConfigureSite{without_card});
    town.must(ConfigureSite{town_config()});
    town.must(ConfigureSite{without_payment});
}

TEST_CASE("priority is called before general, and within a class the earlier comes first")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.wait(seconds(1));
    town.issue(2);
    town.issue(3, "id-card", TicketClass::priority);
    auto const next = [&] {
        town.must(CallNext{CounterId("c1"), AlsoFinish::yes});
        return town.state.counters.at(CounterId("c1")).ticket;
    };
    CHECK(next() == ticket_id(3));
    CHECK(next() == ticket_id(1));
    CHECK(next() == ticket_id(2));
    CHECK(next() == TicketId());
}

TEST_CASE("next at a counter that has a ticket is refused and names it")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.issue(2);
    town.must(CallNext{CounterId("c1")});
    auto const again = town.ask(CallNext{CounterId("c1")});
    REQUIRE_FALSE(again);
    CHECK(again.error().code == RejectionCode::counter_busy);
    CHECK(again.error().about == "A001");
}

TEST_CASE("two counters that press next get two citizens")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.must(OpenCounter{CounterId("c2")}, AgentId("somying"));
    town.issue(1);
    town.issue(2);
    town.must(CallNext{CounterId("c1")});
    town.must(CallNext{CounterId("c2")});
    CHECK(town.ticket(1).counter == CounterId("c1"));
    CHECK(town.ticket(2).counter == CounterId("c2"));
}

TEST_CASE("a ticket whose paper is pending or known to be missing is not called")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1, "id-card", TicketClass::general, Paper::pending);
    CHECK(town.must(CallNext{CounterId("c1")}).empty());
    CHECK(town.refused(CallTicket{CounterId("c1"), ticket_id(1)}) == RejectionCode::paper_pending);
    town.must(ReportPaper{ticket_id(1), Paper::failed, "paper_out"});
    CHECK(town.must(CallNext{CounterId("c1")}).empty());

    SECTION("the citizen accepts the number on the screen")
    {
        town.must(ReportPaper{ticket_id(1), Paper::accepted, ""});
        town.must(CallNext{CounterId("c1")});
        CHECK(town.ticket(1).state == TicketState::called);
    }
    SECTION("a reprint comes out")
    {
        town.must(ReprintTicket{ticket_id(1)});
        CHECK(town.ticket(1).paper == Paper::pending);
        town.must(ReportPaper{ticket_id(1), Paper::confirmed, ""});
        CHECK(is_callable(town.ticket(1)));
    }
    SECTION("nobody does anything for a minute: it is void")
    {
        town.wait(kNoPaperLimit);
        town.must(Tick{});
        CHECK(town.ticket(1).state == TicketState::voided);
        CHECK_FALSE(due(town.state) == town.now);
    }
}

TEST_CASE("a kiosk that says nothing for 15 s leaves the paper unconfirmed, and the ticket can be called")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1, "id-card", TicketClass::general, Paper::pending);
    REQUIRE(due(town.state) == town.now + kPaperReportLimit);
    town.wait(kPaperReportLimit - Millis{1});
    CHECK(town.must(Tick{}).empty());
    town.wait(Millis{1});
    // No Tick came: the next command sees what time has brought all the same.
    auto const events = town.must(CallNext{CounterId("c1")});
    REQUIRE(events.size() == 2);
    CHECK(std::get<TicketPaper>(events[0].body).paper == Paper::unconfirmed);
    CHECK(town.ticket(1).state == TicketState::called);
}

TEST_CASE("a late report of missing paper does not take a ticket from its counter")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1, "id-card", TicketClass::general, Paper::pending);
    town.must(ReportPaper{ticket_id(1), Paper::unconfirmed, ""});
    town.must(CallNext{CounterId("c1")});
    CHECK(town.must(ReportPaper{ticket_id(1), Paper::failed, "paper_out"}).empty());
    CHECK(town.ticket(1).state == TicketState::called);
}

TEST_CASE("a citizen without paper is believed although the printer confirmed it, but not after accepting the number")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1, "id-card", TicketClass::general, Paper::pending);
    town.must(ReportPaper{ticket_id(1), Paper::confirmed, ""});
    town.must(ReportPaper{ticket_id(1), Paper::failed, "the citizen has no paper"});
    CHECK_FALSE(is_callable(town.ticket(1)));
    SECTION("nobody accepts the number: it is void")
    {
        town.wait(kNoPaperLimit);
        town.must(Tick{});
        CHECK(town.ticket(1).state == TicketState::voided);
    }
    SECTION("accepted")
    {
        town.must(ReportPaper{ticket_id(1), Paper::accepted, ""});
        CHECK(town.must(ReportPaper{ticket_id(1), Paper::failed, ""}).empty());
        CHECK(is_callable(town.ticket(1)));
    }
}

TEST_CASE("missing paper is no evidence against a visit that has been served at its first stop")
{
    Town town;
    town.must(OpenCounter{CounterId("c2")});
    town.issue(1, "land", TicketClass::general, Paper::pending);
    town.must(ReportPaper{ticket_id(1), Paper::unconfirmed, ""});
    town.must(CallNext{CounterId("c2")});
    town.must(FinishService{ticket_id(1)});
    REQUIRE(town.ticket(1).state == TicketState::waiting);
    CHECK(town.must(ReportPaper{ticket_id(1), Paper::failed, "paper_out"}).empty());
}

TEST_CASE("another kiosk cannot speak for a ticket")
{
    Town town;
    IssueTicket command{.ticket = ticket_id(1), .service = ServiceId("tax"), .token_sha256 = hex_of(1, 64), .paper = Paper::pending};
    town.must(command, {}, DeviceId("kiosk-1"));
    CHECK(town.refused(ReportPaper{ticket_id(1), Paper::confirmed, ""}, {}, DeviceId("kiosk-2")) == RejectionCode::unknown_ticket);
    CHECK(town.refused(CancelTicket{ticket_id(1)}, {}, DeviceId("kiosk-2")) == RejectionCode::unknown_ticket);
    town.must(ReportPaper{ticket_id(1), Paper::confirmed, ""}, {}, DeviceId("kiosk-1"));
}

TEST_CASE("a call can be undone within 30 s and the ticket is in its old place")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.wait(seconds(5));
    town.issue(2);
    town.must(CallNext{CounterId("c1")});
    town.wait(kUndoLimit);
    town.must(UndoCall{ticket_id(1)});
    CHECK(waiting_in_order(town.state, town.state.last_at).front()->id == ticket_id(1));
    town.must(CallNext{CounterId("c1")});
    town.wait(kUndoLimit + Millis{1});
    CHECK(town.refused(UndoCall{ticket_id(1)}) == RejectionCode::too_late);
    town.must(StartService{ticket_id(1)});
    CHECK(town.refused(UndoCall{ticket_id(1)}) == RejectionCode::wrong_state);
}

TEST_CASE("a finish without a start imputes the start")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    auto const events = town.must(FinishService{ticket_id(1)});
    CHECK(std::get<TicketFinished>(events[0].body).start_imputed);
}

TEST_CASE("a matter with two stops keeps one number and waits for its second stop")
{
    Town town;
    town.must(OpenCounter{CounterId("c2")});
    town.must(OpenCounter{CounterId("c3")}, AgentId("somying"));
    town.issue(1, "land");
    town.must(CallNext{CounterId("c2")});
    town.must(StartService{ticket_id(1)});
    town.must(FinishService{ticket_id(1)});
    CHECK(town.ticket(1).state == TicketState::waiting);
    CHECK(town.ticket(1).number == "C001");
    CHECK(town.must(CallNext{CounterId("c2")}).empty());  // c2 checks, it does not take payments
    town.must(CallNext{CounterId("c3")});
    town.must(FinishService{ticket_id(1)});
    CHECK(town.ticket(1).state == TicketState::finished);
}

TEST_CASE("finish and next hands the same matter on when this counter has the next stop and nobody is before it")
{
    Town town;
    town.must(OpenCounter{CounterId("c3")});
    town.issue(1, "land");
    town.must(CallNext{CounterId("c3")});
    auto const events = town.must(CallNext{CounterId("c3"), AlsoFinish::yes});
    REQUIRE(events.size() == 2);
    CHECK(town.ticket(1).state == TicketState::called);
    CHECK(town.ticket(1).step == 1);
}

TEST_CASE("documents missing ends a matter at any stop")
{
    Town town;
    town.must(OpenCounter{CounterId("c2")});
    town.issue(1, "land");
    town.must(CallNext{CounterId("c2")});
    town.must(FinishService{ticket_id(1), Outcome::documents_missing});
    CHECK(town.ticket(1).state == TicketState::finished);
}

TEST_CASE("no-show and return, hold and resume")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    town.must(MarkNoShow{ticket_id(1)});
    CHECK(town.state.open.empty());
    town.must(ReturnTicket{ticket_id(1)});
    town.must(CallNext{CounterId("c1")});
    CHECK(town.refused(HoldTicket{ticket_id(1)}) == RejectionCode::wrong_state);
    town.must(StartService{ticket_id(1)});
    town.must(HoldTicket{ticket_id(1)});
    CHECK(town.state.counters.at(CounterId("c1")).ticket.empty());
    town.must(ResumeTicket{ticket_id(1), CounterId("c1")});
    CHECK(town.ticket(1).state == TicketState::serving);
}

TEST_CASE("a counter belongs to the agent who opened it, and does not close with a ticket")
{
    Town town;
    CHECK(town.refused(CallNext{CounterId("c1")}) == RejectionCode::counter_closed);
    town.must(OpenCounter{CounterId("c1")});
    CHECK(town.must(OpenCounter{CounterId("c1")}).empty());
    CHECK(town.refused(OpenCounter{CounterId("c1")}, AgentId("somying")) == RejectionCode::counter_in_use);
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    CHECK(town.refused(CloseCounter{CounterId("c1")}) == RejectionCode::counter_busy);
    CHECK(town.refused(PauseCounter{CounterId("c1"), ""}) == RejectionCode::counter_busy);
    town.must(FinishService{ticket_id(1)});
    town.must(PauseCounter{CounterId("c1"), "lunch"});
    CHECK(town.refused(CallNext{CounterId("c1")}) == RejectionCode::counter_paused);
    town.must(ResumeCounter{CounterId("c1")});
    town.must(CloseCounter{CounterId("c1")});
}

TEST_CASE("a ticket is rated once, at the terminal for a minute or by its code later")
{
    Town town;
    RatingKey const key(hex_of(7, 32));
    town.must(OpenCounter{CounterId("c1")});
    town.issue(1);
    town.must(CallNext{CounterId("c1")});
    CHECK(town.refused(Rate{ticket_id(1), key, 5}) == RejectionCode::wrong_state);
    town.must(FinishService{ticket_id(1)});
    CHECK(town.refused(Rate{ticket_id(1), key, 6}) == RejectionCode::invalid);

    SECTION("once")
    {
        auto const events = town.must(Rate{ticket_id(1), key, 5});
        CHECK(events[0].ticket.empty());
        CHECK(town.refused(Rate{ticket_id(1), key, 5, RatingChannel::qr}) == RejectionCode::already_rated);
    }
    SECTION("too late at the terminal, in time by the code")
    {
        town.wait(kRateNowLimit + Millis{1});
        CHECK(town.refused(Rate{ticket_id(1), key, 5}) == RejectionCode::too_late);
        town.must(Rate{ticket_id(1), key, 0, RatingChannel::qr});
    }
    SECTION("the next call ends the question at the terminal")
    {
        town.issue(2);
        town.must(CallNext{CounterId("c1")});
        CHECK(town.refused(Rate{ticket_id(1), key, 5}) == RejectionCode::too_late);
    }
}

TEST_CASE("day close ends every ticket the right way and closes the counters")
{
    Town town;
    for (int n = 1; n <= 4; ++n) town.issue(n);
    town.issue(5, "id-card", TicketClass::general, Paper::pending);
    town.must(OpenCounter{CounterId("c1")});
    town.must(OpenCounter{CounterId("c2")}, AgentId("somying"));
    town.must(CallNext{CounterId("c1")});
    town.must(CallNext{CounterId("c2")});
    town.must(StartService{ticket_id(2)});
    town.must(CloseDay{});
    CHECK(town.ticket(1).state == TicketState::no_show);
    CHECK(town.ticket(2).state == TicketState::finished);
    CHECK(town.ticket(3).state == TicketState::expired);
    CHECK(town.ticket(5).state == TicketState::voided);
    CHECK(town.state.counters.at(CounterId("c1")).state == CounterState::closed);
    CHECK(town.state.open.empty());
    CHECK(town.state.queues.empty());
    CHECK_FALSE(due(town.state));
    CHECK(town.must(CloseDay{}).empty());
}

TEST_CASE("unknown things and wrong fields are refused by name")
{
    Town town;
    IssueTicket good{.ticket = ticket_id(1), .service = ServiceId("id-card"), .token_sha256 = hex_of(1, 64)};
    IssueTicket bad = good;
    bad.service = ServiceId("passport");
    CHECK(town.refused(bad) == RejectionCode::unknown_service);
    bad = good;
    bad.ticket = TicketId("A001");
    CHECK(town.refused(bad) == RejectionCode::invalid);
    bad = good;
    bad.token_sha256 = "short";
    CHECK(town.refused(bad) == RejectionCode::invalid);
    town.must(good);
    CHECK(town.refused(good) == RejectionCode::ticket_exists);
    CHECK(town.refused(OpenCounter{CounterId("c9")}) == RejectionCode::unknown_counter);
    CHECK(town.refused(StartService{ticket_id(9)}) == RejectionCode::unknown_ticket);
}

TEST_CASE("a log that cannot be is refused by apply and changes nothing")
{
    Town town;
    town.issue(1);
    Event event;
    event.at = town.now;
    event.ticket = ticket_id(1);
    event.counter = CounterId("c1");
    event.body = TicketCalled{};
    auto const seq = town.state.seq;
    CHECK_FALSE(apply(town.state, event));  // the counter is closed
    event.body = TicketStarted{};
    CHECK_FALSE(apply(town.state, event));
    event.at = town.now - seconds(1);
    event.body = TicketCancelled{};
    CHECK_FALSE(apply(town.state, event));
    CHECK(town.state.seq == seq);
    CHECK(town.ticket(1).state == TicketState::waiting);
}

TEST_CASE("the log folds to the same state again")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    for (int n = 1; n <= 5; ++n) town.issue(n);
    town.must(CallNext{CounterId("c1")});
    town.must(CallNext{CounterId("c1"), AlsoFinish::yes});
    SiteState again;
    for (Event const& event : town.log) REQUIRE(apply(again, event));
    CHECK(again.seq == town.state.seq);
    CHECK(again.open == town.state.open);
    CHECK(again.queues == town.state.queues);
    CHECK(again.last_number == town.state.last_number);
    CHECK(again.counters.at(CounterId("c1")).ticket == town.state.counters.at(CounterId("c1")).ticket);
}

TEST_CASE("the service day's hour cannot be moved so that the day of those who wait would be over at once")
{
    Town town;
    SiteConfig config = town_config();
    config.day_starts_at = hours(4);
    town.must(ConfigureSite{config});
    town.now = *parse_rfc3339("2026-11-23T19:00:00Z");  // 02.00 on the 24th
    town.issue(1);
    CHECK(town.refused(ConfigureSite{town_config()}) == RejectionCode::invalid);
    CHECK(town.ticket(1).state == TicketState::waiting);
    town.must(CloseDay{});
    town.must(ConfigureSite{town_config()});
}

TEST_CASE("a new catalogue takes no counter from its ticket, nor from those who were sent to it alone")
{
    Town town;
    CounterId const second("c2");
    SiteConfig without = town_config();
    without.counters.erase(without.counters.begin() + 1);
    SiteConfig unskilled = town_config();
    unskilled.counters[1].skills.erase(unskilled.counters[1].skills.begin());

    town.issue(1);
    town.must(TransferTicket{ticket_id(1), {}, {}, second});
    CHECK(town.refused(ConfigureSite{without}) == RejectionCode::invalid);
    CHECK(town.refused(ConfigureSite{unskilled}) == RejectionCode::invalid);
    town.must(OpenCounter{second});
    town.must(CallNext{second});
    CHECK(town.refused(ConfigureSite{without}) == RejectionCode::invalid);
    town.must(MarkNoShow{ticket_id(1)});
    CHECK(town.refused(ConfigureSite{without}) == RejectionCode::invalid);  // may return
    town.must(ReturnTicket{ticket_id(1)});
    town.must(TransferTicket{ticket_id(1), {}, {}, {}});
    town.must(ConfigureSite{unskilled});
    town.must(ConfigureSite{without});
}

TEST_CASE("text that no log could be read back with is refused")
{
    Town town;
    town.must(OpenCounter{CounterId("c1")});
    CHECK(town.refused(PauseCounter{CounterId("c1"), "\xff"}) == RejectionCode::invalid);
    town.issue(1, "id-card", TicketClass::general, Paper::pending);
    CHECK(town.refused(ReportPaper{ticket_id(1), Paper::failed, "\xff"}) == RejectionCode::invalid);
}
