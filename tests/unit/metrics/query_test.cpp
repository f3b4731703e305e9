#include "core/metrics/query.hpp"

#include "tests/unit/metrics/log_fold.hpp"

using namespace saduak;
using namespace saduak::test;
using namespace saduak::metrics;

namespace {

CounterId const c1("c1");

// Serves ticket n of `service` at c1 after `wait_s`, for `service_s`.
void serve(Town& town, int n, std::int64_t wait_s, std::int64_t service_s, char const* service = "id-card")
{
    town.issue(n, service);
    town.wait(seconds(wait_s));
    town.must(CallTicket{c1, ticket_id(n)});
    town.must(StartService{ticket_id(n)});
    town.wait(seconds(service_s));
    town.must(FinishService{ticket_id(n)});
}

void rate(Town& town, int n, std::int32_t score) { town.must(Rate{ticket_id(n), RatingKey(hex_of(1000 + n, 32)), score, RatingChannel::qr}); }

struct OpenTown : Town {
    OpenTown() { must(OpenCounter{c1}); }
};

std::string group_text(MetricRow const& row)
{
    std::string text;
    for (GroupValue const& value : row.group) text += (text.empty() ? "" : "/") + value.value;
    return text;
}

}  // namespace

TEST_CASE("an empty log has no data, and no zero stands for it")
{
    std::vector<Event> const log = Town().log;
    CHECK(value(log, "M01", Stat::issued) == "0");
    CHECK(value(log, "M02", Stat::mean) == "no data");
    CHECK(value(log, "M06", Stat::share_offered) == "no data");
    CHECK(value(log, "M10", Stat::share) == "no data");
    CHECK(value(log, "M31", Stat::mean) == "no data");
    CHECK(value(log, "M35", Stat::band) == "no data");
    CHECK(ask(log, "M01", "service").empty());
}

TEST_CASE("waits have a mean of two decimals and nearest-rank percentiles")
{
    OpenTown town;
    int n = 0;
    for (std::int64_t const wait_s : {10, 20, 30, 41}) serve(town, ++n, wait_s, 5);
    CHECK(value(town.log, "M03", Stat::mean) == "25.25");
    CHECK(value(town.log, "M03", Stat::p50) == "20");
    CHECK(value(town.log, "M03", Stat::p80) == "41");
    CHECK(value(town.log, "M03", Stat::max) == "41");
    CHECK(row(town.log, "M03", Stat::p90).n == 4);
    CHECK(row(town.log, "M03", Stat::mean).numerator == 101);
}

TEST_CASE("a wait of exactly the target is within it, one second more is not")
{
    OpenTown town;
    serve(town, 1, 900, 5);
    serve(town, 2, 901, 5);
    CHECK(value(town.log, "M07", Stat::share_answered) == "5000");
    CHECK(value(town.log, "M06", Stat::share_offered) == "5000");
}

TEST_CASE("who leaves within the target is left out of the offered share, who leaves after it counts against it")
{
    OpenTown town;
    serve(town, 1, 60, 5);
    town.issue(2);
    town.wait(seconds(900));
    town.must(CancelTicket{ticket_id(2)});
    CHECK(row(town.log, "M06", Stat::share_offered).denominator == 1);
    town.issue(3);
    town.wait(seconds(901));
    town.must(CancelTicket{ticket_id(3)});
    CHECK(row(town.log, "M06", Stat::share_offered).denominator == 2);
    CHECK(value(town.log, "M06", Stat::share_offered) == "5000");
    CHECK(value(town.log, "M07", Stat::share_answered) == "10000");
    CHECK(value(town.log, "M14", Stat::share) == "6667");
}

