// The clocks. Read at the edges only: inside, `now` is an argument.
#pragma once

#include <chrono>

#include <time.h>

#include "core/base/time.hpp"

namespace saduak::platform {

// May step backwards when the machine's clock is set.
[[nodiscard]] inline Instant wall_clock_now()
{
    auto const since_epoch = std::chrono::system_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since_epoch).count()};
}

// Never steps and means nothing to a person: for deadlines within one program.
[[nodiscard]] inline Instant monotonic_now()
{
    auto const since_some_start = std::chrono::steady_clock::now().time_since_epoch();
    return Instant{std::chrono::duration_cast<std::chrono::milliseconds>(since_some_start).count()};
}

// Likewise, and goes on while the machine sleeps: what happened how long ago.
[[nodiscard]] inline Instant since_boot_now()
{
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return Instant{std::int64_t{1000} * time.tv_sec + time.tv_nsec / 1'000'000};
}

}  // namespace saduak::platform
