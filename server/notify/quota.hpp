// How many paid messages have gone out today and this month, against what the agency allows. Pure.
#pragma once

#include <map>
#include <utility>

#include "server/notify/message_rows.hpp"
#include "server/notify/notify_config.hpp"

namespace saduak::server {

class Quota {
public:
    void load(std::vector<LedgerRow> const& month);
    [[nodiscard]] bool allows(ChannelConfig const& config, domain::ContactChannel channel, Date day) const;
    // One is about to be sent; given back where it was not.
    void take(domain::ContactChannel channel, Date day) { ++sent_[{channel, day}]; }
    void give_back(domain::ContactChannel channel, Date day) { --sent_[{channel, day}]; }

private:
    std::map<std::pair<domain::ContactChannel, Date>, std::int64_t> sent_;
};

}  // namespace saduak::server
