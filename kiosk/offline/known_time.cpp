#include "kiosk/offline/known_time.hpp"

#include <algorithm>

namespace saduak::kiosk {

void KnownTime::welcomed(Instant server, Instant monotonic, Instant wall)
{
    welcome_ = server;
    welcome_monotonic_ = monotonic;
    kept_ = {server, server - wall};
}

bool KnownTime::trusts(Instant wall) const
{
    if (!kept_.last.is_set()) return wall >= kNoKioskBefore;
    Instant const supposed = wall + kept_.skew;
    return supposed >= kept_.last && supposed <= kept_.last + kKnownFor;
}

std::optional<Instant> KnownTime::at(Instant monotonic, Instant wall) const
{
    if (welcome_.is_set()) return welcome_ + (monotonic - welcome_monotonic_);
    if (!trusts(wall)) return std::nullopt;
    return wall + kept_.skew;
}

KnownTime::Kept KnownTime::kept(Instant monotonic, Instant wall) const
{
    Kept kept = kept_;
    if (auto const now = at(monotonic, wall); now && kept.last.is_set()) kept.last = std::max(kept.last, *now);
    return kept;
}

}  // namespace saduak::kiosk
