// The tables of DIR/accounts.db, brought up to date at each opening.
#pragma once

#include "core/base/result.hpp"
#include "platform/sqlite.hpp"

namespace saduak::server {

// Errc::unsupported: the file was made by a newer program.
[[nodiscard]] Status prepare_accounts(platform::Database& database);

}  // namespace saduak::server
