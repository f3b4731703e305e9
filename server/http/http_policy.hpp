// What the HTTP port allows, changeable while it runs: limits, and which proxies are believed.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <unordered_map>

#include "platform/net/address_set.hpp"
#include "server/http/message.hpp"
#include "server/http/rate_limits.hpp"

namespace saduak::server {

// An office of people behind one address must not notice these; a storm must.
struct HttpLimits {
    std::size_t connections = 16'384;
    std::size_t connections_per_address = 1024;
    Allowance per_address{600, 6000};
    Allowance per_token{2000, 60'000};
    Allowance writes_without_sign_in{60, 60};  // per address: ratings, sign-ins, a citizen's own ticket
    bool count_this_machine = false;           // whether loopback addresses are limited, too
};

struct HttpPolicy {
    HttpLimits limits;
    platform::AddressSet proxies;
    bool proxies_only = false;  // plain HTTP on an open address: who is no proxy and not this machine is not served
};

// Keeps count of who asks. On the I/O thread.
class HttpGate {
public:
    explicit HttpGate(HttpPolicy policy);
    // Allowances begin anew; connections stay counted.
    void apply(HttpPolicy policy);
    [[nodiscard]] HttpPolicy const& policy() const { return policy_; }

    // Whether one more connection from there is served. True counts it: leave() when it ends.
    [[nodiscard]] bool enter(std::string const& peer);
    void leave(std::string const& peer);
    [[nodiscard]] std::size_t connections() const { return connections_; }

    // 429 for who asks too much; `now` is monotonic.
    [[nodiscard]] std::optional<Response> refuse(Request const& request, Instant now);
    // The same for what anybody may change without signing in.
    [[nodiscard]] std::optional<Response> refuse_stranger(Request const& request, Instant now);

private:
    [[nodiscard]] bool counts(Request const& request) const;

    HttpPolicy policy_;
    RateLimit by_address_;
    RateLimit by_token_;
    RateLimit unsigned_writes_;
    std::size_t connections_ = 0;
    std::unordered_map<std::string, std::size_t> by_peer_;
};

[[nodiscard]] bool is_this_machine(std::string const& numeric_address);

}  // namespace saduak::server
