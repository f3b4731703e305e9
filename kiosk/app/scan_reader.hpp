// Tells a scanner's keys from a finger's. A scanner is a keyboard that types a code in a few milliseconds and ends it with Enter.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/time.hpp"
#include "kiosk/sdl/window.hpp"

namespace saduak::kiosk {

class ScanReader {
public:
    // `now` is of a clock that never steps.
    void key(KeyPressed const& key, Instant now);
    // Keys that no scanner pressed, to be acted upon; each is held back for kScanGap.
    [[nodiscard]] std::vector<KeyPressed> take_keys(Instant now);
    // What was scanned, without its Enter.
    [[nodiscard]] std::optional<std::string> take_scan();
    // When take_keys() is due; unset: nothing is held.
    [[nodiscard]] Instant deadline() const { return held_.empty() ? Instant{} : last_ + kScanGap; }

    static constexpr Millis kScanGap{60};
    static constexpr std::size_t kScanMin = 4;    // characters: fewer are fingers
    static constexpr std::size_t kScanMax = 256;  // more are no code

private:
    void release();

    std::vector<KeyPressed> held_;
    std::vector<KeyPressed> keys_;
    std::optional<std::string> scan_;
    Instant last_;
};

}  // namespace saduak::kiosk
