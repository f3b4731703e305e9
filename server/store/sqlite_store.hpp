// The log in one SQLite file: WAL, synchronous=FULL, one transaction a batch.
#pragma once

#include <memory>
#include <string>

#include "server/store/event_store.hpp"

namespace saduak::server {

enum class StoreAccess { read_only, write };

// `path`: DIR/saduak.db; made with `write` where absent. Errc::unsupported: made by a newer version.
[[nodiscard]] Result<std::unique_ptr<EventStore>> open_sqlite_store(std::string const& path, StoreAccess access);

}  // namespace saduak::server
