// One command to a site while no server runs: administration from the command line. The caller holds the data folder's lock.
#pragma once

#include "core/domain/command.hpp"
#include "core/domain/state.hpp"
#include "server/store/event_store.hpp"
#include "server/store/load_site.hpp"

namespace saduak::server {

// Decides and appends. Errc::invalid_argument with the rejection in words.
[[nodiscard]] Result<domain::SiteState> submit_offline(EventStore& store, SiteId const& site, domain::Command const& command, Instant now);

}  // namespace saduak::server
