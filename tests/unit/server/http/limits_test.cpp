#include <catch2/catch.hpp>

#include "server/http/forwarded.hpp"
#include "server/http/http_policy.hpp"

using namespace saduak;
using namespace saduak::server;

namespace {

constexpr Instant kStart{1'000'000};

Request from(std::string address)
{
    Request request;
    request.remote_address = std::move(address);
    return request;
}

platform::AddressSet proxies()
{
    auto set = platform::AddressSet::of({"10.0.0.0/8", "::1", "192.0.2.1"});
    REQUIRE(set);
    return *std::move(set);
}

}  // namespace

TEST_CASE("A burst passes, then so many a minute, and whoever waits as long as told passes", "[limits]")
{
    RateLimit limit({10, 60});
    for (int i = 0; i < 10; ++i) CHECK(limit.take("a", kStart).count == 0);
    Millis const wait = limit.take("a", kStart);
    CHECK(wait == seconds(1));
    CHECK(limit.take("a", kStart + wait - Millis{1}).count > 0);
    CHECK(limit.take("a", kStart + wait).count == 0);
    CHECK(limit.take("b", kStart).count == 0);
}

TEST_CASE("Over an hour nobody gets more than the burst and the rate, however the requests fall", "[limits]")
{
    for (std::int64_t const step : {1, 7, 333, 1000, 4999}) {
        RateLimit limit({5, 30});
        std::int64_t passed = 0;
        for (std::int64_t ms = 0; ms < 3'600'000; ms += step) passed += limit.take("a", kStart + Millis{ms}).count == 0 ? 1 : 0;
        CHECK(passed <= 5 + 30 * 60);
        CHECK(passed >= std::min<std::int64_t>(3'600'000 / step, 30 * 60) - 1);
    }
}

TEST_CASE("A clock that stands or goes back gives nothing", "[limits]")
{
    RateLimit limit({1, 60});
    CHECK(limit.take("a", kStart).count == 0);
    CHECK(limit.take("a", kStart - hours(1)).count > 0);
    CHECK(limit.take("a", kStart).count > 0);
}

TEST_CASE("A crowd of strangers costs bounded memory and shares what is left", "[limits]")
{
    RateLimit limit({2, 60});
    for (std::size_t i = 0; i < RateLimit::kKeysMax; ++i) CHECK(limit.take(std::to_string(i), kStart).count == 0);
    CHECK(limit.take("late", kStart).count == 0);
    CHECK(limit.take("later", kStart).count == 0);
    CHECK(limit.take("latest", kStart).count > 0);
    CHECK(limit.keys() == RateLimit::kKeysMax);
    // Who has rested is forgotten.
    CHECK(limit.take("latest", kStart + minutes(5)).count == 0);
    CHECK(limit.keys() < 10);
}

TEST_CASE("A network of IPv6 is one customer, an address of IPv4 is one", "[limits]")
{
    CHECK(address_key("2001:db8:1:2:3:4:5:6") == address_key("2001:db8:1:2::9"));
    CHECK(address_key("2001:db8:1:2::9") != address_key("2001:db8:1:3::9"));
    CHECK(address_key("::ffff:192.0.2.7") == "192.0.2.7");
    CHECK(address_key("192.0.2.7") != address_key("192.0.2.8"));
}

TEST_CASE("This machine is not limited unless it is to be", "[limits]")
{
    HttpPolicy policy;
    policy.limits.per_address = {1, 1};
    HttpGate gate(policy);
    for (int i = 0; i < 5; ++i) CHECK_FALSE(gate.refuse(from("127.0.0.1"), kStart));
    CHECK_FALSE(gate.refuse(from("192.0.2.7"), kStart));
    auto const refused = gate.refuse(from("192.0.2.7"), kStart);
    REQUIRE(refused);
    CHECK(refused->status == 429);
    CHECK(refused->headers.at(0) == std::pair<std::string_view, std::string>("Retry-After", "60"));
    policy.limits.count_this_machine = true;
    gate.apply(policy);
    CHECK_FALSE(gate.refuse(from("127.0.0.1"), kStart));
    CHECK(gate.refuse(from("127.0.0.1"), kStart));
}

TEST_CASE("A token has an allowance of its own, and what anybody may change a smaller one", "[limits]")
{
    HttpPolicy policy;
    policy.limits.per_token = {1, 1};
    policy.limits.writes_without_sign_in = {2, 1};
    HttpGate gate(policy);
    Request asked = from("192.0.2.7");
    asked.authorization = "Bearer a";
    CHECK_FALSE(gate.refuse(asked, kStart));
    CHECK(gate.refuse(asked, kStart));
    asked.authorization = "Bearer b";
    CHECK_FALSE(gate.refuse(asked, kStart));
    CHECK_FALSE(gate.refuse_stranger(asked, kStart));
    CHECK_FALSE(gate.refuse_stranger(asked, kStart));
    CHECK(gate.refuse_stranger(asked, kStart));
}

TEST_CASE("Connections are counted by address, and given back", "[limits]")
{
    HttpPolicy policy;
    policy.limits.connections = 5;
    policy.limits.connections_per_address = 2;
    policy.proxies = proxies();
    HttpGate gate(policy);
    CHECK(gate.enter("198.51.100.1"));
    CHECK(gate.enter("198.51.100.1"));
    CHECK_FALSE(gate.enter("198.51.100.1"));
    for (int i = 0; i < 3; ++i) CHECK(gate.enter("10.0.0.1"));  // a proxy speaks for many
    CHECK_FALSE(gate.enter("198.51.100.2"));
    gate.leave("198.51.100.1");
    CHECK(gate.connections() == 4);
    CHECK(gate.enter("198.51.100.1"));
}

TEST_CASE("Plain HTTP behind proxies is for them and this machine alone", "[limits]")
{
    HttpPolicy policy;
    policy.proxies = proxies();
    policy.proxies_only = true;
    HttpGate gate(policy);
    CHECK(gate.enter("10.1.2.3"));
    CHECK(gate.enter("127.0.0.1"));
    CHECK_FALSE(gate.enter("198.51.100.1"));
}

TEST_CASE("A proxy's word counts where it is declared, the last address that is none of ours", "[limits]")
{
    Request request;
    request.forwarded_for = "203.0.113.9, 198.51.100.1, 10.0.0.2";
    request.forwarded_proto = "https";
    apply_forwarded(request, "10.0.0.1", Transport::plain, proxies());
    CHECK(request.remote_address == "198.51.100.1");  // 203.0.113.9 is what that client wrote itself
    CHECK(request.transport == Transport::tls);

    apply_forwarded(request, "198.51.100.77", Transport::plain, proxies());
    CHECK(request.remote_address == "198.51.100.77");
    CHECK(request.transport == Transport::plain);

    request.forwarded_for = "198.51.100.1, nonsense";
    apply_forwarded(request, "10.0.0.1", Transport::plain, proxies());
    CHECK(request.remote_address == "10.0.0.1");
}

TEST_CASE("Addresses and networks are told apart from what is neither", "[limits]")
{
    auto const set = proxies();
    for (char const* in : {"10.255.0.1", "::1", "192.0.2.1", "::ffff:10.0.0.9"}) CHECK(set.contains(in));
    for (char const* out : {"11.0.0.1", "::2", "192.0.2.2", "", "localhost"}) CHECK_FALSE(set.contains(out));
    for (char const* wrong : {"localhost", "10.0.0.0/33", "10.0.0", "", "fe80::/129"}) CHECK_FALSE(platform::AddressSet::of({wrong}));
}
