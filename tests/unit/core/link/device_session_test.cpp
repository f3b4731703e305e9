#include "core/link/device_session.hpp"

#include <catch2/catch.hpp>

#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::link;

namespace {

DeviceIdentity identity() { return {DeviceId("kiosk-1"), test::hex_of(1, 64), StreamId(test::hex_of(2, 32)), test::hex_of(3, 32), "0.1"}; }

std::vector<std::int64_t> commands_sent(Actions const& actions)
{
    std::vector<std::int64_t> numbers;
    for (auto const& action : actions)
        if (auto const* send = std::get_if<SendBody>(&action))
            if (auto const message = wire::decode(send->body); message && std::holds_alternative<wire::CommandMessage>(*message))
                numbers.push_back(std::get<wire::CommandMessage>(*message).n);
    return numbers;
}

template <class A>
A const* first(Actions const& actions)
{
    for (auto const& action : actions)
        if (auto const* found = std::get_if<A>(&action)) return found;
    return nullptr;
}

std::string const kBody = R"({"name":"printer","state":"ready"})";
Instant const kStart{1'000'000};

std::string welcome(std::int64_t high) { return wire::encode(wire::Welcome{kStart, high, 1, SiteId("town"), "issue"}); }

}  // namespace

TEST_CASE("commands wait for the welcome, then go in order")
{
    DeviceSession session(identity(), 0, {}, 1);
    CHECK(commands_sent(session.submit(1, kBody, kStart)).empty());
    CHECK(commands_sent(session.connected(kStart)).empty());
    CHECK(commands_sent(session.submit(2, kBody, kStart)).empty());
    auto const actions = session.received(welcome(0), kStart);
    CHECK(commands_sent(actions) == std::vector<std::int64_t>{1, 2});
    CHECK(commands_sent(session.submit(3, kBody, kStart)) == std::vector<std::int64_t>{3});
    CHECK(session.unanswered() == 3);
}

TEST_CASE("a key that came with the welcome is shown from the next hello on")
{
    DeviceSession session(identity(), 0, {}, 1);
    static_cast<void>(session.connected(kStart));
    wire::Welcome message{kStart, 0, 1, SiteId("town"), "issue", test::hex_of(9, 64)};
    auto const actions = session.received(wire::encode(message), kStart);
    REQUIRE(first<WelcomeReceived>(actions) != nullptr);
    session.use_key(first<WelcomeReceived>(actions)->welcome.key);
    static_cast<void>(session.disconnected(kStart));
    auto const again = session.connected(kStart);
    CHECK(std::get<wire::Hello>(*wire::decode(first<SendBody>(again)->body)).key == test::hex_of(9, 64));
}

TEST_CASE("hello tells both clocks, the wall clock only where it is trusted")
{
    DeviceSession session(identity(), 0, {}, 1);
    auto const hello = [&](Actions const& actions) { return std::get<wire::Hello>(*wire::decode(first<SendBody>(actions)->body)); };
    wire::Hello const trusted = hello(session.connected(kStart, *parse_rfc3339("2026-11-21T03:00:00Z")));
    CHECK(trusted.mono_ms == kStart.ms);
    CHECK(trusted.clock == *parse_rfc3339("2026-11-21T03:00:00Z"));
    CHECK_FALSE(hello(session.connected(kStart)).clock.is_set());
}

TEST_CASE("after a cut everything unanswered is sent again, and an answer counts once")
{
    DeviceSession session(identity(), 0, {{1, kBody}, {2, kBody}}, 1);
    static_cast<void>(session.connected(kStart));
    static_cast<void>(session.received(welcome(0), kStart));
    auto answered = session.received(wire::encode(wire::Ack{1, true, "{}"}), kStart);
    CHECK(first<Answered>(answered)->n == 1);
    CHECK(first<ConnectAfter>(session.disconnected(kStart)) != nullptr);
    static_cast<void>(session.connected(kStart));
    CHECK(commands_sent(session.received(welcome(2), kStart)) == std::vector<std::int64_t>{2});
    CHECK(first<Answered>(session.received(wire::encode(wire::Ack{1, true, "{}"}), kStart)) == nullptr);
    CHECK(first<Answered>(session.received(wire::encode(wire::Ack{2, true, "{}"}), kStart))->n == 2);
}

TEST_CASE("a server that went back gets the kept commands again; too far back, a new stream is needed")
{
    DeviceSession session(identity(), 5, {{4, kBody}, {5, kBody}, {6, kBody}}, 1);
    static_cast<void>(session.connected(kStart));
    CHECK(commands_sent(session.received(welcome(3), kStart)) == std::vector<std::int64_t>{4, 5, 6});

    DeviceSession lost(identity(), 5, {{5, kBody}}, 1);
    static_cast<void>(lost.connected(kStart));
    auto const actions = lost.received(welcome(1), kStart);
    REQUIRE(first<RefusedByServer>(actions) != nullptr);
    CHECK(first<RefusedByServer>(actions)->reason == kStreamLost);
}

