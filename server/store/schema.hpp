// The log's tables, as numbered steps: a file of any earlier version is led forward, one transaction a step, never back.
#pragma once

#include <cstdint>

#include "platform/sqlite.hpp"

namespace saduak::server {

inline constexpr std::int64_t kSchemaVersion = 3;

// 0: a new file. Errc::unsupported: a newer version wrote it; the text says what to do.
[[nodiscard]] Result<std::int64_t> schema_version(platform::Database& database);
// Takes the steps that the file lacks. Another process may do the same at the same time.
[[nodiscard]] Status upgrade_schema(platform::Database& database);

}  // namespace saduak::server
