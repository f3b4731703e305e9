// What Accounts keeps in memory; for accounts*.cpp alone.
#pragma once

#include <mutex>
#include <set>
#include <unordered_map>

#include "platform/entropy.hpp"
#include "server/auth/accounts.hpp"
#include "server/auth/accounts_file.hpp"
#include "server/auth/rare_rows.hpp"
#include "server/auth/sign_in_limit.hpp"

namespace saduak::server {

// Two mutexes because checks come from the I/O thread and must never wait for the disk: `file` is held across SQL,
// `memory` only while values are copied or swapped. Order: file before memory.
struct Accounts::State {
    explicit State(AccountsFile its_file) : accounts_file(std::move(its_file)) {}

    std::mutex file;
    AccountsFile accounts_file;
    std::int64_t data_version = 0;

    mutable std::mutex memory;
    std::shared_ptr<AccountsSnapshot const> snapshot;
    struct LiveSession {
        StoredSession session;
        Instant kept_seen_at;  // as on disk
    };
    std::unordered_map<std::string, LiveSession> sessions;  // by SHA-256 of the cookie
    SignInLimit limit;
    RareRows failures;               // of sign-ins and enrolments
    std::vector<AuditEntry> noted;   // for the next refresh
    std::set<std::string> new_keys;  // SHA-256 of next keys that were used: their old ones are worth nothing, the file is told soon
    std::string secret;

    std::shared_ptr<AccountsSnapshot const> current() const
    {
        std::lock_guard const lock(memory);
        return snapshot;
    }
    std::string csrf_of(std::string const& session_sha256) const { return platform::hmac_sha256_hex(secret, "csrf:" + session_sha256).substr(0, 32); }
    // With `file` held.
    [[nodiscard]] Status reload()
    {
        SADUAK_TRY(auto fresh, accounts_file.read());
        auto shared = std::make_shared<AccountsSnapshot const>(std::move(fresh));
        std::lock_guard const lock(memory);
        snapshot = std::move(shared);
        return {};
    }
    // One administrative act, and memory as it is after it.
    template <class Change>
    [[nodiscard]] Status change(Change const& apply_change)
    {
        std::lock_guard const lock(file);
        SADUAK_TRY_STATUS(write_noted());  // what came before stands before
        SADUAK_TRY_STATUS(apply_change(accounts_file));
        return reload();
    }
    // With `file` held. What could not be written is tried again.
    [[nodiscard]] Status write_noted()
    {
        std::vector<AuditEntry> rows;
        {
            std::lock_guard const lock(memory);
            rows = std::move(noted);
            noted.clear();
        }
        auto written = accounts_file.append(rows);
        if (written) return {};
        std::lock_guard const lock(memory);
        noted.insert(noted.begin(), rows.begin(), rows.end());
        return written;
    }
    // A failure that an audit row is worth; a storm of them is counted instead.
    void note_failure(AuditEntry entry)
    {
        std::lock_guard const lock(memory);
        failures.add(std::move(entry), noted);
    }
};

inline constexpr std::size_t kNotedMax = 10'000;  // beyond, the disk has refused for long: the newest are left out

inline AuditEntry act_of(Actor const& actor, std::string act, std::string about, Instant now)
{
    return {0, now, actor.name, std::move(act), std::move(about), actor.address};
}

// Lists of sites are kept as words: an empty one would be read as "every site", one with a space as two.
[[nodiscard]] Status check_sites(std::vector<SiteId> const& sites);
[[nodiscard]] Error no_entry(Error error, std::string const& what);

}  // namespace saduak::server
