// What the log says after a write that failed: read again, never assumed (DESIGN 5).
#pragma once

#include <cstdint>
#include <unordered_map>
#include <utility>
#include <vector>

#include "server/store/event_store.hpp"

namespace saduak::server {

struct Reread {
    std::vector<StoredEvent> missed;  // by site, in order
    std::vector<std::pair<SiteId, Error>> damaged;
    std::unordered_map<StreamId, std::int64_t> stream_high;
};

// Opens the store anew and reads what follows `known` and how far `streams` came. An Error: the store does not work yet.
// On the store thread.
[[nodiscard]] Result<Reread> reread_log(EventStore& store, std::vector<SiteHead> const& known, std::vector<StreamId> const& streams);

}  // namespace saduak::server
