// How much one address and one principal may ask. Pure: the time is a parameter. Memory is bounded, whoever asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include "core/base/time.hpp"

namespace saduak::server {

// So many at once, and so many a second from then on.
struct Allowance {
    std::int64_t burst = 0;
    std::int64_t per_minute = 0;  // 0: no limit
};

class RateLimit {
public:
    explicit RateLimit(Allowance allowance) : allowance_(allowance) {}

    // Takes one of `key`'s allowance at `now` (monotonic); otherwise how long to wait for the next.
    // Strangers beyond kKeysMax, of whom nobody has rested long enough to be forgotten, share one allowance.
    [[nodiscard]] Millis take(std::string_view key, Instant now);
    [[nodiscard]] std::size_t keys() const { return buckets_.size(); }

    static constexpr std::size_t kKeysMax = 20'000;

private:
    struct Bucket {
        std::int64_t left_milli = 0;  // thousandths of a request
        Instant at;
    };
    [[nodiscard]] Bucket& bucket_of(std::string_view key, Instant now);
    void refill(Bucket& bucket, Instant now) const;
    [[nodiscard]] bool full(Bucket const& bucket, Instant now) const;
    void forget_rested(Instant now);

    Allowance allowance_;
    std::unordered_map<std::string, Bucket> buckets_;
    Bucket of_the_others_;
    Instant swept_at_;
};

// What stands for an address: an IPv6 network of 64 bits is one customer.
[[nodiscard]] std::string address_key(std::string_view numeric_address);

}  // namespace saduak::server
