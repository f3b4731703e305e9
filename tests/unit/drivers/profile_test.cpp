#include "drivers/printer/profile.hpp"

#include <catch2/catch.hpp>

using namespace saduak;
using namespace saduak::drivers;

namespace {

std::string const kGood = R"(
name = "x"
paper_width_mm = 80
width_dots = 512
dpi = 180
band_rows = 32
feed_rows = 10
speed_mm_per_s = 200
cutter = "full"
near_end_sensor = "absent"
status_support = "none"
completion_check = "waiting"
)";

std::string replaced(std::string_view from, std::string_view to)
{
    std::string text = kGood;
    auto const at = text.find(from);
    REQUIRE(at != std::string::npos);
    return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("the shipped profiles load and say what they are named for")
{
    std::filesystem::path const folder = std::filesystem::path(SADUAK_SOURCE_DIR) / "firmware-config" / "profiles";
    std::size_t count = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        auto const profile = load_profile(entry.path());
        INFO(entry.path() << (profile ? "" : profile.error().context));
        REQUIRE(profile);
        CHECK(profile->name == entry.path().stem());
        ++count;
    }
    CHECK(count >= 7);
    CHECK(load_profile(folder / "epson-tm-t88.toml")->width_dots == 512);
    CHECK(load_profile(folder / "epson-tm-t88.toml")->dpi == 180);
    CHECK(load_profile(folder / "generic-80mm.toml")->width_dots == 576);
    CHECK(load_profile(folder / "generic-58mm.toml")->cutter == Cutter::none);
    CHECK(load_profile(folder / "none.toml").error().code == Errc::not_found);
}

TEST_CASE("a profile is read as written")
{
    auto const profile = parse_profile(kGood);
    REQUIRE(profile);
    CHECK(*profile == Profile{.name = "x",
                              .width_dots = 512,
                              .dpi = 180,
                              .paper_width_mm = 80,
                              .band_rows = 32,
                              .feed_rows = 10,
                              .speed_mm_per_s = 200,
                              .cutter = Cutter::full,
                              .near_end_sensor = NearEndSensor::absent,
                              .status_support = StatusSupport::none,
                              .completion_check = CompletionCheck::waiting});
    CHECK(printing_time(*profile, 180).count == 127);  // one inch at 200 mm/s
    CHECK(printing_time(*profile, 0).count == 0);
}

TEST_CASE("a profile with a mistake is refused and the key is named")
{
    auto const refused = [](std::string const& text, std::string_view words) {
        auto const profile = parse_profile(text);
        REQUIRE_FALSE(profile);
        CHECK(profile.error().code == Errc::parse);
        CHECK_THAT(profile.error().context, Catch::Contains(std::string(words)));
    };
    refused(replaced("width_dots = 512", "width_dots = 510"), "width_dots must be a multiple of 8");
    refused(replaced("width_dots = 512", "width_dots = 51200"), "width_dots must be 8 to 2048");
    refused(replaced("width_dots = 512", "width_dots = 512.0"), "width_dots must be a whole number");
    refused(replaced("width_dots = 512", "with_dots = 512"), "width_dots");
    refused(replaced("cutter = \"full\"", "cutter = \"knife\""), "cutter must be one of none, partial, full");
    refused(replaced("cutter = \"full\"", "cutter = true"), "cutter must be a text");
    refused(kGood + "colour = 1\n", "unknown key colour");
    refused(kGood + "name = \"again\"\n", "line");
    refused("", "name");
}

TEST_CASE("quirks may be left out, and one that nobody knows is refused by name")
{
    CHECK(parse_profile(kGood)->quirks.empty());
    CHECK(parse_profile(kGood + "quirks = [\"no_clear\"]\n")->quirks == std::set{Quirk::no_clear});
    CHECK(parse_profile(kGood + "quirks = [\"prints_backwards\"]\n").error().context == "quirks must be one of no_clear");
    CHECK(parse_profile(kGood + "quirks = \"no_clear\"\n").error().code == Errc::parse);
}
