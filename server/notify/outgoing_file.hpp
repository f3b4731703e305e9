// DIR/outgoing.db: webhooks, what waits for them and what became of it; citizens' messages and what they cost. Beside the log and not
// in it: it may be deleted, with the webhooks. One thread at a time; every call may block.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"
#include "platform/sqlite.hpp"

namespace saduak::server {

// Opens the file, made at first, with its tables. Errc::unsupported: made by a newer program.
[[nodiscard]] Result<platform::Database> open_outgoing_file(std::filesystem::path const& path);

// A transaction around `work`, which returns a Status.
template <class Work>
[[nodiscard]] Status in_transaction(platform::Database& database, Work const& work)
{
    SADUAK_TRY(auto transaction, platform::Transaction::begin(database));
    SADUAK_TRY_STATUS(work());
    return transaction.commit();
}

}  // namespace saduak::server