TEST_CASE("published time is met by touch or by the whole stay, as the catalogue says")
{
    Town town;
    SiteConfig config = town_config();
    config.services[0].standard_s = 100;
    config.services[1].standard_s = 100;
    config.services[1].standard_basis = StandardBasis::elapsed;
    town.must(ConfigureSite{config});
    town.must(OpenCounter{c1});
    serve(town, 1, 500, 100);         // touch: 100 s
    serve(town, 2, 500, 100, "tax");  // elapsed: 600 s
    auto const rows = ask(town.log, "M10", "service");
    REQUIRE(rows.size() == 2);
    CHECK(group_text(rows[0]) == "id-card");
    CHECK(rows[0].value->scaled == 10'000);
    CHECK(group_text(rows[1]) == "tax");
    CHECK(rows[1].value->scaled == 0);
}

TEST_CASE("ratings: no opinion is left out of every figure but its own count")
{
    OpenTown town;
    std::int32_t const scores[] = {5, 4, 2, 0};
    for (int n = 1; n <= 4; ++n) {
        serve(town, n, 10, 10);
        rate(town, n, scores[n - 1]);
    }
    serve(town, 5, 10, 10);
    CHECK(value(town.log, "M30", Stat::share) == "6000");
    CHECK(value(town.log, "M31", Stat::mean) == "3.67");
    CHECK(value(town.log, "M31", Stat::sd) == "1.53");
    CHECK(value(town.log, "M32", Stat::share) == "7333");
    CHECK(value(town.log, "M33", Stat::share) == "6667");
    CHECK(value(town.log, "M33", Stat::interval_low) == "2077");
    CHECK(value(town.log, "M34", Stat::share) == "3333");
    CHECK(value(town.log, "M35", Stat::band) == "4");
}

TEST_CASE("the response has no figure by hour or channel: an answer knows only its own")
{
    OpenTown town;
    serve(town, 1, 10, 10);
    town.wait(hours(2));
    rate(town, 1, 5);
    for (char const* group : {"hour", "channel", "service,hour"})
        for (MetricRow const& found : ask(town.log, "M30", group)) {
            CHECK_FALSE(found.value);
            CHECK_FALSE(found.denominator);
        }
    CHECK(ask(town.log, "M30", "service").at(0).value == Decimal{10'000, 0});
    CHECK(ask(town.log, "M31", "hour").at(2).value == Decimal{500, 2});
}

TEST_CASE("a ticket issued before midnight belongs to that day")
{
    OpenTown town;
    town.now = *parse_rfc3339("2026-11-23T16:59:00Z");  // 23.59 in Bangkok
    town.issue(1);
    town.wait(minutes(2));
    town.must(Tick{});  // the day closes
    auto const rows = ask(town.log, "M01", "day,hour");
    REQUIRE(rows.size() == info(Metric::m01_issued).stats.size());  // one group alone
    CHECK(group_text(rows[0]) == "2026-11-23/23");
}

TEST_CASE("groups: weekday is Monday first, the fiscal year Buddhist, and rows are in order")
{
    OpenTown town;  // Monday 2026-11-23
    serve(town, 1, 10, 10, "tax");
    serve(town, 2, 10, 10);
    auto const by = [&](char const* groups) { return group_text(ask(town.log, "M01", groups).at(0)); };
    CHECK(by("weekday") == "1");
    CHECK(by("month") == "2026-11");
    CHECK(by("fiscal_year") == "2570");
    CHECK(by("hour") == "08");
    CHECK(by("class,channel") == "general/kiosk");
    CHECK(by("counter,agent") == "c1/somchai");
    CHECK(by("service") == "id-card");
}

TEST_CASE("a figure about one agent is withheld below ten")
{
    OpenTown town;
    for (int n = 1; n <= 9; ++n) serve(town, n, 10, 10);
    auto const nine = ask(town.log, "M02", "agent");
    CHECK(nine.at(0).suppressed);
    CHECK_FALSE(nine.at(0).value);
    CHECK_FALSE(nine.at(0).numerator);
    CHECK_FALSE(ask(town.log, "M02", "service").at(0).suppressed);
    serve(town, 10, 10, 10);
    CHECK_FALSE(ask(town.log, "M02", "agent").at(0).suppressed);
}

TEST_CASE("facts outside the days asked do not count")
{
    OpenTown town;
    serve(town, 1, 10, 10);
    MetricsFold const fold = fold_of(town.log);
    MetricQuery query;
    query.metrics = {Metric::m01_issued};
    query.from = query.to = {2026, 11, 23};
    CHECK(evaluate(query, {fold.facts(), fold.names()}).at(0).value == Decimal{1, 0});
    query.from = query.to = {2026, 11, 24};
    CHECK(evaluate(query, {fold.facts(), fold.names()}).at(0).value == Decimal{0, 0});
}

TEST_CASE("a question that cannot be answered says why")
{
    CHECK_FALSE(parse_metrics("M02,M99"));
    CHECK_FALSE(parse_metrics("M02,"));
    CHECK_FALSE(parse_groups("service,colour"));
    CHECK(parse_metrics("")->empty());
    MetricQuery query;
    query.from = {2026, 2, 1};
    query.to = {2026, 1, 1};
    CHECK_FALSE(validate(query));
    query.from = {1990, 1, 1};
    CHECK_FALSE(validate(query));
    query.from = {2025, 1, 1};
    query.groups = {Group::day, Group::day};
    CHECK_FALSE(validate(query));
    query.groups = {Group::day};
    CHECK(validate(query));
}

TEST_CASE("the last rating of a day is the one that was given last, not the one that arrived last")
{
    OpenTown town;
    for (int n = 1; n <= 2; ++n) serve(town, n, 100, 60);
    Instant const served_at = town.now;
    town.wait(minutes(2));
    rate(town, 2, 5);
    Rate late{ticket_id(1), RatingKey(hex_of(1001, 32)), 2, RatingChannel::terminal};
    late.given = {served_at - seconds(155), false};
    town.must(late);
    Facts const facts = all_facts(fold_of(town.log));
    TodaySummary const today = summarize({2026, 11, 23}, {facts, fold_of(town.log).names()});
    CHECK(today.scores[1] == 1);
    REQUIRE(today.last_rating);
    CHECK(today.last_rating->score == 5);
}

TEST_CASE("the manager's summary of a day agrees with the metrics")
{
    OpenTown town;
    for (int n = 1; n <= 3; ++n) serve(town, n, 100 * n, 60);
    rate(town, 3, 4);
    town.issue(4, "tax");
    Facts const facts = all_facts(fold_of(town.log));
    TodaySummary const today = summarize({2026, 11, 23}, {facts, fold_of(town.log).names()});
    CHECK(today.issued == 4);
    CHECK(today.served == 3);
    CHECK(today.left == 0);
    CHECK(today.wait.p50 == 200);
    CHECK(today.wait.mean == 200);
    CHECK(today.service.p90 == 60);
    CHECK(today.offered_bp == 10'000);
    CHECK(today.standard_bp == 10'000);
    CHECK(today.standard_n == 3);
    CHECK(today.scores[3] == 1);
    CHECK(today.rating_mean_e2 == 400);
    CHECK(today.response_bp == 3333);
    REQUIRE(today.last_rating);
    CHECK(today.last_rating->score == 4);
    REQUIRE(today.by_service.size() == 2);
    CHECK(today.by_service[1].service == ServiceId("tax"));
    CHECK(today.by_service[1].issued == 1);
    CHECK_FALSE(today.by_service[1].wait_p50);
    CHECK(summarize({2026, 11, 24}, {facts, fold_of(town.log).names()}).issued == 0);
}
