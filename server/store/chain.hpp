// The hash chain of a site's log (DESIGN 5): SHA-256 over the previous hash and the row's fields, each length-prefixed.
// It shows a slip or a torn copy; against a forger it needs a head kept elsewhere.
#pragma once

#include <string>
#include <string_view>

#include "server/store/event_store.hpp"

namespace saduak::server {

// `previous`: 64 hex digits, or empty before the first event. `row.body` is the stored JSON; `row.hash` is not read.
[[nodiscard]] std::string chain_hash(std::string_view previous, StoredEvent const& row);

}  // namespace saduak::server
