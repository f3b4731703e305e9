#include <catch2/catch.hpp>

#include "server/load/check.hpp"

using namespace saduak;
using namespace saduak::server::load;

namespace {

std::string issue(int seq, std::string const& ticket, std::string const& number, std::string const& day = "2026-11-21")
{
    return "{\"seq\":" + std::to_string(seq) + ",\"type\":\"ticket.issued\",\"ticket\":\"" + ticket + "\",\"body\":{\"number\":\"" + number +
           "\",\"day\":\"" + day + "\"}}";
}

std::string happened(int seq, std::string const& type, std::string const& ticket, std::string const& counter)
{
    return "{\"seq\":" + std::to_string(seq) + ",\"type\":\"" + type + "\",\"ticket\":\"" + ticket + "\",\"counter\":\"" + counter +
           "\",\"body\":{}}";
}

LogView log_of(std::vector<std::string> const& lines)
{
    LogView log;
    for (std::string const& line : lines) REQUIRE(log.take(line).has_value());
    return log;
}

}  // namespace

TEST_CASE("acknowledged tickets that the log has, each with its own number, are exact")
{
    LogView const log = log_of({issue(1, "t1", "A001"), issue(2, "t2", "A002"), issue(3, "t3", "B001"), issue(4, "t4", "A001", "2026-11-22")});
    TicketVerdict const verdict = judge({{"t1", "A001"}, {"t2", "A002"}, {"t3", "B001"}, {"t4", "A001"}}, log);
    CHECK(verdict.exact());
    CHECK(verdict.issued == 4);
    CHECK(verdict.distinct == 4);
}

TEST_CASE("a number given twice in a day is a duplicate")
{
    TicketVerdict const verdict = judge({{"t1", "A001"}, {"t2", "A001"}}, log_of({issue(1, "t1", "A001"), issue(2, "t2", "A001")}));
    CHECK(verdict.duplicates == 1);
    CHECK(verdict.distinct == 1);
    CHECK_FALSE(verdict.exact());
}

TEST_CASE("a ticket issued twice is a duplicate even under two numbers")
{
    TicketVerdict const verdict = judge({{"t1", "A001"}}, log_of({issue(1, "t1", "A001"), issue(2, "t1", "A002")}));
    CHECK(verdict.duplicates == 1);
}

TEST_CASE("an acknowledged ticket that the log lacks, or has under another number, is lost")
{
    TicketVerdict const verdict = judge({{"t1", "A001"}, {"t2", "A002"}}, log_of({issue(1, "t1", "A007")}));
    CHECK(verdict.lost == 2);
    CHECK_FALSE(verdict.exact());
}

TEST_CASE("a number that nobody got is a gap, by day and prefix, also beyond 999")
{
    CHECK(judge({}, log_of({issue(1, "t1", "A998"), issue(2, "t2", "A999"), issue(3, "t3", "A1000")})).gaps == 0);
    CHECK(judge({}, log_of({issue(1, "t1", "A001"), issue(2, "t2", "A004"), issue(3, "t3", "B009")})).gaps == 2);
}

TEST_CASE("a number of an offline range is no gap, and a gap beside the range is one")
{
    std::string const range = "{\"seq\":1,\"type\":\"range.granted\",\"body\":{\"prefix\":\"A\",\"first\":3,\"last\":5}}";
    CHECK(judge({}, log_of({range, issue(2, "t1", "A001"), issue(3, "t2", "A002"), issue(4, "t3", "A006")})).gaps == 0);
    CHECK(judge({}, log_of({range, issue(2, "t1", "A001"), issue(3, "t2", "A004"), issue(4, "t3", "A002")})).gaps == 0);
    CHECK(judge({}, log_of({range, issue(2, "t1", "A001"), issue(3, "t2", "A006")})).gaps == 1);
    CHECK(judge({}, log_of({range, issue(2, "t1", "B001"), issue(3, "t2", "B006")})).gaps == 4);
}

TEST_CASE("a log that skips a seq is refused")
{
    LogView log;
    REQUIRE(log.take(issue(1, "t1", "A001")).has_value());
    auto const skipped = log.take(issue(3, "t2", "A002"));
    REQUIRE_FALSE(skipped.has_value());
    CHECK(skipped.error().code == Errc::corrupt);
    CHECK_FALSE(log.take("not json").has_value());
}

TEST_CASE("a ticket called while a counter has it was called twice; after an undo or a transfer it was not")
{
    CHECK(log_of({happened(1, "ticket.called", "t1", "c1"), happened(2, "ticket.called", "t1", "c2")}).called_twice() == 1);
    for (std::string const between : {"ticket.undone", "ticket.transferred", "ticket.returned"}) {
        LogView const log =
            log_of({happened(1, "ticket.called", "t1", "c1"), happened(2, between, "t1", "c1"), happened(3, "ticket.called", "t1", "c2")});
        CHECK(log.called_twice() == 0);
        CHECK(log.calls() == 2);
    }
    CHECK(log_of({happened(1, "ticket.called", "t1", "c1"), happened(2, "ticket.started", "t1", "c1"), happened(3, "ticket.called", "t1", "c2")})
              .called_twice() == 1);
}

TEST_CASE("percentiles are nearest rank")
{
    std::vector<std::int64_t> values = {30, 10, 20, 40};
    CHECK(nearest_rank(values, 50) == 20);
    CHECK(nearest_rank(values, 51) == 30);
    CHECK(nearest_rank(values, 99) == 40);
    values.clear();
    CHECK(nearest_rank(values, 50) == 0);
}
