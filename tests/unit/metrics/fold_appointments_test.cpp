// Appointments in the metrics, and what the fold keeps of the days before.
#include "tests/unit/metrics/morning.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

// A booked appointment for ticket n at `slot`, checked in `early` before it.
void check_in(Morning& town, int n, Instant slot, Millis early)
{
    AppointmentId const appointment(hex_of(500 + n, 32));
    town.must(BookAppointment{appointment, id_card, slot, hex_of(500 + n, 64), Channel::booking});
    town.now = slot - early;
    CheckIn command;
    command.appointment = appointment;
    command.ticket = ticket_id(n);
    command.token_sha256 = hex_of(n, 64);
    town.must(command);
}

Morning with_appointments()
{
    Morning town;
    SiteConfig config = town_config();
    config.services[0].slot_minutes = 30;
    config.services[0].slot_capacity = 4;
    town.must(ConfigureSite{config});
    return town;
}

}  // namespace

TEST_CASE("who comes early to an appointment waits from its time on, and not at all if called before it")
{
    Morning town = with_appointments();
    Instant const slot = *parse_rfc3339("2026-11-23T03:00:00Z");
    check_in(town, 1, slot, minutes(10));
    town.now = slot + seconds(600);
    town.start(1, c1);
    town.must(FinishService{ticket_id(1)});
    CHECK(town.facts().segments.at(0).wait_s == 600);
    CHECK(town.facts().visits.at(0).turnaround_s == 1200);  // the stay is from the arrival on
    CHECK(value(town.log, "M09", Stat::share) == "10000");  // exactly ten minutes is on time

    check_in(town, 2, slot + minutes(60), minutes(20));
    town.wait(minutes(5));
    town.start(2, c1);
    town.must(FinishService{ticket_id(2)});
    CHECK(town.facts().segments.at(1).wait_s == 0);
    CHECK(value(town.log, "M40", Stat::negative) == "0");
}

TEST_CASE("an appointment is kept on time, or too late, or its holder was late")
{
    Morning town = with_appointments();
    Instant const slot = *parse_rfc3339("2026-11-23T03:00:00Z");
    check_in(town, 1, slot, minutes(0));
    town.now = slot + Millis{600'001};
    town.start(1, c1);
    town.must(FinishService{ticket_id(1)});
    CHECK(value(town.log, "M09", Stat::share) == "0");

    check_in(town, 2, slot + minutes(30), Millis{-1'000});  // a second late: no fault of the office
    town.wait(minutes(15));
    town.start(2, c1);
    town.must(FinishService{ticket_id(2)});
    CHECK(row(town.log, "M09", Stat::share).denominator == 1);
    CHECK(value(town.log, "M09", Stat::late_arrivals) == "1");

    check_in(town, 3, slot + minutes(60), minutes(5));
    town.must(CancelTicket{ticket_id(3)});  // left before the office was late
    CHECK(row(town.log, "M09", Stat::share).denominator == 1);
    check_in(town, 4, slot + minutes(90), minutes(5));
    town.wait(minutes(16));
    town.must(CancelTicket{ticket_id(4)});
    CHECK(row(town.log, "M09", Stat::share).denominator == 2);
    CHECK(row(town.log, "M09", Stat::share).numerator == 0);
}

TEST_CASE("the seal remembers what late news will need")
{
    Morning town;
    Instant const taken = town.now;
    town.issue(9);
    town.start(9, c1);
    town.must(FinishService{ticket_id(9), Outcome::back_office});
    town.wait(hours(1));
    town.must(CloseDay{});
    MetricsFold fold = fold_of(town.log);
    auto const sealed = fold.take_sealed();
    REQUIRE(sealed);
    town.wait(hours(26));
    town.must(town.from_offline(1, town.now - taken), AgentId(), kiosk);
    town.must(CompleteBackOffice{ticket_id(9), Outcome::served});
    MetricsFold resumed(sealed->seal);
    for (Seq seq = sealed->seal.seq + 1; seq <= static_cast<Seq>(town.log.size()); ++seq)
        REQUIRE(resumed.take(seq, town.log[static_cast<std::size_t>(seq - 1)]));
    Facts pieces = sealed->facts;
    pieces.append(all_facts(resumed));
    CHECK(pieces == town.facts());
    CHECK(pieces.segments.at(1).wait_s == 3600);
    CHECK(pieces.completions.size() == 1);
}
