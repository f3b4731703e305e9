// Who did what to people, tokens, devices and sites, in a table of accounts.db that only grows: triggers refuse changes, and each
// row holds a hash over the one before, so that a row taken out or put in with other tools is found by `saduak-server verify`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "platform/sqlite.hpp"

namespace saduak::server {

struct AuditEntry {
    std::int64_t id = 0;  // 1, 2, 3, …; given by append_audit
    Instant at;
    std::string actor;    // "user:somchai", "token:3f…", "console"; empty: nobody who is known
    std::string act;      // "user.add"
    std::string about;    // "user malee: agent at hall"
    std::string address;  // where it came from; empty: this machine
};

inline constexpr std::size_t kAuditTextMax = 500;  // longer ones are cut

// Inside the transaction of the act itself: both are kept, or neither.
[[nodiscard]] Status append_audit(platform::Database& database, AuditEntry entry);
// Newest first; `before`: those with a lower id; 0: from the newest.
[[nodiscard]] Result<std::vector<AuditEntry>> read_audit(platform::Database& database, std::int64_t before, std::size_t count);

struct AuditReport {
    std::int64_t entries = 0;
    std::string head;   // the last row's hash: kept elsewhere, it shows rows that were cut off the end
    std::string fault;  // the first one; empty: the chain holds
};
// Of a file before the trail had a chain: no entries, no fault. Works beside a running server.
[[nodiscard]] Result<AuditReport> check_audit(platform::Database& database);

}  // namespace saduak::server
