#include "core/link/server_session.hpp"

#include <catch2/catch.hpp>

#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::link;

namespace {

Instant const kStart{1'000'000};

ServerSession online_session()
{
    ServerSession session(kStart);
    wire::Hello hello;
    hello.device = DeviceId("kiosk-1");
    hello.key = test::hex_of(1, 64);
    hello.stream = StreamId(test::hex_of(2, 32));
    hello.boot = test::hex_of(3, 32);
    hello.version = "0.1";
    static_cast<void>(session.received(wire::encode(hello), kStart));
    static_cast<void>(session.welcome(wire::Welcome{kStart, 0, 1, SiteId("town"), "issue"}, kStart));
    REQUIRE(session.online());
    return session;
}

void receive(ServerSession& session, std::int64_t n)
{
    auto const actions = session.received(wire::encode(wire::CommandMessage{n, R"({"name":"printer","state":"ready"})"}), kStart);
    REQUIRE(actions.size() == 1);
    REQUIRE(std::get<Decide>(actions[0]).n == n);
}

std::vector<std::int64_t> acks(ServerActions const& actions)
{
    std::vector<std::int64_t> numbers;
    for (auto const& action : actions)
        if (auto const message = wire::decode(std::get<SendBody>(action).body); message && std::holds_alternative<wire::Ack>(*message))
            numbers.push_back(std::get<wire::Ack>(*message).n);
    return numbers;
}

}  // namespace

TEST_CASE("answers go out in the order of the commands, whichever is known first")
{
    auto session = online_session();
    for (std::int64_t const n : {1, 2, 3}) receive(session, n);
    CHECK(session.answered(2, true, "{}", kStart).empty());
    CHECK(acks(session.answered(1, true, "{}", kStart)) == std::vector<std::int64_t>{1, 2});
    CHECK(acks(session.answered(3, false, "{}", kStart)) == std::vector<std::int64_t>{3});
}

TEST_CASE("a refusal to decide waits for its turn too, and a repeated command is answered once each time")
{
    auto session = online_session();
    for (std::int64_t const n : {1, 3, 1}) receive(session, n);
    CHECK(session.out_of_order(2, kStart).empty());
    auto const first = session.answered(1, true, "{}", kStart);
    REQUIRE(first.size() == 2);
    CHECK(acks(first) == std::vector<std::int64_t>{1});
    CHECK(acks(session.answered(1, true, "{}", kStart)) == std::vector<std::int64_t>{1});
    CHECK(session.answered(1, true, "{}", kStart).empty());
}
