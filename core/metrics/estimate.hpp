// How long a citizen will wait: a range from the live state (DESIGN 7). Pure.
#pragma once

#include <cstdint>
#include <string>

#include "core/domain/state.hpp"

namespace saduak::metrics {

// Seconds from now to the call. `n`: how many recent services of this kind it rests on (0: the published time alone).
struct WaitEstimate {
    std::int64_t p50_s = 0;
    std::int64_t p80_s = 0;
    std::int64_t p90_s = 0;
    std::int64_t n = 0;
    std::string model = "live-1";
};

// For a citizen with `ahead` tickets before them (domain::count_ahead).
[[nodiscard]] WaitEstimate estimate_wait(domain::SiteState const& state, ServiceId const& service, std::int64_t ahead);

}  // namespace saduak::metrics
