// What `verify` says of the numbers in a log.
#include "server/store/verify.hpp"

#include <catch2/catch.hpp>

#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

namespace {

LogReport verified(std::vector<Event> const& events)
{
    TemporaryFolder folder;
    auto const store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
    REQUIRE(store);
    SiteAppend append{SiteId("town"), 0, {}};
    for (Event const& event : events) append.entries.push_back({event, {}});
    Batch batch;
    batch.sites.push_back(std::move(append));
    REQUIRE((*store)->append(batch));
    auto report = verify_log(**store, (*store)->heads()->front());
    REQUIRE(report);
    return *std::move(report);
}

RecordVisit visit(int n, char const* number, Instant taken_at)
{
    RecordVisit visit;
    visit.ticket = ticket_id(n);
    visit.number = number;
    visit.service = ServiceId("id-card");
    visit.taken_at = taken_at;
    return visit;
}

}  // namespace

TEST_CASE("numbers of ranges are no gaps: given in any order, late, not at all, or given back")
{
    Town town;
    town.must(GrantRange{DeviceId("k"), "A", 498});  // A502 to A999
    town.must(GrantRange{{}, "A", 498});             // A004 to A501
    Instant const monday = town.now;
    for (int n = 1; n <= 4; ++n) town.issue(n);
    REQUIRE(town.ticket(4).number == "A1000");
    town.must(visit(5, "A100", monday));
    town.must(ReleaseRange{"A", 4});
    town.issue(6);
    CHECK(verified(town.log).gaps.empty());
    town.wait(hours(24));
    town.must(Tick{});
    town.issue(7);
    LogReport const report = verified(town.log);
    CHECK(report.gaps.empty());
    CHECK(report.faults.empty());
}

TEST_CASE("an online number that nobody got is a gap of its day, whether the day is open or closed")
{
    Town town;
    town.issue(1);
    town.issue(2);
    std::get<TicketIssued>(town.log.back().body).number = "A004";
    CHECK(verified(town.log).gaps == std::vector<std::string>{"2026-11-23 A002", "2026-11-23 A003"});
    CHECK(verified(town.log).faults.empty());
    town.wait(hours(24));
    town.must(Tick{});
    town.issue(3);
    CHECK(verified(town.log).gaps == std::vector<std::string>{"2026-11-23 A002", "2026-11-23 A003"});
}

TEST_CASE("a number that was given twice on a day is a fault, also by a card that was typed in later")
{
    Town town;
    town.must(GrantRange{{}, "A", 10});
    Instant const monday = town.now;
    town.must(visit(1, "A990", monday));
    town.must(visit(2, "A991", monday));
    CHECK(verified(town.log).faults.empty());
    std::get<TicketRecorded>(town.log.back().body).number = "A990";
    LogReport const report = verified(town.log);
    REQUIRE_FALSE(report.faults.empty());
    CHECK(report.faults.front() == "number A990 was given twice on 2026-11-23");
}
