// What went over the HTTP port: counts and durations for /metrics, a line each for the access log. On the I/O thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <tuple>

#include "core/base/time.hpp"
#include "server/http/message.hpp"
#include "server/http/route.hpp"
#include "server/ops/access_log.hpp"
#include "server/ops/metrics_text.hpp"

namespace saduak::server {

struct Exchanged {
    Request const& request;
    Response const& response;
    Asked const& asked;
    Millis took;
    std::size_t bytes = 0;  // sent, with its header
};

class Traffic {
public:
    // `log` null: no access log is kept. It outlives the Traffic.
    explicit Traffic(AccessLog* log) : log_(log) {}

    void note(Exchanged const& exchanged);
    void write(MetricsText& into) const;

    // Upper ends of the duration histogram.
    static constexpr std::array<Millis, 9> kBuckets{Millis{1},   Millis{5},   Millis{10},   Millis{25},  Millis{50},
                                                    Millis{100}, Millis{250}, Millis{1000}, Millis{5000}};

private:
    using Kind = std::tuple<std::string_view, Method, int>;  // route, method, status class; few: routes are literals

    AccessLog* log_;
    std::map<Kind, std::uint64_t> requests_;
    std::array<std::uint64_t, kBuckets.size() + 1> within_{};
    std::int64_t took_ms_ = 0;
    std::uint64_t bytes_ = 0;
};

}  // namespace saduak::server
