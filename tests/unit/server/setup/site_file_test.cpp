#include <catch2/catch.hpp>

#include "core/domain/site_config.hpp"
#include "server/setup/site_file.hpp"

using namespace saduak;
using server::parse_site_file;
using server::read_site_file;

namespace {

constexpr char const* kAssets = SADUAK_SOURCE_DIR "/assets";

constexpr char const* kSmallSite = R"(id = "small"
agency = "town"
agency_name = { th = "เมือง", en = "Town" }
name = { th = "ศูนย์", en = "Hall" }
day_starts_at = "05:30"
[[service]]
id = "tax"
name = { th = "ภาษี", en = "Tax" }
prefix = "T"
standard_minutes = 10
standard_basis = "elapsed"
documents = [ { th = "ใบเสร็จ", en = "Receipt", my = "..." } ]
[[service.step]]
id = "pay"
name = { th = "ชำระ", en = "Pay" }
[[counter]]
id = "c1"
name = { th = "ช่อง 1", en = "Counter 1" }
serves = ["tax/pay"]
rating_terminal = "rate-1"
)";

std::string replaced(std::string text, std::string const& from, std::string const& to)
{
    auto const at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

Error refusal(std::string const& text)
{
    auto const site = parse_site_file(text, "small.toml", kAssets);
    REQUIRE_FALSE(site.has_value());
    return site.error();
}

}  // namespace

TEST_CASE("a site file becomes the site that it describes")
{
    auto const site = parse_site_file(kSmallSite, "small.toml", kAssets);
    REQUIRE(site.has_value());
    CHECK(site->id == SiteId("small"));
    CHECK(site->agency_name.at("en") == "Town");
    CHECK(site->day_starts_at == minutes(330));
    CHECK_FALSE(site->demo);
    REQUIRE(site->services.size() == 1);
    auto const& tax = site->services.front();
    CHECK(tax.standard_s == 600);
    CHECK(tax.standard_basis == domain::StandardBasis::elapsed);
    CHECK(tax.wait_target_s == 900);
    CHECK(tax.documents.front().at("my") == "...");
    CHECK(tax.steps.front().id == StepId("pay"));
    REQUIRE(site->counters.size() == 1);
    CHECK(site->counters.front().skills == std::vector<domain::Skill>{{ServiceId("tax"), StepId("pay")}});
    CHECK(site->counters.front().rating_terminal == DeviceId("rate-1"));
}

TEST_CASE("an error in a site file names file, line and key")
{
    CHECK(refusal(replaced(kSmallSite, "standard_minutes = 10", "standard_minutes = \"10\"")).context ==
          "small.toml:10: service[1].standard_minutes: must be a whole number");
    CHECK(refusal(replaced(kSmallSite, "standard_minutes = 10", "standard_minutes = 5000")).context ==
          "small.toml:10: service[1].standard_minutes: must be 0 to 1440 minutes");
    CHECK(refusal(replaced(kSmallSite, "standard_basis", "standart_basis")).context ==
          "small.toml:11: service[1].standart_basis: is not a key known here");
    CHECK(refusal(replaced(kSmallSite, "id = \"small\"\n", "")).context == "small.toml:1: id: is missing");
    CHECK(refusal(replaced(kSmallSite, "\"05:30\"", "\"5 am\"")).context == "small.toml:5: day_starts_at: must be a time of day such as \"08:30\"");
    CHECK(refusal(replaced(kSmallSite, "id = \"c1\"", "id = \"ช่อง\"")).context ==
          "small.toml:17: counter[1].id: must be 1 to 64 of letters, digits, '-', '_', '.'");
}

TEST_CASE("a site file needs Thai and English wherever it has words")
{
    auto const error = refusal(replaced(kSmallSite, "{ th = \"ภาษี\", en = \"Tax\" }", "{ th = \"ภาษี\" }"));
    CHECK(error.context == "small.toml:8: service[1].name.en: is missing: Thai and English are always needed");
}

TEST_CASE("text that is not TOML is refused with its line")
{
    auto const error = refusal("id = \"small\"\nname = {{\n");
    CHECK(error.code == Errc::parse);
    CHECK(error.context.starts_with("small.toml:2: "));
}

TEST_CASE("a site that the domain refuses is refused with the file's name")
{
    auto const error = refusal(replaced(kSmallSite, "\"tax/pay\"", "\"tax/unknown\""));
    CHECK(error.code == Errc::invalid_argument);
    CHECK(error.context.starts_with("small.toml: "));
}

TEST_CASE("the demonstration's sites are valid and say that they are demo data")
{
    for (std::string const name : {"municipality", "land-office"}) {
        auto const site = read_site_file(std::string(SADUAK_SOURCE_DIR "/assets/demo/") + name + ".toml", kAssets);
        INFO((site ? name : site.error().context));
        REQUIRE(site.has_value());
        CHECK(site->demo);
        CHECK(site->services.size() >= 2);
        CHECK(site->counters.size() >= 5);
        CHECK(site->opening.week.empty());  // the demonstration works at night and on Sundays too
    }
}

TEST_CASE("a site file that is not there is not found, in words")
{
    auto const site = read_site_file("/nonexistent/site.toml", kAssets);
    REQUIRE_FALSE(site.has_value());
    CHECK(site.error().code == Errc::not_found);
}
