// Failures 6 to 8: time zones, recalls and midnight.
#include <cstdlib>
#include <ctime>

#include "tests/unit/metrics/log_fold.hpp"

using namespace saduak;
using namespace saduak::test;
using metrics::Stat;

namespace {

CounterId const c1("c1");

Instant bangkok(char const* date_and_time) { return *parse_rfc3339(std::string(date_and_time) + ":00+07:00"); }

void serve_next(Town& town, int recalls)
{
    town.must(CallNext{c1});
    TicketId const ticket = town.state.counters.at(c1).ticket;
    for (int i = 0; i < recalls; ++i) {
        town.wait(seconds(10));
        town.must(RecallTicket{ticket});
    }
    town.wait(seconds(10 * (3 - recalls)));
    town.must(StartService{ticket});
    town.wait(seconds(200));
    town.must(FinishService{ticket});
}

// The process' own time zone for one test.
class ProcessZone {
public:
    explicit ProcessZone(char const* zone)
    {
        char const* const before = std::getenv("TZ");
        if (before != nullptr) before_ = before;
        ::setenv("TZ", zone, 1);
        ::tzset();
    }
    ~ProcessZone()
    {
        if (before_.empty()) ::unsetenv("TZ");
        else ::setenv("TZ", before_.c_str(), 1);
        ::tzset();
    }
    ProcessZone(ProcessZone const&) = delete;
    ProcessZone& operator=(ProcessZone const&) = delete;

private:
    std::string before_;
};

}  // namespace

TEST_CASE("6. No time zone corrupts a ticket: the UTC date turns at seven in the morning here, and numbers and statistics go on")
{
    for (char const* zone : {"UTC", "America/Los_Angeles", "Asia/Bangkok", "Pacific/Kiritimati"}) {
        ProcessZone const elsewhere(zone);
        INFO(zone);
        Town town;
        town.now = bangkok("2026-11-24T06:59");  // 23.59 of the day before in UTC
        CHECK(town.issue(1).number == "A001");
        town.now = bangkok("2026-11-24T07:00");
        CHECK(town.issue(2).number == "A002");
        town.now = bangkok("2026-11-24T17:01");  // five in the afternoon, local midnight in the Pacific
        CHECK(town.issue(3).number == "A003");
        town.now = bangkok("2026-11-24T23:59");
        CHECK(town.issue(4).number == "A004");
        CHECK(town.state.day == Date{2026, 11, 24});
        town.now = bangkok("2026-11-25T00:00");
        CHECK(town.issue(5).number == "A001");
        auto const by_day = ask(town.log, "M01", "day");
        CHECK(by_day.front().group.at(0).value == "2026-11-24");
        CHECK(by_day.front().value == metrics::Decimal{4, 0});
        CHECK(by_day.back().group.at(0).value == "2026-11-25");
        std::vector<std::string> hours;
        for (auto const& row : ask(town.log, "M01", "hour"))
            if (row.stat == Stat::issued) hours.push_back(row.group.at(0).value);
        CHECK(hours == std::vector<std::string>{"00", "06", "07", "17", "23"});
    }
}

TEST_CASE("7. A recall changes no statistic")
{
    auto const day = [](int recalls) {
        Town town;
        town.must(OpenCounter{c1});
        for (int n = 1; n <= 5; ++n) town.issue(n);
        town.wait(seconds(600));
        for (int n = 1; n <= 4; ++n) serve_next(town, recalls);
        town.must(CallNext{c1});
        for (int i = 0; i < recalls; ++i) town.must(RecallTicket{ticket_id(5)});
        town.must(MarkNoShow{ticket_id(5)});
        town.must(CloseDay{});
        return town.log;
    };
    auto const quiet = ask(day(0), "", "service,hour");
    CHECK(quiet.size() > 20);
    CHECK(ask(day(3), "", "service,hour") == quiet);
    CHECK(value(day(3), "M02", Stat::p50) == "830");
    CHECK(all_facts(fold_of(day(3))).segments.at(0).recalls == 3);
}

TEST_CASE("8. An office that works at night keeps its queue, its numbers and its statistics over midnight")
{
    Town town;
    SiteConfig config = town_config();
    config.day_starts_at = hours(4);
    town.must(ConfigureSite{config});
    town.now = bangkok("2026-11-24T23:50");
    town.must(OpenCounter{c1});
    for (int n = 1; n <= 3; ++n) town.issue(n);
    town.now = bangkok("2026-11-25T00:00");
    town.must(Tick{});
    CHECK(town.state.open.size() == 3);
    CHECK(town.state.counters.at(c1).state == CounterState::open);
    town.now = bangkok("2026-11-25T00:10");
    town.must(CallNext{c1});
    CHECK(town.ticket(1).state == TicketState::called);
    CHECK(town.issue(4).number == "A004");
    REQUIRE(due(town.state));
    CHECK(*due(town.state) == bangkok("2026-11-25T04:00"));
    town.now = bangkok("2026-11-25T03:59");
    town.must(FinishService{ticket_id(1)});
    town.must(CallNext{c1});
    CHECK(town.ticket(2).state == TicketState::called);
    town.must(FinishService{ticket_id(2)});

    town.now = bangkok("2026-11-25T04:00");
    town.must(Tick{});
    CHECK_FALSE(town.state.day_open);
    CHECK(town.issue(5).number == "A001");
    auto const by_day = ask(town.log, "M01", "day");
    CHECK(by_day.front().group.at(0).value == "2026-11-24");
    CHECK(by_day.front().value == metrics::Decimal{4, 0});
    CHECK(ask(town.log, "M03", "day").back().group.at(0).value == "2026-11-25");
    CHECK(value(town.log, "M03", Stat::max) == std::to_string(4 * 3600 + 9 * 60));
}
