#include "server/notify/quota.hpp"

namespace saduak::server {

void Quota::load(std::vector<LedgerRow> const& month)
{
    for (LedgerRow const& row : month) sent_[{row.channel, row.day}] += row.sent;
}

bool Quota::allows(ChannelConfig const& config, domain::ContactChannel channel, Date day) const
{
    std::int64_t today = 0;
    std::int64_t this_month = 0;
    for (auto const& [key, sent] : sent_) {
        if (key.first != channel || key.second.year != day.year || key.second.month != day.month) continue;
        this_month += sent;
        if (key.second == day) today += sent;
    }
    return (config.per_day == 0 || today < config.per_day) && (config.per_month == 0 || this_month < config.per_month);
}

}  // namespace saduak::server
