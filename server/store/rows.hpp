// What an append makes of a site's log: one rule for every store.
#pragma once

#include <optional>
#include <vector>

#include "server/store/event_store.hpp"

namespace saduak::server {

// The rows that follow `head`, numbered and chained. Nothing: the head is not where the append's decisions were made, the
// race for it was lost. This is the lock (DESIGN 5).
[[nodiscard]] std::optional<std::vector<StoredEvent>> rows_after(SiteHead const& head, SiteAppend const& append);

}  // namespace saduak::server
