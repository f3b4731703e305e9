// The calling order of a site as data (DESIGN 4.2). The default is strict: appointments by their time, then priority, then general.
#pragma once

#include <cstdint>

#include "core/base/result.hpp"

namespace saduak::domain {

struct CallingPolicy {
    // "After 2 priority, 1 general": a counter that has called `priority_run` priority tickets in a row calls `general_run`
    // general ones next, where any waits. Both 0: priority always first. One of them alone is not allowed.
    std::int32_t priority_run = 0;
    std::int32_t general_run = 0;
    // A general ticket that has waited this long comes before every other; 0: never.
    std::int64_t general_ages_after_s = 0;
    // An appointment has precedence from this long before its time; earlier it is called only where nobody else waits.
    std::int64_t appointment_early_s = 300;
    // A check-in later than this after the appointment's time queues as general (STANDARDS M09).
    std::int64_t appointment_late_s = 600;
    // Not checked in by this long after its time: missed.
    std::int64_t appointment_missed_s = 3600;

    bool operator==(CallingPolicy const&) const = default;
};

// What is wrong with it, in words for an administrator.
[[nodiscard]] Status validate(CallingPolicy const& policy);

}  // namespace saduak::domain
