#include "server/http/rate_limits.hpp"

#include <algorithm>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace saduak::server {
namespace {

constexpr std::int64_t kMilli = 1000;
constexpr std::int64_t kMinute_ms = 60'000;
constexpr Millis kSweepEvery = seconds(1);  // a crowd of strangers must not make each request walk the table
constexpr unsigned short kCustomerBits = 64;

}  // namespace

Millis RateLimit::take(std::string_view key, Instant now)
{
    if (allowance_.per_minute == 0) return Millis{0};
    Bucket& bucket = bucket_of(key, now);
    refill(bucket, now);
    if (bucket.left_milli >= kMilli) {
        bucket.left_milli -= kMilli;
        return Millis{0};
    }
    std::int64_t const missing = kMilli - bucket.left_milli;
    return Millis{(missing * kMinute_ms + allowance_.per_minute * kMilli - 1) / (allowance_.per_minute * kMilli)};
}

RateLimit::Bucket& RateLimit::bucket_of(std::string_view key, Instant now)
{
    auto const found = buckets_.find(std::string(key));
    if (found != buckets_.end()) return found->second;
    if (buckets_.size() >= kKeysMax) forget_rested(now);
    Bucket const whole{allowance_.burst * kMilli, now};
    if (buckets_.size() < kKeysMax) return buckets_.emplace(key, whole).first->second;
    if (!of_the_others_.at.is_set()) of_the_others_ = whole;
    return of_the_others_;
}

void RateLimit::refill(Bucket& bucket, Instant now) const
{
    std::int64_t const passed_ms = std::clamp<std::int64_t>(now.ms - bucket.at.ms, 0, kMinute_ms * 60);
    std::int64_t const gained = passed_ms * allowance_.per_minute * kMilli / kMinute_ms;
    std::int64_t const most = allowance_.burst * kMilli;
    if (bucket.left_milli + gained >= most) {
        bucket = {most, std::max(bucket.at, now)};
        return;
    }
    // Only the time that made up whole thousandths is over: the rest counts the next time.
    bucket.left_milli += gained;
    bucket.at = bucket.at + Millis{gained * kMinute_ms / (allowance_.per_minute * kMilli)};
}

bool RateLimit::full(Bucket const& bucket, Instant now) const
{
    Bucket then = bucket;
    refill(then, now);
    return then.left_milli >= allowance_.burst * kMilli;
}

// Who has the whole allowance again is like one never seen.
void RateLimit::forget_rested(Instant now)
{
    if (swept_at_.is_set() && now - swept_at_ < kSweepEvery) return;
    swept_at_ = now;
    std::erase_if(buckets_, [&](auto const& entry) { return full(entry.second, now); });
}

std::string address_key(std::string_view numeric_address)
{
    namespace ip = boost::asio::ip;
    boost::system::error_code ec;
    ip::address const address = ip::make_address(numeric_address, ec);
    if (ec || address.is_v4()) return std::string(numeric_address);
    if (address.to_v6().is_v4_mapped()) return ip::make_address_v4(ip::v4_mapped, address.to_v6()).to_string();
    return ip::make_network_v6(address.to_v6(), kCustomerBits).canonical().to_string();
}

}  // namespace saduak::server
