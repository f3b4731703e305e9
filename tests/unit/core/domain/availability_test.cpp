#include "core/domain/availability.hpp"

#include <array>

#include <catch2/catch.hpp>

#include "tests/support/town_config.hpp"

using namespace saduak;
using namespace saduak::domain;

namespace {

constexpr Date kMonday{2026, 11, 23};
constexpr std::array<Channel, 3> kSelfService{Channel::kiosk, Channel::mobile, Channel::booking};

Instant local(Date date, std::int64_t hour, std::int64_t minute = 0) { return instant_at(date, hours(hour) + minutes(minute)); }

// Open on weekdays, closed at lunch.
SiteState office()
{
    SiteState state;
    state.config = test::town_config();
    for (std::int32_t weekday = 1; weekday <= 5; ++weekday)
        state.config.opening.week.push_back({weekday, {{hours(8), hours(12)}, {hours(13), hours(16)}}});
    return state;
}

Service& service(SiteState& state) { return state.config.services.front(); }

std::string answer(Decided<void> const& decided) { return decided ? "" : std::string(to_string(decided.error().code)); }

}  // namespace

TEST_CASE("a citizen takes a ticket in opening hours, and is told when they begin again")
{
    SiteState state = office();
    for (Channel const channel : kSelfService) {
        CHECK(check_available(state, service(state), channel, local(kMonday, 8)));
        Decided<void> const lunch = check_available(state, service(state), channel, local(kMonday, 12));
        CHECK(answer(lunch) == "site_closed");
        CHECK(lunch.error().about == "2026-11-23T06:00:00.000Z");
        CHECK(check_available(state, service(state), channel, local({2026, 11, 27}, 16)).error().about == "2026-11-30T01:00:00.000Z");
    }
}

TEST_CASE("a site that does not open again says so without a time")
{
    SiteState state = office();
    for (WeekdayHours& day : state.config.opening.week) day.spans.clear();
    Decided<void> const closed = check_available(state, service(state), Channel::kiosk, local(kMonday, 10));
    CHECK(answer(closed) == "site_closed");
    CHECK(closed.error().about.empty());
}

TEST_CASE("staff give tickets outside hours, after the last ticket and over the quota; only a stopped site binds them")
{
    SiteState state = office();
    service(state).last_ticket_at = hours(9);
    service(state).quota_per_day = 1;
    state.day = kMonday;
    state.issued[service(state).id] = 5;
    CHECK(check_available(state, service(state), Channel::staff, local(kMonday, 20)));
    state.stop = SiteStop{StopKind::closing, "น้ำท่วม", local(kMonday, 10)};
    CHECK(check_available(state, service(state), Channel::staff, local(kMonday, 10)));
    state.stop->kind = StopKind::stop;
    Decided<void> const stopped = check_available(state, service(state), Channel::staff, local(kMonday, 10));
    CHECK(answer(stopped) == "site_stopped");
    CHECK(stopped.error().about == "น้ำท่วม");
}

TEST_CASE("a citizen hears of a stop of either kind before anything else")
{
    SiteState state = office();
    state.stop = SiteStop{GENERATE(StopKind::closing, StopKind::stop), "ไฟฟ้าดับ", local(kMonday, 10)};
    for (Channel const channel : kSelfService) {
        CHECK(answer(check_available(state, service(state), channel, local(kMonday, 10))) == "site_stopped");
        CHECK(check_available(state, service(state), channel, local(kMonday, 20)).error().about == "ไฟฟ้าดับ");
    }
}

TEST_CASE("a reserve card that was handed out is bound by nothing")
{
    SiteState state = office();
    state.stop = SiteStop{StopKind::stop, "ไฟฟ้าดับ", local(kMonday, 10)};
    CHECK(check_available(state, service(state), Channel::card, local(kMonday, 20)));
}

TEST_CASE("after its last-ticket time a service gives none until the next service day")
{
    SiteState state = office();
    service(state).last_ticket_at = hours(15) + minutes(30);
    CHECK(check_available(state, service(state), Channel::kiosk, local(kMonday, 15, 30) - Millis{1}));
    Decided<void> const late = check_available(state, service(state), Channel::kiosk, local(kMonday, 15, 30));
    CHECK(answer(late) == "no_more_tickets");
    CHECK(late.error().about == service(state).id.str());
    CHECK(answer(check_available(state, service(state), Channel::kiosk, local(kMonday, 16))) == "site_closed");
    CHECK(check_available(state, service(state), Channel::kiosk, local({2026, 11, 24}, 8)));
    CHECK(check_available(state, state.config.services[1], Channel::kiosk, local(kMonday, 15, 30)));
}

TEST_CASE("who asks at lunch is not told to come back today for what ends before lunch is over")
{
    SiteState state = office();
    service(state).last_ticket_at = hours(12);
    CHECK(answer(check_available(state, service(state), Channel::kiosk, local(kMonday, 12, 10))) == "no_more_tickets");
}

