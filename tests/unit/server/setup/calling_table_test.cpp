// The policy file of what-if.
#include <catch2/catch.hpp>

#include "server/setup/calling_table.hpp"
#include "tests/support/town_config.hpp"

using namespace saduak;
using namespace saduak::server;

namespace {

std::string refusal(std::string const& text)
{
    auto const policy = parse_policy_file(text, "other.toml", test::town_config());
    REQUIRE_FALSE(policy);
    return policy.error().context;
}

}  // namespace

TEST_CASE("A policy file is read, and what it leaves out has its default")
{
    auto const policy = parse_policy_file("[calling]\npriority_run = 2\ngeneral_run = 1\ngeneral_ages_after_minutes = 20\n[weight]\ntax = 150\n",
                                          "other.toml", test::town_config());
    REQUIRE(policy);
    CHECK(policy->calling == domain::CallingPolicy{.priority_run = 2, .general_run = 1, .general_ages_after_s = 1200});
    CHECK(policy->weights == std::map<ServiceId, std::int32_t>{{ServiceId("tax"), 150}});
    CHECK(parse_policy_file("[calling]\n", "other.toml", test::town_config())->calling == domain::CallingPolicy{});
}

TEST_CASE("A site under another policy keeps the weights that are not named")
{
    domain::SiteConfig site = test::town_config();
    site.services[0].weight = 70;
    site.calling.general_ages_after_s = 60;
    domain::SiteConfig const other = with_policy(site, {{.priority_run = 1, .general_run = 1}, {{ServiceId("tax"), 150}}});
    CHECK(other.calling == domain::CallingPolicy{.priority_run = 1, .general_run = 1});
    CHECK(other.services[0].weight == 70);
    CHECK(other.services[1].weight == 150);
}

TEST_CASE("A bad policy file is refused with file, line and key")
{
    CHECK(refusal("priority_run = 2") == "other.toml:1: calling: is missing");
    CHECK(refusal("[calling]\npriority_runs = 2") == "other.toml:2: calling.priority_runs: is not a key known here");
    CHECK(refusal("[calling]\npriority_run = 200") == "other.toml:2: calling.priority_run: must be 0 to 100");
    CHECK(refusal("[calling]\ngeneral_ages_after_minutes = -1") == "other.toml:2: calling.general_ages_after_minutes: must be 0 to 1440 minutes");
    CHECK(refusal("[calling]\npriority_run = 2").starts_with("other.toml: calling: priority_run and general_run"));
    CHECK(refusal("[calling]\n[weight]\ntax = 0") == "other.toml:3: weight.tax: must be 1 to 1000");
    CHECK(refusal("[calling]\n[weight]\ntaxes = 90") == "other.toml:3: weight.taxes: site town has no such service; it has id-card, tax, land");
    CHECK(refusal("[calling]\n[weights]\ntax = 90") == "other.toml:2: weights: is not a key known here");
    CHECK(refusal("calling = 3").starts_with("other.toml:1: calling: "));
    CHECK(refusal("[calling").starts_with("other.toml:1"));
}
