#include "server/http/forwarded.hpp"

#include <boost/asio/ip/address.hpp>

namespace saduak::server {
namespace {

std::string_view trimmed(std::string_view text)
{
    while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
    while (!text.empty() && text.back() == ' ') text.remove_suffix(1);
    return text;
}

bool is_address(std::string_view text)
{
    boost::system::error_code ec;
    static_cast<void>(boost::asio::ip::make_address(text, ec));
    return !ec;
}

}  // namespace

void apply_forwarded(Request& request, std::string const& peer, Transport transport, platform::AddressSet const& proxies)
{
    request.remote_address = peer;
    request.transport = transport;
    if (!proxies.contains(peer)) return;
    if (request.forwarded_proto == "https") request.transport = Transport::tls;
    std::string_view left = request.forwarded_for;
    while (!left.empty()) {
        std::size_t const comma = left.rfind(',');
        std::string_view const last = trimmed(comma == std::string_view::npos ? left : left.substr(comma + 1));
        left = comma == std::string_view::npos ? std::string_view() : left.substr(0, comma);
        if (!is_address(last)) return;  // not written by a proxy that we know
        request.remote_address = last;
        if (!proxies.contains(last)) return;
    }
}

}  // namespace saduak::server
