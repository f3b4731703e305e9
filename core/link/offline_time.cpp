#include "core/link/offline_time.hpp"

#include <algorithm>

namespace saduak::link {

void remember(std::vector<ClockSighting>& seen, ClockSighting sighting)
{
    std::erase_if(seen, [&](ClockSighting const& known) { return known.device.boot == sighting.device.boot; });
    seen.push_back(std::move(sighting));
    if (seen.size() > kBootsKept) seen.erase(seen.begin());
}

OfflineTime offline_time(wire::DeviceClock const& taken, std::vector<ClockSighting> const& seen, Instant now)
{
    auto const same_boot = [&](ClockSighting const& sighting) { return sighting.device.boot == taken.boot; };
    if (auto const sighting = std::find_if(seen.begin(), seen.end(), same_boot); sighting != seen.end()) {
        Instant const at = sighting->at + Millis{taken.mono_ms - sighting->device.mono_ms};
        return {std::min(at, now), false};
    }
    if (!taken.clock.is_set()) return {};
    auto const shows_time = [](ClockSighting const& sighting) { return sighting.device.clock.is_set(); };
    auto const newest = std::find_if(seen.rbegin(), seen.rend(), shows_time);
    Millis const behind = newest == seen.rend() ? Millis{0} : newest->at - newest->device.clock;
    return {std::min(taken.clock + behind, now), true};
}

}  // namespace saduak::link
