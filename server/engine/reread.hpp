// What the log says beyond what the engine knows: read, never assumed (DESIGN 5). On the store thread.
#pragma once

#include <cstdint>
#include <map>
#include <unordered_map>
#include <vector>

#include "server/store/event_store.hpp"

namespace saduak::server {

struct Reread {
    std::map<SiteId, std::vector<StoredEvent>> missed;  // in order
    std::map<SiteId, Error> damaged;                    // cannot be read beyond `missed`
    std::unordered_map<StreamId, std::int64_t> stream_high;
};

// What follows `known` (a site that is not in it: all of its log) and how far `streams` came.
[[nodiscard]] Result<Reread> reread_log(EventStore& store, std::map<SiteId, Seq> const& known, std::vector<StreamId> const& streams);

// The same after the store has failed: it is opened anew first, and must take a write at the end. An Error: it does not work yet.
[[nodiscard]] Result<Reread> reopen_log(EventStore& store, std::map<SiteId, Seq> const& known, std::vector<StreamId> const& streams);

}  // namespace saduak::server
