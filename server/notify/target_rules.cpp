#include "server/notify/target_rules.hpp"

#include <algorithm>
#include <charconv>

#include <arpa/inet.h>

#include "core/base/assert.hpp"

namespace saduak::server {
namespace {

constexpr std::array<Byte, 12> kMapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

bool is_v4(NetAddress const& address) { return std::equal(kMapped.begin(), kMapped.end(), address.begin()); }

std::vector<Network> networks(std::initializer_list<char const*> texts)
{
    std::vector<Network> list;
    for (char const* text : texts) {
        auto const network = parse_network(text);
        SADUAK_ASSERT(network);
        list.push_back(*network);
    }
    return list;
}

bool any_holds(std::vector<Network> const& list, NetAddress const& address)
{
    return std::any_of(list.begin(), list.end(), [&](Network const& network) { return network.holds(address); });
}

// IANA's special-purpose registry, multicast and what is reserved. 169.254.169.254, where clouds tell their secrets, is link-local.
std::vector<Network> const& special_v4()
{
    static auto const list =
        networks({"0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24",
                  "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"});
    return list;
}
// Of IPv6 only 2000::/3 is given to machines in the Internet; these parts of it are not, or carry an IPv4 address inside.
std::vector<Network> const& global_v6()
{
    static auto const list = networks({"2000::/3"});
    return list;
}
std::vector<Network> const& special_v6()
{
    static auto const list = networks({"2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20"});
    return list;
}

bool is_host_name(std::string_view text)
{
    auto const fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_'; };
    return !text.empty() && text.size() <= 253 && std::all_of(text.begin(), text.end(), fits);
}

}  // namespace

std::optional<NetAddress> parse_net_address(std::string_view text)
{
    NetAddress address{};
    std::string const copy(text);
    if (inet_pton(AF_INET6, copy.c_str(), address.data()) == 1) return address;
    std::copy(kMapped.begin(), kMapped.end(), address.begin());
    if (inet_pton(AF_INET, copy.c_str(), address.data() + kMapped.size()) == 1) return address;
    return std::nullopt;
}

bool is_public(NetAddress const& address)
{
    if (is_v4(address)) return !any_holds(special_v4(), address);
    return any_holds(global_v6(), address) && !any_holds(special_v6(), address);
}

bool Network::holds(NetAddress const& other) const
{
    for (int bit = 0; bit < bits; ++bit) {
        auto const byte = static_cast<std::size_t>(bit / 8);
        int const mask = 0x80 >> (bit % 8);
        if ((address[byte] & mask) != (other[byte] & mask)) return false;
    }
    return true;
}

Result<Network> parse_network(std::string_view text)
{
    std::size_t const slash = text.find('/');
    auto const address = parse_net_address(text.substr(0, slash));
    if (!address) return fail(Errc::invalid_argument, "\"" + std::string(text) + "\" is not an address or a network");
    Network network{*address, 128};
    if (slash == std::string_view::npos) return network;
    int const width = is_v4(*address) ? 32 : 128;
    std::string_view const digits = text.substr(slash + 1);
    int bits = -1;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
    if (error != std::errc() || end != digits.data() + digits.size() || bits < 0 || bits > width)
        return fail(Errc::invalid_argument, "\"" + std::string(text) + "\" is not a network: the part behind / is 0 to " + std::to_string(width));
    network.bits = 128 - width + bits;
    return network;
}

Result<TargetRules> TargetRules::create(std::vector<std::string> const& allow, platform::PlainHttp plain)
{
    TargetRules rules;
    rules.plain_ = plain;
    for (std::string const& entry : allow) {
        if (auto const network = parse_network(entry)) rules.networks_.push_back(*network);
        else if (is_host_name(entry)) rules.hosts_.push_back(entry);
        else return fail(Errc::invalid_argument, "\"" + entry + "\" is not a host name in small letters, an address or a network");
    }
    return rules;
}

Status TargetRules::check(platform::Url const& url) const
{
    if (url.scheme != "https" && plain_ != platform::PlainHttp::anyone) return fail(Errc::permission, "it must begin with https://");
    if (auto const address = parse_net_address(url.host); address && !may_connect(url.host, url.host))
        return fail(Errc::permission,
                    "the address " + url.host + " is not a public one, and not among those that the server's [outgoing] allow names");
    return {};
}

bool TargetRules::may_connect(std::string_view host, std::string_view address) const
{
    if (std::find(hosts_.begin(), hosts_.end(), host) != hosts_.end()) return true;
    auto const parsed = parse_net_address(address);
    return parsed && (is_public(*parsed) || any_holds(networks_, *parsed));
}

}  // namespace saduak::server
