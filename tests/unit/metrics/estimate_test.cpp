#include "core/metrics/estimate.hpp"

#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::test;
using saduak::metrics::estimate_wait;
using saduak::metrics::WaitEstimate;

namespace {

ServiceId const id_card("id-card"), tax("tax"), land("land");
CounterId const c1("c1"), c2("c2"), c3("c3");

}  // namespace

TEST_CASE("nobody waits while a counter stands idle for them")
{
    Town town;
    town.must(OpenCounter{c1});
    town.must(OpenCounter{c2});
    CHECK(estimate_wait(town.state, id_card, 0).p90_s == 0);
    CHECK(estimate_wait(town.state, id_card, 1).p90_s == 0);
    CHECK(estimate_wait(town.state, id_card, 2).p90_s > 0);
}

TEST_CASE("without a measured service the published time stands for it, and n says so")
{
    Town town;
    town.must(OpenCounter{c1});
    town.issue(1);
    town.must(CallNext{c1});
    WaitEstimate const estimate = estimate_wait(town.state, id_card, 0);
    CHECK(estimate.n == 0);
    CHECK(estimate.p50_s == 900);
    CHECK(estimate.p50_s < estimate.p80_s);
    CHECK(estimate.p80_s < estimate.p90_s);
}

TEST_CASE("measured services outweigh the published time")
{
    Town town;
    town.must(OpenCounter{c1});
    for (int n = 1; n <= 2; ++n) {
        town.issue(n, "tax");
        town.must(CallNext{c1});
        town.must(StartService{ticket_id(n)});
        town.wait(seconds(100));
        town.must(FinishService{ticket_id(n)});
    }
    town.issue(3, "tax");
    town.must(CallNext{c1});
    WaitEstimate const estimate = estimate_wait(town.state, tax, 3);
    CHECK(estimate.n == 2);
    CHECK(estimate.p50_s == 400);
}

TEST_CASE("only open counters for the first stop count")
{
    Town town;
    town.must(OpenCounter{c2});
    town.must(OpenCounter{c3});
    CHECK(estimate_wait(town.state, land, 1).p50_s == 0);  // two idle counters
    town.must(PauseCounter{c2, "lunch"});
    CHECK(estimate_wait(town.state, land, 1).p50_s == 7200);
    CHECK(estimate_wait(town.state, tax, 0).p50_s == 600);  // none open: as if one were
}
