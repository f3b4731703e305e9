// The site as a whole: hours, quotas, stops, appointments (DESIGN 4).
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

IssueTicket by_kiosk(int n, char const* service = "id-card")
{
    IssueTicket issue;
    issue.ticket = ticket_id(n);
    issue.service = ServiceId(service);
    issue.token_sha256 = hex_of(n, 64);
    return issue;
}

// Monday to Friday 08.30 to 16.30, the ID card until 15.30 and at most 3 a day, the tax by appointment in half hours.
Town office()
{
    Town town;
    SiteConfig config = town_config();
    for (std::int32_t weekday = 1; weekday <= 5; ++weekday)
        config.opening.week.push_back({weekday, {{hours(8) + minutes(30), hours(16) + minutes(30)}}});
    config.services[0].last_ticket_at = hours(15) + minutes(30);
    config.services[0].quota_per_day = 3;
    config.services[1].slot_minutes = 30;
    config.services[1].slot_capacity = 2;
    town.must(ConfigureSite{config});
    return town;
}

BookAppointment booking(int n, Instant slot)
{
    BookAppointment book;
    book.appointment = AppointmentId(hex_of(n, 32));
    book.service = ServiceId("tax");
    book.slot = slot;
    book.code_sha256 = hex_of(n, 64);
    return book;
}

CheckIn arrival(int appointment, int ticket)
{
    CheckIn check_in;
    check_in.code_sha256 = hex_of(appointment, 64);
    check_in.ticket = ticket_id(ticket);
    check_in.token_sha256 = hex_of(ticket, 64);
    return check_in;
}

}  // namespace

TEST_CASE("a kiosk gives no ticket before opening, after the last ticket, beyond the quota; staff can")
{
    Town town = office();  // Monday 08.30
    town.now = town.now - minutes(0);
    for (int n = 1; n <= 3; ++n) town.must(by_kiosk(n));
    CHECK(town.refused(by_kiosk(4)) == RejectionCode::quota_reached);
    town.must(by_kiosk(4, "land"));
    IssueTicket staff = by_kiosk(5);
    staff.channel = Channel::staff;
    town.must(staff);
    town.wait(hours(7));  // 15.30
    CHECK(town.refused(by_kiosk(6)) == RejectionCode::no_more_tickets);
    town.must(by_kiosk(6, "land"));
    town.wait(hours(1));  // 16.30
    auto const closed = town.ask(by_kiosk(7, "land"));
    REQUIRE_FALSE(closed);
    CHECK(closed.error().code == RejectionCode::site_closed);
    CHECK(closed.error().about == "2026-11-24T01:30:00.000Z");
}

TEST_CASE("a voided ticket does not count against the quota")
{
    Town town = office();
    for (int n = 1; n <= 3; ++n) {
        IssueTicket issue = by_kiosk(n);
        issue.paper = Paper::pending;
        town.must(issue, {}, DeviceId("kiosk"));
    }
    town.must(ReportPaper{ticket_id(3), Paper::failed, "paper_out"}, {}, DeviceId("kiosk"));
    CHECK(town.refused(by_kiosk(4)) == RejectionCode::quota_reached);
    town.wait(seconds(61));
    town.must(by_kiosk(4));
}

TEST_CASE("a closing turns newcomers away and serves who waits; a stop calls nobody; reopening loses no place")
{
    Town town = office();
    town.must(OpenCounter{CounterId("c1")});
    town.must(by_kiosk(1));
    CHECK(town.refused(StopSite{StopKind::stop, ""}) == RejectionCode::invalid);
    town.must(StopSite{StopKind::closing, "น้ำท่วม"});
    auto const turned_away = town.ask(by_kiosk(2));
    REQUIRE_FALSE(turned_away);
    CHECK(turned_away.error().code == RejectionCode::site_stopped);
    CHECK(turned_away.error().about == "น้ำท่วม");
    town.must(CallNext{CounterId("c1")});
    town.must(UndoCall{ticket_id(1)});
    town.must(StopSite{StopKind::stop, "fire drill"});
    CHECK(town.refused(CallNext{CounterId("c1")}) == RejectionCode::site_stopped);
    CHECK(town.refused(CallTicket{CounterId("c1"), ticket_id(1)}) == RejectionCode::site_stopped);
    town.must(ReopenSite{});
    CHECK(town.must(ReopenSite{}).empty());
    town.must(CallNext{CounterId("c1")});
    CHECK(town.ticket(1).state == TicketState::called);
}

