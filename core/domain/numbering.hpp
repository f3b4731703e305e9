// Ticket numbers (DESIGN 4.3): a letter, then 001 to 999, then 1000 and on; restart each service day. Offline ranges are
// numbers that online numbering leaves out, for a kiosk without its server or for reserve cards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"

namespace saduak::domain {

struct TicketNumber {
    std::string prefix;
    std::int32_t n = 0;  // 1 and on

    auto operator<=>(TicketNumber const&) const = default;
};

// One letter A to Z; I and O are not used, they are read as 1 and 0.
[[nodiscard]] bool valid_prefix(std::string_view prefix);
// "A", 12 -> "A012"; "A", 1000 -> "A1000". n >= 1.
[[nodiscard]] std::string format_number(std::string_view prefix, std::int32_t n);
// The inverse: "A012" -> A, 12. Nothing for any other text, also "A12", "A0012", "I001".
[[nodiscard]] std::optional<TicketNumber> parse_number(std::string_view text);

// Numbers `first` to `last` of a prefix, standing: good every service day until the holder has acknowledged its withdrawal.
struct OfflineRange {
    std::string prefix;
    std::int32_t first = 1;
    std::int32_t last = 1;
    DeviceId device;         // the kiosk that holds it; empty: reserve cards
    bool withdrawn = false;  // to be given back; still skipped
    Instant released_at;     // given back then; unset: it stands

    bool operator==(OfflineRange const&) const = default;
    [[nodiscard]] bool contains(TicketNumber const& number) const;
};

inline constexpr std::int32_t kOfflineRangeMax = 500;  // numbers in one range
inline constexpr std::int32_t kNumberMax = 99'999;

// The first number after `last` that no range of this prefix holds. May be above kNumberMax: then the prefix has none left.
[[nodiscard]] std::int32_t next_number(std::string_view prefix, std::int32_t last, std::vector<OfflineRange> const& ranges);
// Where a new range of `size` numbers fits: the highest free place that ends at 999 or lower and begins after `used`, else the
// first above 5000. `used`: the highest online number that the prefix has reached today. size >= 1; `last` may be above kNumberMax:
// then there is no room.
[[nodiscard]] OfflineRange place_range(std::string_view prefix, std::int32_t size, std::int32_t used, std::vector<OfflineRange> const& ranges);

}  // namespace saduak::domain
