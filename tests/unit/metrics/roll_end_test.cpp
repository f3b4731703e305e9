#include "core/metrics/roll_end.hpp"

#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;
using saduak::metrics::roll_end;

namespace {

DeviceId const kKiosk("kiosk-1");

void print(Town& town, int n)
{
    IssueTicket issue;
    issue.ticket = ticket_id(n);
    issue.service = ServiceId("id-card");
    issue.token_sha256 = hex_of(n, 64);
    issue.paper = Paper::pending;
    town.must(issue, {}, kKiosk);
}

}  // namespace

TEST_CASE("a roll ends when the tickets that it has paper for are taken at today's pace")
{
    Town town;
    town.must(ReportPrinter{"ready", 10'000, 100}, {}, kKiosk);  // paper for a hundred
    Instant const first = town.now;
    for (int n = 1; n <= 4; ++n) {
        print(town, n);
        town.wait(minutes(1));
    }
    CHECK_FALSE(roll_end(town.state, kKiosk, town.now));  // too few to tell a pace
    print(town, 5);
    town.wait(minutes(1));
    // Five in five minutes; 95 to go.
    CHECK(*roll_end(town.state, kKiosk, town.now) == first + minutes(100));
    town.must(ReportPrinter{"paper_low", 500, 100}, {}, kKiosk);
    CHECK(*roll_end(town.state, kKiosk, town.now) == first + minutes(10));
    town.wait(minutes(5));  // nobody came: half the pace
    CHECK(*roll_end(town.state, kKiosk, town.now) == town.now + minutes(10));
}

TEST_CASE("nothing is said of a roll that lasts the day, of none that is known, and of yesterday's pace")
{
    Town town;
    CHECK_FALSE(roll_end(town.state, kKiosk, town.now));
    town.must(ReportPrinter{"ready", 1'000'000, 100}, {}, kKiosk);
    for (int n = 1; n <= 6; ++n) {
        print(town, n);
        town.wait(minutes(1));
    }
    CHECK_FALSE(roll_end(town.state, kKiosk, town.now));
    town.must(ReportPrinter{"ready", 1'000, 100}, {}, kKiosk);
    CHECK(roll_end(town.state, kKiosk, town.now));
    town.must(ReportPrinter{"ready"}, {}, kKiosk);
    CHECK_FALSE(roll_end(town.state, kKiosk, town.now));
    town.must(ReportPrinter{"ready", 1'000, 100}, {}, kKiosk);
    town.must(CloseDay{});
    CHECK_FALSE(roll_end(town.state, kKiosk, town.now));
    town.wait(hours(24));
    print(town, 7);
    CHECK_FALSE(roll_end(town.state, kKiosk, town.now));
    CHECK(town.refused(ReportPrinter{"ready", -2, 0}, {}, kKiosk) == RejectionCode::invalid);
}
