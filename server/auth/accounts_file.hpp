// DIR/accounts.db: its tables and statements. One thread at a time.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/sqlite.hpp"
#include "server/auth/accounts.hpp"

namespace saduak::server {

struct StoredUser {
    User user;
    std::string password_hash;
};
struct StoredDevice {
    DeviceRecord record;
    std::string key_sha256;
};
struct StoredSession {
    std::string user;
    Instant created_at;
    Instant seen_at;
};

// Everything that checks need, as it was when read. Never changed: replaced.
struct AccountsSnapshot {
    std::map<std::string, StoredUser, std::less<>> users;
    std::unordered_map<std::string, TokenRecord> tokens;  // by SHA-256 of the token
    std::map<DeviceId, StoredDevice> devices;
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

    // One administrative act with its audit row, all or nothing.
    struct Act {
        std::string_view actor;
        std::string_view action;  // "user.add"
        std::string_view about;
        Instant at;
    };
    [[nodiscard]] Status insert_user(StoredUser const& user, Act const& act);
    [[nodiscard]] Status update_password(std::string_view name, std::string_view hash, Act const& act);
    [[nodiscard]] Status delete_user(std::string_view name, Act const& act);
    [[nodiscard]] Status insert_token(TokenRecord const& token, std::string_view sha256, Act const& act);
    [[nodiscard]] Status delete_token(std::string_view id, Act const& act);
    [[nodiscard]] Status insert_device(StoredDevice const& device, Act const& act);
    [[nodiscard]] Status revoke_device(DeviceId const& device, Act const& act);

    // The row of an act that changes nothing in this file's other tables.
    [[nodiscard]] Status note(Act const& act);

    [[nodiscard]] Status put_session(std::string_view sha256, StoredSession const& session);
    [[nodiscard]] Status delete_session(std::string_view sha256);
    [[nodiscard]] Status delete_sessions_of(std::string_view user);

private:
    explicit AccountsFile(platform::Database database) : database_(std::move(database)) {}
    [[nodiscard]] Status migrate();
    // Runs one bound statement and its audit row in a transaction. Errc::not_found when it changed nothing.
    [[nodiscard]] Status perform(platform::Statement& statement, Act const& act);

    platform::Database database_;
};

}  // namespace saduak::server
