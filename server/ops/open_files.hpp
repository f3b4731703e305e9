// Each connection is an open file, and a process may have so many: beyond it not even the log could be opened.
#pragma once

#include <cstddef>

namespace saduak::server {

// Raises this process's limit as far as the system lets it, and says how many of `wanted` connections there is room for beside the store, the
// devices and what is sent out. Says in the log where that is fewer.
[[nodiscard]] std::size_t make_room_for_connections(std::size_t wanted);

}  // namespace saduak::server
