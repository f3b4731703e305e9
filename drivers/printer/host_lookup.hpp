// A host's addresses, by a deadline.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <sys/socket.h>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::drivers {

struct HostAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

// Never empty. The resolver itself knows no deadline, so a name is looked up in a thread of its own, one at a time in the
// process; numeric addresses need none. Errc::not_found, timeout, or busy (an earlier lookup has not come back yet).
[[nodiscard]] Result<std::vector<HostAddress>> look_up_host(std::string const& host, std::uint16_t port, Millis deadline);

}  // namespace saduak::drivers
