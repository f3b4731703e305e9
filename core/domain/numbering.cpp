#include "core/domain/numbering.hpp"

#include <algorithm>
#include <charconv>

#include "core/base/assert.hpp"

namespace saduak::domain {
namespace {

constexpr std::int32_t kThreeDigitsLast = 999;
// Where ranges go when three digits have no room left: further than one prefix has been seen to reach in a day.
constexpr std::int32_t kHighRangesAfter = 5000;

// A range of this prefix that shares a number with first to last.
OfflineRange const* overlapping(std::string_view prefix, std::int32_t first, std::int32_t last, std::vector<OfflineRange> const& ranges)
{
    auto const found = std::find_if(ranges.begin(), ranges.end(),
                                    [&](OfflineRange const& range) { return range.prefix == prefix && range.first <= last && first <= range.last; });
    return found == ranges.end() ? nullptr : &*found;
}

}  // namespace

bool valid_prefix(std::string_view prefix)
{
    return prefix.size() == 1 && prefix[0] >= 'A' && prefix[0] <= 'Z' && prefix[0] != 'I' && prefix[0] != 'O';
}

std::string format_number(std::string_view prefix, std::int32_t n)
{
    SADUAK_ASSERT(n >= 1);
    std::string const digits = std::to_string(n);
    std::string number(prefix);
    if (digits.size() < 3) number.append(3 - digits.size(), '0');
    return number + digits;
}

std::optional<TicketNumber> parse_number(std::string_view text)
{
    constexpr std::size_t kLongest = 6;  // "A99999"
    if (text.size() < 2 || text.size() > kLongest || !valid_prefix(text.substr(0, 1))) return std::nullopt;
    TicketNumber number{std::string(text.substr(0, 1)), 0};
    char const* const end = text.data() + text.size();
    auto const [stopped, error] = std::from_chars(text.data() + 1, end, number.n);
    if (error != std::errc{} || stopped != end || number.n < 1 || number.n > kNumberMax) return std::nullopt;
    // One number has one text: what is not written as we write it is not read.
    if (format_number(number.prefix, number.n) != text) return std::nullopt;
    return number;
}

bool OfflineRange::contains(TicketNumber const& number) const { return number.prefix == prefix && number.n >= first && number.n <= last; }

std::int32_t next_number(std::string_view prefix, std::int32_t last, std::vector<OfflineRange> const& ranges)
{
    std::int32_t n = last + 1;
    while (OfflineRange const* held = overlapping(prefix, n, n, ranges)) n = held->last + 1;
    return n;
}

OfflineRange place_range(std::string_view prefix, std::int32_t size, std::int32_t used, std::vector<OfflineRange> const& ranges)
{
    SADUAK_ASSERT(size >= 1);
    OfflineRange place{.prefix = std::string(prefix), .first = kThreeDigitsLast - size + 1, .last = kThreeDigitsLast, .device = {}};
    // Highest first: the days on which online numbering reaches the range are the fewest.
    while (place.first > used && place.first >= 1) {
        OfflineRange const* taken = overlapping(prefix, place.first, place.last, ranges);
        if (taken == nullptr) return place;
        place.last = taken->first - 1;
        place.first = place.last - size + 1;
    }
    place.first = std::max(kHighRangesAfter, used) + 1;
    while (OfflineRange const* taken = overlapping(prefix, place.first, place.first + size - 1, ranges)) place.first = taken->last + 1;
    place.last = place.first + size - 1;
    return place;
}

}  // namespace saduak::domain
