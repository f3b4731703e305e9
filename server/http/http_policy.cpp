#include "server/http/http_policy.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>

namespace saduak::server {
namespace {

Response slow_down(Millis wait)
{
    Response response = problem(429, "slow_down", "too many requests from here: wait before the next one");
    response.headers.emplace_back("Retry-After", std::to_string((wait.count + 999) / 1000));
    return response;
}

}  // namespace

bool is_this_machine(std::string const& numeric_address)
{
    boost::system::error_code ec;
    auto const numeric = boost::asio::ip::make_address(numeric_address, ec);
    return !ec && numeric.is_loopback();
}

HttpGate::HttpGate(HttpPolicy policy)
    : policy_(std::move(policy)), by_address_(policy_.limits.per_address), by_token_(policy_.limits.per_token),
      unsigned_writes_(policy_.limits.writes_without_sign_in)
{
}

void HttpGate::apply(HttpPolicy policy)
{
    policy_ = std::move(policy);
    by_address_ = RateLimit(policy_.limits.per_address);
    by_token_ = RateLimit(policy_.limits.per_token);
    unsigned_writes_ = RateLimit(policy_.limits.writes_without_sign_in);
}

bool HttpGate::enter(std::string const& peer)
{
    if (connections_ >= policy_.limits.connections) return false;
    bool const known = policy_.proxies.contains(peer) || is_this_machine(peer);
    if (policy_.proxies_only && !known) return false;
    std::string const key = address_key(peer);
    auto const of_peer = by_peer_.find(key);
    // A proxy speaks for many.
    bool const counted = !known || policy_.limits.count_this_machine;
    if (counted && of_peer != by_peer_.end() && of_peer->second >= policy_.limits.connections_per_address) return false;
    ++by_peer_[key];
    ++connections_;
    return true;
}

void HttpGate::leave(std::string const& peer)
{
    --connections_;
    auto const found = by_peer_.find(address_key(peer));
    if (--found->second == 0) by_peer_.erase(found);
}

bool HttpGate::counts(Request const& request) const { return policy_.limits.count_this_machine || !is_this_machine(request.remote_address); }

std::optional<Response> HttpGate::refuse(Request const& request, Instant now)
{
    if (!counts(request)) return std::nullopt;
    Millis wait = by_address_.take(address_key(request.remote_address), now);
    if (wait.count == 0 && !request.authorization.empty()) wait = by_token_.take(request.authorization, now);
    if (wait.count == 0) return std::nullopt;
    return slow_down(wait);
}

std::optional<Response> HttpGate::refuse_stranger(Request const& request, Instant now)
{
    if (!counts(request)) return std::nullopt;
    Millis const wait = unsigned_writes_.take(address_key(request.remote_address), now);
    if (wait.count == 0) return std::nullopt;
    return slow_down(wait);
}

}  // namespace saduak::server
