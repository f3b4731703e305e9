// Who asks, where a proxy stands between: its word counts only where it is declared.
#pragma once

#include <string>

#include "platform/net/address_set.hpp"
#include "server/http/message.hpp"

namespace saduak::server {

// Sets `remote_address` and `transport` of a request that came from `peer`. Of X-Forwarded-For the last address that is no declared
// proxy's counts: what stands before it anybody could have written. From any other peer these fields are not looked at.
void apply_forwarded(Request& request, std::string const& peer, Transport transport, platform::AddressSet const& proxies);

}  // namespace saduak::server