TEST_CASE("a journal that is an old copy of itself needs a new stream")
{
    DeviceSession session(identity(), 4, {{4, kBody}, {5, kBody}}, 1);
    static_cast<void>(session.connected(kStart));
    CHECK(first<RefusedByServer>(session.received(welcome(5), kStart)) == nullptr);  // its answer was lost on the way

    DeviceSession copied(identity(), 4, {{4, kBody}, {5, kBody}}, 1);
    static_cast<void>(copied.connected(kStart));
    auto const actions = copied.received(welcome(6), kStart);
    REQUIRE(first<RefusedByServer>(actions) != nullptr);
    CHECK(first<RefusedByServer>(actions)->reason == kStreamLost);
    CHECK(commands_sent(actions).empty());
}

TEST_CASE("a silent server is dead after 10 s, and a quiet device pings after 3 s")
{
    DeviceSession session(identity(), 0, {}, 1);
    static_cast<void>(session.connected(kStart));
    static_cast<void>(session.received(welcome(0), kStart));
    auto const pinged = session.tick(kStart + kPingAfter);
    CHECK(std::holds_alternative<wire::Ping>(*wire::decode(first<SendBody>(pinged)->body)));
    CHECK(first<Close>(session.tick(kStart + kDeadAfter)) != nullptr);
    CHECK(session.state() == LinkState::offline);
}

TEST_CASE("when the store fails the command goes again after a pause, before later ones")
{
    DeviceSession session(identity(), 0, {{1, kBody}}, 1);
    static_cast<void>(session.connected(kStart));
    static_cast<void>(session.received(welcome(0), kStart));
    static_cast<void>(session.received(wire::encode(wire::RetryLater{1}), kStart));
    CHECK(commands_sent(session.submit(2, kBody, kStart)).empty());
    CHECK(commands_sent(session.tick(kStart + kRetryPause)) == std::vector<std::int64_t>{1, 2});
}

TEST_CASE("an answer that jumps over a command to be sent again is not taken: both come again")
{
    DeviceSession session(identity(), 0, {{1, kBody}, {2, kBody}}, 7);
    static_cast<void>(session.connected(kStart));
    static_cast<void>(session.received(welcome(2), kStart));
    static_cast<void>(session.received(wire::encode(wire::RetryLater{1}), kStart));
    CHECK(first<Answered>(session.received(wire::encode(wire::Ack{2, true, "{}"}), kStart)) == nullptr);
    CHECK(commands_sent(session.tick(kStart + kRetryPause)) == std::vector<std::int64_t>{1, 2});
    CHECK(first<Answered>(session.received(wire::encode(wire::Ack{1, true, "{}"}), kStart + kRetryPause))->n == 1);
    CHECK(first<Answered>(session.received(wire::encode(wire::Ack{2, true, "{}"}), kStart + kRetryPause))->n == 2);
    CHECK(session.unanswered() == 0);
}

TEST_CASE("at most 256 commands are outstanding")
{
    std::map<std::int64_t, std::string> kept;
    for (std::int64_t n = 1; n <= 300; ++n) kept[n] = kBody;
    DeviceSession session(identity(), 0, kept, 1);
    static_cast<void>(session.connected(kStart));
    CHECK(commands_sent(session.received(welcome(0), kStart)).size() == kOutstandingMax);
    CHECK(commands_sent(session.received(wire::encode(wire::Ack{1, true, "{}"}), kStart)) == std::vector<std::int64_t>{257});
}

TEST_CASE("a server that went back gets all kept commands again, however many")
{
    std::map<std::int64_t, std::string> kept;
    for (std::int64_t n = 1; n <= 600; ++n) kept[n] = kBody;
    DeviceSession session(identity(), 599, kept, 1);
    static_cast<void>(session.connected(kStart));
    std::vector<std::int64_t> sent = commands_sent(session.received(welcome(0), kStart));
    CHECK(sent.size() == kOutstandingMax);
    for (std::size_t answered = 0; answered < sent.size(); ++answered)
        for (std::int64_t const n : commands_sent(session.received(wire::encode(wire::Ack{sent[answered], true, "{}"}), kStart))) sent.push_back(n);
    CHECK(sent.size() == 600);
    CHECK(session.unanswered() == 0);
}

TEST_CASE("the pause between attempts doubles to 30 s with jitter")
{
    DeviceSession session(identity(), 0, {}, 7);
    std::int64_t last = 0;
    for (int i = 0; i < 12; ++i) {
        auto const actions = session.disconnected(kStart);
        std::int64_t const pause = first<ConnectAfter>(actions)->pause.count;
        CHECK(pause <= kBackOffMax.count * 5 / 4);
        if (i < 5) CHECK(pause > last);
        last = pause;
    }
    CHECK(last >= kBackOffMax.count);
}
