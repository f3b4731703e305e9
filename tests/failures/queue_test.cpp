// Failures 3 to 5: numbers, fairness and order, on the domain alone.
#include <algorithm>
#include <string>
#include <vector>

#include "core/domain/calling.hpp"
#include "core/wire/event_json.hpp"
#include "tests/unit/metrics/log_fold.hpp"

using namespace saduak;
using namespace saduak::test;
using metrics::Stat;

namespace {

CounterId const c1("c1");

// Calls, serves and finishes until nobody waits, or so many; returns the numbers in the order of their calls.
std::vector<std::string> call_all(Town& town, std::size_t at_most = 1000)
{
    std::vector<std::string> called;
    while (called.size() < at_most) {
        town.must(CallNext{c1, AlsoFinish::yes});
        TicketId const now = town.state.counters.at(c1).ticket;
        if (now.empty()) break;
        called.push_back(town.state.find(now)->number);
    }
    return called;
}

}  // namespace

TEST_CASE("3. A failed print burns no number: it is reprinted in its old place, and what was never printed is not called")
{
    Town town;
    town.must(OpenCounter{c1});
    for (int n = 1; n <= 4; ++n) town.issue(n, "id-card", TicketClass::general, n <= 2 ? Paper::pending : Paper::none);
    town.must(ReportPaper{ticket_id(1), Paper::failed, "paper_out"});
    town.must(ReportPaper{ticket_id(2), Paper::failed, "paper_out"});
    CHECK(next_ticket(town.state, *town.state.config.find_counter(c1), town.now)->number == "A003");

    town.must(ReprintTicket{ticket_id(1)});
    town.must(ReportPaper{ticket_id(1), Paper::confirmed, ""});
    town.wait(seconds(61));
    town.must(Tick{});  // nobody reprinted or accepted the second one
    CHECK(town.ticket(2).state == TicketState::voided);
    CHECK(call_all(town) == std::vector<std::string>{"A001", "A003", "A004"});
    CHECK(town.issue(5).number == "A005");
    town.must(CloseDay{});
    CHECK(value(town.log, "M01", Stat::issued) == "4");
    CHECK(value(town.log, "M13", Stat::share) == "0");
    CHECK(value(town.log, "M40", Stat::voided) == "1");
}

TEST_CASE("4. Nobody general overtakes a priority ticket, and no stream of priority tickets starves the general ones")
{
    auto const hall = [](CallingPolicy const& policy) {
        Town town;
        SiteConfig config = town_config();
        config.services[0].priority_prefix = "P";
        config.calling = policy;
        town.must(ConfigureSite{config});
        town.must(OpenCounter{c1});
        for (int n = 1; n <= 10; ++n) town.issue(n);
        for (int n = 11; n <= 40; ++n) town.issue(n, "id-card", TicketClass::priority);
        return town;
    };
    auto const general = [](std::vector<std::string> const& called) {
        return std::count_if(called.begin(), called.end(), [](auto const& number) { return number[0] == 'A'; });
    };

    Town strict = hall({});
    CHECK(general(call_all(strict, 30)) == 0);
    CHECK(call_all(strict).size() == 10);

    Town fair = hall({.priority_run = 2, .general_run = 1});
    std::vector<std::string> const called = call_all(fair, 9);
    CHECK(called == std::vector<std::string>{"P001", "P002", "A001", "P003", "P004", "A002", "P005", "P006", "A003"});

    // However many come with priority, who has waited twenty minutes is next.
    Town ageing = hall({.general_ages_after_s = 1200});
    ageing.wait(seconds(1199));
    CHECK(call_all(ageing, 1) == std::vector<std::string>{"P001"});
    ageing.wait(seconds(1));
    for (int n = 41; n <= 45; ++n) ageing.issue(n, "id-card", TicketClass::priority);
    CHECK(call_all(ageing, 10) == std::vector<std::string>{"A001", "A002", "A003", "A004", "A005", "A006", "A007", "A008", "A009", "A010"});
}

TEST_CASE("5. The order is right from the very moment of issue, also among tickets of one millisecond and after a restart")
{
    Town town;
    town.must(OpenCounter{c1});
    std::vector<std::string> issued;
    for (int n = 60; n >= 1; --n) {  // ids in another order than numbers
        std::int64_t const ahead = count_ahead(town.state, ServiceId("id-card"), TicketClass::general);
        CHECK(ahead == static_cast<std::int64_t>(issued.size()));
        issued.push_back(town.issue(n).number);
        if (n % 20 == 0) town.wait(Millis{1});
    }
    auto const in_order = [](SiteState const& state, Instant now) {
        std::vector<std::string> numbers;
        for (Ticket const* ticket : waiting_in_order(state, now)) numbers.push_back(ticket->number);
        return numbers;
    };
    CHECK(in_order(town.state, town.now) == issued);

    // The log as it is kept: a state that is read from it has the same order.
    SiteState restarted;
    for (Event event : town.log) {
        event.body = *wire::decode_body(type_name(event.body), wire::encode_body(event.body));
        REQUIRE(apply(restarted, event));
    }
    CHECK(in_order(restarted, town.now) == issued);
    CHECK(call_all(town) == issued);
}
