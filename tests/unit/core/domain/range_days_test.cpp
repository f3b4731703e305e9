// Ranges over several service days: what a day's numbers were when ranges came, went or were typed in later (DESIGN 4.3).
#include "core/domain/gap_report.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;

namespace {

DeviceId const kKiosk("kiosk-1");

RecordVisit visit(int n, std::string number, Instant taken_at)
{
    RecordVisit visit;
    visit.ticket = ticket_id(n);
    visit.number = std::move(number);
    visit.service = ServiceId("id-card");
    visit.taken_at = taken_at;
    return visit;
}

GapReport report_of(Town const& town, Date day)
{
    auto report = gap_report(town.state, day);
    REQUIRE(report);
    return *std::move(report);
}

}  // namespace

TEST_CASE("a card typed in for an earlier day is no number that online numbering gave on that day")
{
    Town town;
    Instant const monday = town.now;
    for (int n = 1; n <= 995; ++n) town.issue(n);
    town.wait(hours(24));
    town.must(Tick{});
    town.issue(2001);
    town.must(GrantRange{{}, "A", 10});
    REQUIRE(town.state.ranges.front().first == 990);
    CHECK(town.refused(visit(2002, "A990", monday)) == RejectionCode::number_taken);
    CHECK(town.refused(visit(2002, "A995", monday)) == RejectionCode::number_taken);
    town.must(visit(2002, "A996", monday));
    GapReport const report = report_of(town, service_day(town.state.config, monday));
    CHECK(report.revision == 2);
    CHECK(report.prefixes[0].gaps.empty());
    CHECK(report.prefixes[0].used_elsewhere == std::vector<std::string>{"A996"});
}

TEST_CASE("a day on which everything was out is typed in from its cards alone")
{
    Town town;
    town.must(GrantRange{{}, "A", 10});
    OfflineRange const cards = town.state.ranges.front();
    town.issue(1);
    Instant const tuesday = town.now + hours(24);
    Date const outage = service_day(town.state.config, tuesday);
    town.wait(hours(48));
    town.must(Tick{});
    town.issue(2);  // Wednesday has begun
    town.must(visit(3, format_number("A", cards.first), tuesday));
    town.must(visit(4, format_number("A", cards.first + 1), tuesday));
    CHECK(town.refused(visit(5, format_number("A", cards.first), tuesday)) == RejectionCode::number_taken);
    GapReport const report = report_of(town, outage);
    CHECK(report.revision == 2);
    CHECK_FALSE(report.provisional);
    REQUIRE(report.prefixes.size() == 1);
    CHECK(report.prefixes[0].last == 0);
    CHECK(report.prefixes[0].gaps.empty());
    REQUIRE(report.prefixes[0].ranges.size() == 1);
    CHECK(report.prefixes[0].ranges[0].used.size() == 2);
    CHECK(report.prefixes[0].ranges[0].unused == 8);
    CHECK(report.prefixes[0].used_elsewhere.empty());
}

TEST_CASE("no day waits for a kiosk that is lost once its range was taken back by hand")
{
    Town town;
    town.must(GrantRange{kKiosk, "A", 10});
    town.must(GrantRange{kKiosk, "B", 10});
    Date const monday = service_day(town.state.config, town.now);
    town.issue(1);
    town.wait(hours(24));
    town.must(Tick{});
    REQUIRE(report_of(town, monday).awaiting == std::vector{kKiosk});
    for (OfflineRange const& range : std::vector(town.state.ranges)) {
        CHECK(report_of(town, monday).provisional);                                                   // until the last one
        CHECK(town.refused(ReleaseRange{range.prefix, range.first}) == RejectionCode::wrong_number);  // not before it was asked back
        town.must(WithdrawRange{range.prefix, range.first});
        town.must(ReleaseRange{range.prefix, range.first});
    }
    CHECK_FALSE(report_of(town, monday).provisional);
    CHECK(report_of(town, monday).awaiting.empty());
}

TEST_CASE("a range that was given back is no gap on its day, and its numbers are given online from the next day on")
{
    Town town;
    town.must(GrantRange{kKiosk, "A", 3});
    OfflineRange const range = town.state.ranges.front();
    REQUIRE(range.first == 997);
    for (int n = 1; n <= 996; ++n) town.issue(n);
    town.must(ReleaseRange{"A", range.first}, {}, kKiosk);
    CHECK(town.issue(1001).number == "A1000");
    Date const monday = service_day(town.state.config, town.now);
    CHECK(report_of(town, monday).prefixes[0].gaps.empty());
    town.wait(hours(24));
    town.must(Tick{});
    CHECK(report_of(town, monday).prefixes[0].gaps.empty());
    CHECK(report_of(town, monday).prefixes[0].ranges.at(0).unused == 3);
    for (int n = 1; n <= 997; ++n) town.issue(2000 + n);
    CHECK(town.ticket(2997).number == "A997");
}
