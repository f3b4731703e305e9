// When a kiosk gave out a number without its server, as far as that can be known (DESIGN 4.3). Pure.
#pragma once

#include <vector>

#include "core/base/time.hpp"
#include "core/wire/message.hpp"

namespace saduak::link {

// What a device's clocks showed when the server's showed `at`: taken at its hello.
struct ClockSighting {
    wire::DeviceClock device;
    Instant at;
};

inline constexpr std::size_t kBootsKept = 4;

// Keeps the last sighting of each of the last kBootsKept boots, the newest last.
void remember(std::vector<ClockSighting>& seen, ClockSighting sighting);

struct OfflineTime {
    Instant at;             // not after `now`; unset where nothing is known
    bool estimated = true;  // it comes from a wall clock that is not known to be right
};

// Within a boot that the server has seen: exact, by the difference of its monotonic clock. Else the device's wall clock, moved by how
// far that clock was off when it was last seen. `seen` as remember() keeps it.
[[nodiscard]] OfflineTime offline_time(wire::DeviceClock const& taken, std::vector<ClockSighting> const& seen, Instant now);

}  // namespace saduak::link
