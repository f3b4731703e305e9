// How simulated citizens and agents behave (assets/demo/crowd.toml): pure, drawn from a seeded source.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/random.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::server::load {

// exp(mu + sigma * normal) seconds.
struct LogNormal {
    double mu = 0;
    double sigma = 0;

    // Between 1 s and an hour, so that one draw cannot stop the show.
    [[nodiscard]] Millis draw(Random& random) const;
    [[nodiscard]] double mean_s() const;
};

struct ServiceProfile {
    double share = 0;  // of all tickets
    LogNormal service_time;
};

struct CrowdModel {
    std::array<double, 24> arrivals_per_hour{};  // mean tickets, by hour of the day
    double priority_share = 0;
    double leaver_share = 0;
    LogNormal patience;
    std::vector<ServiceProfile> services;  // most frequent first

    // A site's n-th service behaves as the n-th profile, beginning again after the last.
    [[nodiscard]] ServiceProfile const& profile(std::size_t service) const { return services[service % services.size()]; }
};

// Errc::parse with file, line and key.
[[nodiscard]] Result<CrowdModel> parse_crowd(std::string_view text, std::string const& name);

// Which services each counter serves, by index of the site's services.
using CounterServices = std::vector<std::vector<std::size_t>>;

// Tickets an hour for each service at `hour` (0 to 23). The log's desk had other counters than a demonstration has: its hours
// and shares are kept, the level is what keeps these counters busy kBusyAtPeak of the time in the busiest hour.
inline constexpr double kBusyAtPeak = 0.95;
[[nodiscard]] std::vector<double> arrivals_per_hour(CrowdModel const& model, CounterServices const& counters, std::size_t services, std::size_t hour);

}  // namespace saduak::server::load
