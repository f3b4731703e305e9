// A list of addresses and networks, as a configuration names them. Any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

#include "core/base/result.hpp"

namespace saduak::platform {

class AddressSet {
public:
    AddressSet() = default;
    // "192.0.2.7", "10.0.0.0/8", "2001:db8::/32". Errc::invalid_argument names what is none of these.
    [[nodiscard]] static Result<AddressSet> of(std::vector<std::string> const& texts);

    [[nodiscard]] bool empty() const { return v4_.empty() && v6_.empty(); }
    // False for what is no numeric address. An IPv4 address that is mapped into IPv6 is taken for itself.
    [[nodiscard]] bool contains(std::string_view numeric_address) const;

private:
    std::vector<boost::asio::ip::network_v4> v4_;
    std::vector<boost::asio::ip::network_v6> v6_;
};

}  // namespace saduak::platform
