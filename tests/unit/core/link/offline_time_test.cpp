// When an offline number was given out, from what the server has seen of the kiosk's clocks.
#include "core/link/offline_time.hpp"

#include <catch2/catch.hpp>

#include "core/link/server_session.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::link;

namespace {

std::string const kBoot = test::hex_of(1, 32);
std::string const kOlderBoot = test::hex_of(2, 32);
Instant const kNow = *parse_rfc3339("2026-11-23T04:00:00Z");
Instant const kUnset;

}  // namespace

TEST_CASE("within a boot that was seen the time is exact, whatever the kiosk's wall clock says")
{
    std::vector<ClockSighting> const seen{{{kBoot, 3'600'000, kNow - hours(24 * 365)}, kNow - minutes(1)}};
    OfflineTime const before = offline_time({kBoot, 3'000'000, kNow + hours(5)}, seen, kNow);
    CHECK(before.at == kNow - minutes(11));
    CHECK_FALSE(before.estimated);
    OfflineTime const after = offline_time({kBoot, 3'630'000, kUnset}, seen, kNow);
    CHECK(after.at == kNow - seconds(30));
    CHECK_FALSE(after.estimated);
}

TEST_CASE("an older boot stays exact as long as its last hello is remembered")
{
    std::vector<ClockSighting> seen;
    remember(seen, {{kOlderBoot, 1'000, kUnset}, kNow - hours(3)});
    remember(seen, {{kBoot, 500, kUnset}, kNow});
    OfflineTime const time = offline_time({kOlderBoot, 61'000, kUnset}, seen, kNow);
    CHECK(time.at == kNow - hours(3) + minutes(1));
    CHECK_FALSE(time.estimated);
}

TEST_CASE("a boot that was never seen is timed by the kiosk's clock and how far it was off, and says so")
{
    std::vector<ClockSighting> const seen{{{kBoot, 500, kNow - minutes(10)}, kNow}};  // ten minutes behind
    OfflineTime const time = offline_time({kOlderBoot, 9'000, kNow - minutes(40)}, seen, kNow);
    CHECK(time.at == kNow - minutes(30));
    CHECK(time.estimated);
    CHECK(offline_time({kOlderBoot, 9'000, kNow - minutes(40)}, {}, kNow).at == kNow - minutes(40));
}

TEST_CASE("without a clock that the kiosk trusts nothing is claimed")
{
    std::vector<ClockSighting> const seen{{{kBoot, 500, kUnset}, kNow}};
    OfflineTime const time = offline_time({kOlderBoot, 9'000, kUnset}, seen, kNow);
    CHECK_FALSE(time.at.is_set());
    CHECK(time.estimated);
}

TEST_CASE("no offline number was given out in the future")
{
    std::vector<ClockSighting> const seen{{{kBoot, 500, kNow}, kNow}};
    CHECK(offline_time({kBoot, 100'000'000, kUnset}, seen, kNow).at == kNow);
    CHECK(offline_time({kOlderBoot, 1, kNow + hours(9)}, seen, kNow).at == kNow);
}

TEST_CASE("the last sighting of a boot counts, and only the last boots are kept")
{
    std::vector<ClockSighting> seen;
    for (std::uint64_t boot = 1; boot <= kBootsKept + 2; ++boot) remember(seen, {{test::hex_of(static_cast<int>(boot), 32), 1, kUnset}, kNow});
    CHECK(seen.size() == kBootsKept);
    CHECK(seen.front().device.boot == test::hex_of(3, 32));
    remember(seen, {{test::hex_of(3, 32), 77, kUnset}, kNow + seconds(1)});
    CHECK(seen.size() == kBootsKept);
    CHECK(seen.back().device.mono_ms == 77);
}

namespace {

ServerSession online_session()
{
    ServerSession session(kNow);
    wire::Hello hello{1, DeviceId("kiosk-1"), test::hex_of(1, 64), StreamId(test::hex_of(2, 32)), 0, kBoot, "0.1", {}, {}};
    static_cast<void>(session.received(wire::encode(hello), kNow));
    static_cast<void>(session.welcome({kNow, 0, 1, SiteId("town"), "issue"}, kNow));
    return session;
}

std::string const kPing = wire::encode(wire::Ping{});
std::string command(std::int64_t n) { return wire::encode(wire::CommandMessage{n, R"({"name":"printer","state":"ready"})"}); }

}  // namespace

TEST_CASE("a device has sent all that it has when it pings with nothing unanswered")
{
    ServerSession session = online_session();
    CHECK_FALSE(session.settled());
    static_cast<void>(session.received(kPing, kNow));
    CHECK(session.settled());
    static_cast<void>(session.received(command(1), kNow));
    CHECK_FALSE(session.settled());
    static_cast<void>(session.received(kPing, kNow));
    CHECK_FALSE(session.settled());
    static_cast<void>(session.answered(1, true, "{}", kNow));
    CHECK_FALSE(session.settled());
    static_cast<void>(session.received(kPing, kNow));
    CHECK(session.settled());
}

TEST_CASE("a device that has to send a command again has not sent all")
{
    ServerSession session = online_session();
    static_cast<void>(session.received(command(1), kNow));
    static_cast<void>(session.retry(1, kNow));
    static_cast<void>(session.received(kPing, kNow));
    CHECK_FALSE(session.settled());
    static_cast<void>(session.received(command(1), kNow));
    static_cast<void>(session.answered(1, true, "{}", kNow));
    static_cast<void>(session.received(kPing, kNow));
    CHECK(session.settled());
}
