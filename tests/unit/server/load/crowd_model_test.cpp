#include <catch2/catch.hpp>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>

#include "server/load/crowd_model.hpp"
#include "server/load/target.hpp"

using namespace saduak;
using namespace saduak::server::load;

namespace {

std::string demo_crowd()
{
    std::ifstream file(SADUAK_SOURCE_DIR "/assets/demo/crowd.toml");
    return std::string((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
}

}  // namespace

TEST_CASE("the demonstration's crowd can be read and adds up")
{
    auto const model = parse_crowd(demo_crowd(), "crowd.toml");
    REQUIRE(model.has_value());
    double shares = 0;
    for (ServiceProfile const& profile : model->services) shares += profile.share;
    CHECK(shares == Approx(1.0).margin(0.001));
    CHECK(&model->profile(model->services.size()) == &model->services.front());
}

TEST_CASE("a crowd file with a share above one or too few hours is refused with its line")
{
    std::string text = demo_crowd();
    text.replace(text.find("leaver_share = 0"), 16, "leaver_share = 7");
    auto const too_much = parse_crowd(text, "crowd.toml");
    REQUIRE_FALSE(too_much.has_value());
    CHECK(too_much.error().context.find("citizens.leaver_share: must be 0 to 1") != std::string::npos);

    text = demo_crowd();
    text.replace(text.find("per_hour = ["), 12, "per_hour = [1.0] #");
    CHECK_FALSE(parse_crowd(text, "crowd.toml").has_value());
}

TEST_CASE("arrivals keep the model's hours and shares and busy the counters that there are")
{
    CrowdModel model;
    model.arrivals_per_hour.fill(50);
    model.arrivals_per_hour[10] = 100;
    model.services = {{0.75, {std::log(100.0), 0.0}}, {0.25, {std::log(100.0), 0.0}}};  // 100 s each, always
    auto const peak = arrivals_per_hour(model, {{0, 1}, {0}}, 2, 10);
    CHECK(peak[0] == Approx(kBusyAtPeak * 1.75 * 36));  // three quarters of the first counter and the second
    CHECK(peak[1] == Approx(kBusyAtPeak * 0.25 * 36));
    CHECK(arrivals_per_hour(model, {{0, 1}, {0}}, 2, 9)[0] == Approx(peak[0] / 2));
    CHECK(arrivals_per_hour(model, {{1}}, 2, 10)[0] == 0);  // nobody serves it
    CHECK(arrivals_per_hour(model, {{}}, 2, 10)[1] == 0);
}

TEST_CASE("drawn service times have the median of their law and stay within an hour")
{
    Random random(7);
    LogNormal const law{4.0, 1.2};
    std::vector<std::int64_t> drawn;
    for (int i = 0; i < 4001; ++i) drawn.push_back(law.draw(random).count);
    std::sort(drawn.begin(), drawn.end());
    CHECK(drawn.front() >= 1000);
    CHECK(drawn.back() <= 3'600'000);
    CHECK(static_cast<double>(drawn[2000]) / 1000.0 == Approx(std::exp(4.0)).epsilon(0.1));
}

TEST_CASE("the load goes to loopback only")
{
    CHECK(make_target("http://127.0.0.1:8080/", "t", "hall").has_value());
    CHECK(make_target("http://localhost:8080", "t", "hall").has_value());
    CHECK_FALSE(make_target("http://192.0.2.7:8080", "t", "hall").has_value());
    CHECK_FALSE(make_target("https://127.0.0.1:8080", "t", "hall").has_value());
    CHECK_FALSE(make_target("http://127.0.0.1:8080", "t", "../hall").has_value());
    CHECK_FALSE(make_target("http://127.0.0.1:8080", "a\r\nb", "hall").has_value());
    CHECK(make_target("http://127.0.0.1:8080", "t", "hall")->path("/tickets") == "/api/v1/sites/hall/tickets");
}
