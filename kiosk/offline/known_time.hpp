// What time it is, as far as a kiosk can know (DESIGN 4.3): a small machine's clock may be dead, and nobody near it can set it. Pure.
#pragma once

#include <optional>

#include "core/base/time.hpp"

namespace saduak::kiosk {

class KnownTime {
public:
    // What is worth keeping over a restart.
    struct Kept {
        Instant last;    // true time that was known last; unset: never
        Millis skew{0};  // true time less the wall clock, as the server's last welcome showed it

        bool operator==(Kept const&) const = default;
    };
    explicit KnownTime(Kept kept) : kept_(kept) {}

    // The server's time, and what the clocks showed then; `monotonic` never steps.
    void welcomed(Instant server, Instant monotonic, Instant wall);
    // Since a welcome of this run the monotonic clock tells it. Before one it is the wall clock with its skew, unless that is before
    // what was known last, or so far after it that nothing is behind it. Nothing: not known.
    [[nodiscard]] std::optional<Instant> at(Instant monotonic, Instant wall) const;
    // Whether the wall clock may be told to the server as a clock that runs.
    [[nodiscard]] bool trusts(Instant wall) const;
    [[nodiscard]] Kept kept(Instant monotonic, Instant wall) const;

private:
    Kept kept_;
    Instant welcome_;
    Instant welcome_monotonic_;
};

// No kiosk ran before this: where nothing is known, an earlier clock is one that was never set.
inline constexpr Instant kNoKioskBefore{1'767'225'600'000};  // 2026-01-01
inline constexpr Millis kKnownFor = hours(24 * 60);

}  // namespace saduak::kiosk
