// Where this server may send something: public addresses by https, and what server.toml allows besides. Pure.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "platform/http_client.hpp"
#include "platform/url.hpp"

namespace saduak::server {

// An IPv6 address; one of IPv4 as ::ffff:a.b.c.d.
using NetAddress = std::array<Byte, 16>;
// Numeric, as inet_pton reads it: nothing that a resolver would have to guess at.
[[nodiscard]] std::optional<NetAddress> parse_net_address(std::string_view text);
// Reachable from everywhere in the Internet and meant for one machine: not private, loopback, link-local, of documentation, multicast
// or a form that carries another address inside.
[[nodiscard]] bool is_public(NetAddress const& address);

// 10.1.0.0/16; a lone address is a network of one.
struct Network {
    NetAddress address{};
    int bits = 128;  // that count

    [[nodiscard]] bool holds(NetAddress const& other) const;
};
[[nodiscard]] Result<Network> parse_network(std::string_view text);

class TargetRules {
public:
    // `allow`: host names, addresses and networks that need not be public. Errc::invalid_argument names the one that is none of these.
    [[nodiscard]] static Result<TargetRules> create(std::vector<std::string> const& allow, platform::PlainHttp plain);

    // What can be seen of a URL alone, before it is kept.
    [[nodiscard]] Status check(platform::Url const& url) const;
    // With the address that its name stands for at this moment. Any thread.
    [[nodiscard]] bool may_connect(std::string_view host, std::string_view address) const;
    [[nodiscard]] platform::PlainHttp plain() const { return plain_; }

private:
    std::vector<std::string> hosts_;
    std::vector<Network> networks_;
    platform::PlainHttp plain_ = platform::PlainHttp::this_machine;
};

}  // namespace saduak::server