TEST_CASE("a night office's last ticket falls after midnight, in the same service day")
{
    SiteState state = office();
    state.config.day_starts_at = hours(12);
    state.config.opening.week.clear();
    for (std::int32_t weekday = 0; weekday <= 6; ++weekday)
        state.config.opening.week.push_back({weekday, {{Millis{0}, hours(2)}, {hours(20), hours(24)}}});
    service(state).last_ticket_at = hours(1);
    CHECK(check_available(state, service(state), Channel::kiosk, local(kMonday, 20)));
    CHECK(check_available(state, service(state), Channel::kiosk, local({2026, 11, 24}, 0, 59)));
    CHECK(answer(check_available(state, service(state), Channel::kiosk, local({2026, 11, 24}, 1))) == "no_more_tickets");
    CHECK(check_available(state, service(state), Channel::kiosk, local({2026, 11, 24}, 20)));
}

TEST_CASE("a quota counts the tickets of this service and this day")
{
    SiteState state = office();
    service(state).quota_per_day = 2;
    state.day = kMonday;
    state.issued[service(state).id] = 1;
    CHECK(check_available(state, service(state), Channel::kiosk, local(kMonday, 9)));
    state.issued[service(state).id] = 2;
    Decided<void> const full = check_available(state, service(state), Channel::kiosk, local(kMonday, 9));
    CHECK(answer(full) == "quota_reached");
    CHECK(full.error().about == service(state).id.str());
    CHECK(answer(check_available(state, service(state), Channel::kiosk, local(kMonday, 12))) == "quota_reached");
    CHECK(check_available(state, state.config.services[1], Channel::kiosk, local(kMonday, 9)));
    // The counts are of the day that the state is in; the next day's first ticket begins new ones.
    CHECK(check_available(state, service(state), Channel::kiosk, local({2026, 11, 24}, 9)));
}

TEST_CASE("what time alone will change is known: opening, lunch, a last ticket, closing, the next service day")
{
    SiteState state = office();
    service(state).last_ticket_at = hours(15);
    auto const next = [&state](Instant now) { return availability_changes(state, now); };
    CHECK(next(local(kMonday, 7)) == local(kMonday, 8));
    CHECK(next(local(kMonday, 8)) == local(kMonday, 12));
    CHECK(next(local(kMonday, 12)) == local(kMonday, 13));
    CHECK(next(local(kMonday, 13)) == local(kMonday, 15));
    CHECK(next(local(kMonday, 15)) == local(kMonday, 16));
    CHECK(next(local(kMonday, 16)) == local({2026, 11, 24}, 0));
    state.config.day_starts_at = hours(4);
    CHECK(next(local(kMonday, 16)) == local({2026, 11, 24}, 4));
    state.config.opening.week.clear();
    state.config.day_starts_at = hours(0);
    CHECK(next(local(kMonday, 16)) == local({2026, 11, 24}, 0));
}

TEST_CASE("an appointment is on a whole slot since midnight, inside opening hours, ahead but not too far")
{
    SiteState state = office();
    Instant const now = local(kMonday, 9);
    CHECK(answer(check_slot(state, service(state), local(kMonday, 10), now)) == "invalid");  // takes no appointments
    service(state).slot_minutes = 45;
    service(state).slot_capacity = 1;
    CHECK(check_slot(state, service(state), local(kMonday, 9, 45), now));
    CHECK(answer(check_slot(state, service(state), local(kMonday, 10), now)) == "invalid");
    CHECK(answer(check_slot(state, service(state), now, now)) == "invalid");
    CHECK(answer(check_slot(state, service(state), local(kMonday, 11, 15), now)) == "");
    CHECK(answer(check_slot(state, service(state), local(kMonday, 12), now)) == "site_closed");
    CHECK(answer(check_slot(state, service(state), local(kMonday, 15), now)) == "");
    CHECK(answer(check_slot(state, service(state), local(kMonday, 15, 45), now)) == "site_closed");  // would end after closing
    CHECK(check_slot(state, service(state), local({2027, 2, 19}, 9), now));
    CHECK(answer(check_slot(state, service(state), now + kBookAhead + minutes(45), now)) == "invalid");
}

TEST_CASE("a slot may run over the seam of two spans that touch")
{
    SiteState state = office();
    for (WeekdayHours& day : state.config.opening.week) day.spans = {{hours(8), hours(12)}, {hours(12), hours(16)}};
    service(state).slot_minutes = 480;
    service(state).slot_capacity = 1;
    CHECK(check_slot(state, service(state), local({2026, 11, 24}, 8), local(kMonday, 9)));
}

TEST_CASE("a slot takes as many as its capacity; who cancelled makes room, other times and services do not count")
{
    SiteState state = office();
    service(state).slot_minutes = 30;
    service(state).slot_capacity = 2;
    Instant const slot = local(kMonday, 10);
    auto const book = [&](char const* id, ServiceId const& booked, Instant at, AppointmentState as) {
        Appointment& appointment = state.appointments[AppointmentId(id)];
        appointment.service = booked;
        appointment.slot = at;
        appointment.state = as;
    };
    book("1", service(state).id, slot, AppointmentState::checked_in);
    book("2", service(state).id, slot, AppointmentState::cancelled);
    book("3", service(state).id, local(kMonday, 10, 30), AppointmentState::booked);
    book("4", state.config.services[1].id, slot, AppointmentState::booked);
    CHECK(check_slot(state, service(state), slot, local(kMonday, 9)));
    book("5", service(state).id, slot, AppointmentState::booked);
    CHECK(answer(check_slot(state, service(state), slot, local(kMonday, 9))) == "slot_full");
}
