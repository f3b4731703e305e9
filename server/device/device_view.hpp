// What a kiosk or rating terminal is told of its site (docs/PROTOCOL.md, `state`). Pure.
#pragma once

#include <string>

#include "core/domain/state.hpp"
#include "server/auth/accounts.hpp"
#include "server/bundle/site_bundles.hpp"

namespace saduak::server {

// `own_url`: the server's own address, told where the site has no public one.
[[nodiscard]] std::string device_view(domain::SiteState const& state, DeviceRecord const& device, std::string const& own_url, Instant now,
                                      SiteBundle const* bundle = nullptr);

}  // namespace saduak::server
