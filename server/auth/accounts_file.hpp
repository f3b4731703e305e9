// DIR/accounts.db: its statements. One thread at a time.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/sqlite.hpp"
#include "server/auth/accounts.hpp"
#include "server/auth/audit_trail.hpp"

namespace saduak::server {

struct StoredUser {
    User user;
    std::string password_hash;
};
struct StoredDevice {
    DeviceRecord record;
    std::string key_sha256;       // empty: it has not enrolled yet
    std::string next_key_nonce;   // empty: its key is not being rotated
    std::string next_key_sha256;  // of what is drawn from the nonce
    Instant old_key_until;
};
struct StoredSession {
    std::string user;
    Instant created_at;
    Instant seen_at;
    std::string address;
};
struct Enrolment {
    std::string code_sha256;
    Instant expires_at;
};

// Everything that checks need, as it was when read. Never changed: replaced.
struct AccountsSnapshot {
    std::map<std::string, StoredUser, std::less<>> users;
    std::unordered_map<std::string, TokenRecord> tokens;  // by SHA-256 of the token
    std::map<DeviceId, StoredDevice> devices;
    std::unordered_map<std::string, DeviceId> enrolments;  // by SHA-256 of the code; some may have expired
};

class AccountsFile {
public:
    [[nodiscard]] static Result<AccountsFile> open(std::filesystem::path const& path);

    // The named secret, drawn and kept at first.
    [[nodiscard]] Result<std::string> secret(std::string_view name);
    [[nodiscard]] Result<AccountsSnapshot> read();
    [[nodiscard]] Result<std::unordered_map<std::string, StoredSession>> read_sessions();
    // Changes whenever another connection changed the file.
    [[nodiscard]] Result<std::int64_t> data_version();
    [[nodiscard]] Result<std::vector<AuditEntry>> audit(std::int64_t before, std::size_t count) { return read_audit(database_, before, count); }

    // Each with the row of the audit trail that says so, all or nothing. Errc::not_found: there is nothing of that name.
    [[nodiscard]] Status append(std::vector<AuditEntry> entries);
    [[nodiscard]] Status insert_user(StoredUser const& user, AuditEntry act);
    // Errc::busy: nobody would be left who administers every site. Likewise when a user is removed.
    [[nodiscard]] Status update_user(User const& user, AuditEntry act);
    [[nodiscard]] Status delete_user(std::string_view name, AuditEntry act);
    // Ends the user's sessions; `next` is the one that begins instead, by its SHA-256.
    using NextSession = std::pair<std::string, StoredSession>;
    [[nodiscard]] Status update_password(std::string_view name, std::string_view hash, std::optional<NextSession> const& next, AuditEntry act);
    [[nodiscard]] Status insert_token(TokenRecord const& token, std::string_view sha256, AuditEntry act);
    [[nodiscard]] Status delete_token(std::string_view id, AuditEntry act);
    // `code`: with which it enrols; none: it has its key.
    [[nodiscard]] Status insert_device(StoredDevice const& device, std::optional<Enrolment> const& code, AuditEntry act);
    // Replaces a code that was not used.
    [[nodiscard]] Status put_enrolment(DeviceId const& device, Enrolment const& code, AuditEntry act);
    // The code is used up; the device has this key alone, and is revoked no more. Errc::not_found: no such code, or too old.
    [[nodiscard]] Status enrol(DeviceId const& device, std::string_view code_sha256, std::string_view key_sha256, AuditEntry act);
    [[nodiscard]] Status rotate_key(StoredDevice const& device, AuditEntry act);
    // The next key is the key. Nothing happens where there is none.
    [[nodiscard]] Status adopt_key(DeviceId const& device, std::string_view next_key_sha256, AuditEntry act);
    [[nodiscard]] Status revoke_device(DeviceId const& device, AuditEntry act);

    [[nodiscard]] Status start_session(std::string_view sha256, StoredSession const& session, AuditEntry act);
    [[nodiscard]] Status end_sessions(std::vector<std::string> const& sha256s, AuditEntry act);
    // Of activity, and of those that came to their end by themselves: no act of anybody.
    [[nodiscard]] Status put_session(std::string_view sha256, StoredSession const& session);
    [[nodiscard]] Status delete_session(std::string_view sha256);

private:
    explicit AccountsFile(platform::Database database) : database_(std::move(database)) {}
    using Body = std::function<Status()>;
    [[nodiscard]] Status perform(AuditEntry act, Body const& body);
    // One bound statement. Errc::not_found when it changed nothing.
    [[nodiscard]] Status perform(AuditEntry act, platform::Statement& statement);
    [[nodiscard]] Status must_change(platform::Statement& statement, AuditEntry const& act);
    [[nodiscard]] Status insert_enrolment(DeviceId const& device, Enrolment const& code);
    [[nodiscard]] Result<std::int64_t> administrators();
    [[nodiscard]] Status perform_on_administrators(AuditEntry act, platform::Statement& statement);

    platform::Database database_;
};

}  // namespace saduak::server
