#include "platform/net/address_set.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>

namespace saduak::platform {
namespace {

namespace ip = boost::asio::ip;
constexpr unsigned short kWhole4 = 32;
constexpr unsigned short kWhole6 = 128;

}  // namespace

Result<AddressSet> AddressSet::of(std::vector<std::string> const& texts)
{
    AddressSet set;
    for (std::string const& text : texts) {
        boost::system::error_code ec;
        bool const network = text.find('/') != std::string::npos;
        if (text.find(':') == std::string::npos) {
            auto const v4 = ip::make_network_v4(network ? text : text + "/" + std::to_string(kWhole4), ec);
            if (!ec) set.v4_.push_back(v4.canonical());
        } else {
            auto const v6 = ip::make_network_v6(network ? text : text + "/" + std::to_string(kWhole6), ec);
            if (!ec) set.v6_.push_back(v6.canonical());
        }
        if (ec) return fail(Errc::invalid_argument, "\"" + text + "\" is no address and no network: write 192.0.2.7 or 10.0.0.0/8");
    }
    return set;
}

bool AddressSet::contains(std::string_view numeric_address) const
{
    boost::system::error_code ec;
    ip::address address = ip::make_address(numeric_address, ec);
    if (ec) return false;
    if (address.is_v6() && address.to_v6().is_v4_mapped()) address = ip::make_address_v4(ip::v4_mapped, address.to_v6());
    if (address.is_v4())
        return std::any_of(v4_.begin(), v4_.end(), [of = address.to_v4()](ip::network_v4 const& network) {
            return (of.to_uint() & network.netmask().to_uint()) == network.network().to_uint();
        });
    return std::any_of(v6_.begin(), v6_.end(), [of = address.to_v6()](ip::network_v6 const& network) {
        return ip::make_network_v6(of, network.prefix_length()).canonical() == network;
    });
}

}  // namespace saduak::platform
