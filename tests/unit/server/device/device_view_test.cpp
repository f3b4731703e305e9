#include "server/device/device_view.hpp"

#include <boost/json/parse.hpp>
#include <catch2/catch.hpp>

#include "tests/support/town_config.hpp"

using namespace saduak;
using namespace saduak::domain;
namespace json = boost::json;

namespace {

constexpr Date kMonday{2026, 11, 23};
Instant at(std::int64_t hour) { return instant_at(kMonday, hours(hour)); }

SiteState office()
{
    SiteState state;
    state.config = test::town_config();
    for (std::int32_t weekday = 1; weekday <= 5; ++weekday) state.config.opening.week.push_back({weekday, {{hours(8), hours(16)}}});
    return state;
}

json::value view(SiteState const& state, Instant now, server::DeviceRole role = server::DeviceRole::issue)
{
    server::DeviceRecord device;
    device.roles = {role};
    return json::parse(server::device_view(state, device, "http://127.0.0.1", now));
}

}  // namespace

TEST_CASE("a kiosk is told which services give tickets now, and why another does not")
{
    SiteState state = office();
    state.config.services[0].last_ticket_at = hours(15);
    json::value const morning = view(state, at(9));
    CHECK(morning.at("services").at(0).at("open").as_bool());
    CHECK_FALSE(morning.at("services").at(0).as_object().contains("closed"));
    CHECK(morning.at("site").at("return_after").as_int64() == 3);
    CHECK_FALSE(morning.as_object().contains("stop"));
    CHECK(morning.at("site").at("day_starts_at_s").as_int64() == 0);
    CHECK_FALSE(morning.at("services").at(0).as_object().contains("priority_prefix"));
    state.config.services[0].priority_prefix = "P";
    CHECK(view(state, at(9)).at("services").at(0).at("priority_prefix").as_string() == "P");

    json::value const afternoon = view(state, at(15));
    CHECK_FALSE(afternoon.at("services").at(0).at("open").as_bool());
    CHECK(afternoon.at("services").at(0).at("closed").at("code").as_string() == "no_more_tickets");
    CHECK(afternoon.at("services").at(1).at("open").as_bool());

    json::value const evening = view(state, at(17));
    CHECK(evening.at("services").at(1).at("closed") == json::value{{"code", "site_closed"}, {"about", "2026-11-24T01:00:00.000Z"}});
}

TEST_CASE("a stop's reason stands once, for kiosks and rating terminals")
{
    SiteState state = office();
    state.stop = SiteStop{StopKind::stop, "ไฟฟ้าดับ", at(10)};
    json::value const kiosk = view(state, at(10));
    CHECK(kiosk.at("stop") == json::value{{"kind", "stop"}, {"reason", "ไฟฟ้าดับ"}});
    CHECK(kiosk.at("services").at(0).at("closed") == json::value{{"code", "site_stopped"}, {"about", ""}});
    json::value const terminal = view(state, at(10), server::DeviceRole::rate);
    CHECK(terminal.at("stop").at("reason").as_string() == "ไฟฟ้าดับ");
    CHECK(terminal.at("services").as_array().empty());
}

TEST_CASE("a service that no counter serves is not open, whatever the hour")
{
    SiteState state = office();
    state.config.counters.clear();
    json::value const morning = view(state, at(9));
    CHECK_FALSE(morning.at("services").at(0).at("open").as_bool());
    CHECK_FALSE(morning.at("services").at(0).as_object().contains("closed"));
}
