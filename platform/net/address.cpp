#include <charconv>

#include <boost/asio/ip/address.hpp>

#include "platform/net/stream.hpp"

namespace saduak::platform {

Result<Address> parse_address(std::string_view text)
{
    std::size_t const colon = text.rfind(':');
    if (colon == std::string_view::npos) return fail(Errc::invalid_argument, "an address is HOST:PORT, not '" + std::string(text) + "'");
    std::string_view host = text.substr(0, colon);
    std::string_view const digits = text.substr(colon + 1);
    if (host.size() >= 2 && host.front() == '[' && host.back() == ']') host = host.substr(1, host.size() - 2);
    Address address;
    auto const [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), address.port);
    if (digits.empty() || error != std::errc{} || end != digits.data() + digits.size())
        return fail(Errc::invalid_argument, "'" + std::string(digits) + "' is no port (0 to 65535)");
    if (host.empty()) return fail(Errc::invalid_argument, "the address '" + std::string(text) + "' names no host");
    address.host = std::string(host);
    return address;
}

std::string to_string(Address const& address)
{
    bool const v6 = address.host.find(':') != std::string::npos;
    return (v6 ? "[" + address.host + "]" : address.host) + ":" + std::to_string(address.port);
}

bool is_loopback(Address const& address)
{
    if (address.host == "localhost") return true;
    // A name that only looks like a number (127.example.org) may lead anywhere.
    boost::system::error_code not_numeric;
    auto const numeric = boost::asio::ip::make_address(address.host, not_numeric);
    return !not_numeric && numeric.is_loopback();
}

}  // namespace saduak::platform
