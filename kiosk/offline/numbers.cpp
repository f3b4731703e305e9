#include "kiosk/offline/numbers.hpp"

#include <algorithm>

namespace saduak::kiosk {

using domain::OfflineRange;
using domain::TicketNumber;

void OfflineNumbers::note(TicketNumber const& number, std::optional<Date> day)
{
    if (day) settle(*day);
    given_[number] = {++orders_, day};
}

void OfflineNumbers::settle(Date today)
{
    for (auto& [number, last] : given_)
        if (!last.day) last.day = today;
}

std::optional<TicketNumber> OfflineNumbers::next(std::vector<OfflineRange> const& ranges, std::string const& prefix, std::optional<Date> today) const
{
    std::optional<TicketNumber> fresh;
    std::optional<TicketNumber> again;
    std::int64_t longest_ago = 0;
    for (OfflineRange const& range : ranges) {
        if (range.prefix != prefix || range.withdrawn) continue;
        for (std::int32_t n = range.first; n <= range.last; ++n) {
            TicketNumber const number{prefix, n};
            auto const last = given_.find(number);
            if (last == given_.end()) {
                if (!fresh || number < *fresh) fresh = number;
                break;
            }
            bool const another_day = today && last->second.day && *last->second.day < *today;
            if (another_day && (!again || last->second.order < longest_ago)) {
                again = number;
                longest_ago = last->second.order;
            }
        }
    }
    return fresh ? fresh : again;
}

std::vector<OfflineNumbers::Given> OfflineNumbers::all() const
{
    std::vector<std::pair<std::int64_t, Given>> found;
    for (auto const& [number, last] : given_) found.push_back({last.order, {number, last.day}});
    std::sort(found.begin(), found.end(), [](auto const& a, auto const& b) { return a.first < b.first; });
    std::vector<Given> ordered;
    for (auto& [order, given] : found) ordered.push_back(std::move(given));
    return ordered;
}

bool has_range(std::vector<OfflineRange> const& ranges, std::string const& prefix)
{
    return std::any_of(ranges.begin(), ranges.end(), [&prefix](OfflineRange const& range) { return range.prefix == prefix && !range.withdrawn; });
}

}  // namespace saduak::kiosk
