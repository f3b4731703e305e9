// Where may be sent to.
#include <catch2/catch.hpp>

#include "server/notify/target_rules.hpp"

using namespace saduak;
using namespace saduak::server;
using platform::parse_url;

namespace {

TargetRules rules(std::vector<std::string> const& allow = {}, platform::PlainHttp plain = platform::PlainHttp::this_machine)
{
    auto made = TargetRules::create(allow, plain);
    REQUIRE(made);
    return *std::move(made);
}

bool is_public_text(char const* text)
{
    INFO(text);
    auto const address = parse_net_address(text);
    REQUIRE(address);
    return is_public(*address);
}

}  // namespace

TEST_CASE("addresses that are not of the open Internet are refused, in every family and form")
{
    for (char const* address : {"127.0.0.1",
                                "127.255.1.2",
                                "10.0.0.1",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.168.1.1",
                                "169.254.169.254",
                                "100.64.0.1",
                                "0.0.0.0",
                                "192.0.2.7",
                                "198.18.0.1",
                                "203.0.113.9",
                                "224.0.0.1",
                                "239.1.1.1",
                                "255.255.255.255",
                                "::1",
                                "::",
                                "fe80::1",
                                "fc00::1",
                                "fd12:3456::1",
                                "ff02::1",
                                "::ffff:127.0.0.1",
                                "::ffff:10.0.0.1",
                                "::ffff:169.254.169.254",
                                "::127.0.0.1",
                                "64:ff9b::7f00:1",
                                "64:ff9b::808:808",
                                "2001:db8::1",
                                "2001::1",
                                "2002:7f00:1::",
                                "fec0::1",
                                "100::1"})
        CHECK_FALSE(is_public_text(address));
    for (char const* address : {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.1", "100.63.255.255", "203.0.112.1", "2606:4700:4700::1111",
                                "2404:6800::1", "::ffff:8.8.8.8"})
        CHECK(is_public_text(address));
}

TEST_CASE("a URL's numeric host is what it is, however it was written")
{
    auto const made = rules();
    for (char const* url : {"https://127.0.0.1/x", "https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://0177.0.0.1/",
                            "https://127.1/", "https://[::1]/", "https://[::ffff:127.0.0.1]/", "https://[fe80::1]/", "https://10.1.2.3:8443/",
                            "https://169.254.169.254/latest/meta-data"}) {
        INFO(url);
        auto const parsed = parse_url(url);
        REQUIRE(parsed);
        CHECK_FALSE(made.check(*parsed));
    }
    CHECK(made.check(*parse_url("https://8.8.8.8/")));
    CHECK(made.check(*parse_url("https://hooks.example/")));  // its address is looked at when it is connected to
    CHECK_FALSE(made.check(*parse_url("http://hooks.example/")));
    CHECK(rules({}, platform::PlainHttp::anyone).check(*parse_url("http://hooks.example/")));
}

TEST_CASE("what is connected to is the address and not the name")
{
    auto const made = rules();
    CHECK_FALSE(made.may_connect("hooks.example", "127.0.0.1"));
    CHECK_FALSE(made.may_connect("hooks.example", "::ffff:192.168.0.1"));
    CHECK_FALSE(made.may_connect("hooks.example", "nonsense"));
    CHECK(made.may_connect("hooks.example", "8.8.4.4"));
}

TEST_CASE("the configuration allows hosts, addresses and networks")
{
    auto const made = rules({"127.0.0.1", "10.20.0.0/16", "fd00:1::/32", "erp.agency.internal"});
    CHECK(made.may_connect("x", "127.0.0.1"));
    CHECK(made.may_connect("x", "::ffff:127.0.0.1"));
    CHECK_FALSE(made.may_connect("x", "127.0.0.2"));
    CHECK(made.may_connect("x", "10.20.255.1"));
    CHECK_FALSE(made.may_connect("x", "10.21.0.1"));
    CHECK(made.may_connect("x", "fd00:1:ffff::1"));
    CHECK_FALSE(made.may_connect("x", "fd00:2::1"));
    CHECK(made.may_connect("erp.agency.internal", "192.168.7.7"));
    CHECK_FALSE(made.may_connect("other.agency.internal", "192.168.7.7"));
    CHECK(made.check(*parse_url("https://10.20.1.1/hook")));
    for (char const* wrong : {"", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "Capital.example", "a b"})
        CHECK_FALSE(TargetRules::create({wrong}, platform::PlainHttp::this_machine));
}

TEST_CASE("a URL is read as libcurl reads it, and oddities are refused")
{
    auto const url = parse_url("HTTPS://Hooks.Example.:8443/a/b?c=d");
    REQUIRE(url);
    CHECK(url->host == "hooks.example");
    CHECK(url->port == 8443);
    CHECK(url->path == "/a/b?c=d");
    CHECK(url->server() == "https://hooks.example:8443");
    CHECK(parse_url("https://[2606:4700::1]/")->server() == "https://[2606:4700::1]");
    for (char const* wrong : {"", "hooks.example", "ftp://hooks.example/", "file:///etc/passwd", "https://user@hooks.example/",
                              "https://user:word@hooks.example/", "https://hooks.example/#x", "https://hooks.example:0/",
                              "https://hooks.example:99999/", "https://hooks.example/ x", "gopher://x/", "https://\xE0\xB8\x81/"}) {
        INFO(wrong);
        CHECK_FALSE(parse_url(wrong));
    }
}