TEST_CASE("appointments are booked by slot, checked in, called in their time, and missed by an event")
{
    Town town = office();
    Instant const slot = town.now + minutes(60);  // 09.30
    town.must(booking(1, slot));
    town.must(booking(2, slot));
    CHECK(town.refused(booking(3, slot)) == RejectionCode::slot_full);
    CHECK(town.refused(booking(3, slot + minutes(7))) == RejectionCode::invalid);
    CHECK(town.refused(booking(3, slot + hours(8))) == RejectionCode::site_closed);
    town.must(booking(3, slot + hours(24)));
    CHECK(town.refused(arrival(3, 30)) == RejectionCode::wrong_day);
    CHECK(town.refused(arrival(9, 30)) == RejectionCode::unknown_appointment);

    town.must(arrival(1, 10));
    CHECK(town.refused(arrival(1, 11)) == RejectionCode::wrong_state);
    town.must(by_kiosk(20, "tax"));
    town.must(OpenCounter{CounterId("c1")});
    CHECK(waiting_in_order(town.state, town.now).front()->id == ticket_id(20));  // its time has not come
    town.now = slot - minutes(5);
    CHECK(waiting_in_order(town.state, town.now).front()->id == ticket_id(10));
    town.must(CallNext{CounterId("c1")});
    CHECK(town.ticket(10).state == TicketState::called);
    CHECK(town.ticket(10).ticket_class == TicketClass::appointment);

    SECTION("late, it queues with those who came without")
    {
        town.now = slot + minutes(11);
        town.must(arrival(2, 12));
        CHECK(town.ticket(12).ticket_class == TicketClass::general);
        CHECK(town.ticket(12).slot == slot);
    }
    SECTION("an hour late, it is missed")
    {
        town.now = slot + hours(1);
        town.must(Tick{});
        CHECK(town.state.appointments.at(AppointmentId(hex_of(2, 32))).state == AppointmentState::missed);
        CHECK(town.refused(arrival(2, 12)) == RejectionCode::wrong_state);
    }
    SECTION("cancelled, its slot is free again")
    {
        town.must(CancelAppointment{AppointmentId(hex_of(3, 32))});
        CHECK(town.must(CancelAppointment{AppointmentId(hex_of(3, 32))}).empty());
        town.must(booking(4, slot + hours(24)));
    }
}

TEST_CASE("a group takes one ticket, and the number of matters done on a ticket is kept")
{
    Town town = office();
    IssueTicket group = by_kiosk(1);
    group.people = 12;
    town.must(group);
    CHECK(town.ticket(1).people == 12);
    group = by_kiosk(2);
    group.people = 0;
    CHECK(town.refused(group) == RejectionCode::invalid);
    town.must(OpenCounter{CounterId("c1")});
    town.must(CallNext{CounterId("c1")});
    CHECK(town.refused(FinishService{ticket_id(1), Outcome::served, 0}) == RejectionCode::invalid);
    town.must(FinishService{ticket_id(1), Outcome::served, 3});
    CHECK(std::get<TicketFinished>(town.log.back().body).matters == 3);
}

TEST_CASE("a ticket that is void counts no more against the quota it was issued under, wherever it was sent")
{
    Town town = office();
    town.must(by_kiosk(1, "tax"));
    IssueTicket issue = by_kiosk(2);
    issue.paper = Paper::pending;
    town.must(issue, {}, DeviceId("kiosk"));
    town.must(ReportPaper{ticket_id(2), Paper::failed, "paper_out"}, {}, DeviceId("kiosk"));
    town.must(TransferTicket{ticket_id(2), ServiceId("tax"), {}, {}});
    town.wait(seconds(60));
    town.must(Tick{});
    REQUIRE(town.ticket(2).state == TicketState::voided);
    CHECK(town.state.issued.at(ServiceId("id-card")) == 0);
    CHECK(town.state.issued.at(ServiceId("tax")) == 1);
}

TEST_CASE("who got no paper for an appointment checks in again, until it is missed")
{
    Town town = office();
    Instant const slot = town.now + minutes(60);
    town.must(booking(1, slot));
    CheckIn first = arrival(1, 10);
    first.paper = Paper::pending;
    town.must(first, {}, DeviceId("kiosk"));
    town.must(ReportPaper{ticket_id(10), Paper::failed, "paper_out"}, {}, DeviceId("kiosk"));
    town.wait(seconds(60));
    town.must(Tick{});
    REQUIRE(town.ticket(10).state == TicketState::voided);
    SECTION("again")
    {
        town.must(arrival(1, 11));
        CHECK(town.ticket(11).ticket_class == TicketClass::appointment);
        CHECK_FALSE(town.state.appointments.empty());
        CHECK(town.state.appointment_deadlines.empty());
    }
    SECTION("never")
    {
        town.now = slot + hours(1);
        town.must(Tick{});
        CHECK(town.state.appointments.at(AppointmentId(hex_of(1, 32))).state == AppointmentState::missed);
    }
}

TEST_CASE("while the site is closing, staff alone check an appointment in")
{
    Town town = office();
    town.must(booking(1, town.now + minutes(60)));
    town.must(StopSite{StopKind::closing, "full"});
    CheckIn arrived = arrival(1, 10);
    arrived.channel = Channel::kiosk;
    CHECK(town.refused(arrived) == RejectionCode::site_stopped);
    arrived.channel = Channel::staff;
    town.must(StopSite{StopKind::stop, "flood"});
    CHECK(town.refused(arrived) == RejectionCode::site_stopped);
    town.must(StopSite{StopKind::closing, "full"});
    town.must(arrived);
}
