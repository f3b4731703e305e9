// Users, integrations' tokens, devices and sessions, in DIR/accounts.db. Checks read memory alone and may be made on any
// thread; whatever reads or writes the file blocks and belongs to a pool or store thread, or to the command line.
// Another process (`saduak-server user add`) may change the file: refresh() sees it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "server/auth/rights.hpp"

namespace saduak::server {

struct DeviceRecord {
    DeviceId id;
    SiteId site;
    std::vector<DeviceRole> roles;
    CounterId counter;  // of a rating terminal; empty: none
    bool revoked = false;

    [[nodiscard]] bool has(DeviceRole role) const;
};

struct TokenRecord {
    Integration integration;
    Instant created_at;
    Instant expires_at;  // unset: never
};

// What a browser is given. `cookie` is the session's secret: it is stored hashed.
struct SignedIn {
    User user;
    std::string cookie;
    std::string csrf;
};
struct Session {
    User user;
    std::string csrf;
};

inline constexpr Millis kSessionIdleLimit = minutes(30);
inline constexpr Millis kSessionLimit = hours(12);
inline constexpr std::size_t kPasswordLengthMin = 8;
inline constexpr std::size_t kPasswordLengthMax = 256;

class Accounts {
public:
    // Creates the file (mode 0600) and its server secret at first. Errc::unsupported: made by a newer program.
    [[nodiscard]] static Result<std::unique_ptr<Accounts>> open(std::filesystem::path const& data_folder);
    ~Accounts();

    // --- Any thread, memory only.
    // 256 random bits drawn once; HMACs with it make rating keys, CSRF tokens and the tokens of tickets issued by HTTP.
    [[nodiscard]] std::string const& secret() const;
    // Nothing for an unknown or expired token.
    [[nodiscard]] std::optional<Principal> find_token(std::string_view bearer, Instant now) const;
    // Nothing for an unknown or ended session. Counts as activity.
    [[nodiscard]] std::optional<Session> find_session(std::string_view cookie, Instant now);
    // Errc::not_found: no such device, or revoked; permission: wrong key.
    [[nodiscard]] Result<DeviceRecord> check_device(DeviceId const& device, std::string_view key) const;
    // True for an unknown device, too.
    [[nodiscard]] bool is_revoked(DeviceId const& device) const;
    [[nodiscard]] std::vector<DeviceRecord> devices(SiteId const& site) const;

    // --- Blocking.
    // Errc::permission: wrong name or password. About 0.1 s of one core, whatever is wrong. Whoever asks limits how often (SignIn).
    [[nodiscard]] Result<User> check_password(std::string_view name, std::string_view password) const;
    // For who has proved who they are. Errc::not_found: no such user any more.
    [[nodiscard]] Result<SignedIn> begin_session(std::string_view name, Instant now);
    // The same, and every other session of the user ends: after they changed how they sign in.
    [[nodiscard]] Result<SignedIn> renew_session(std::string_view name, Instant now);
    void sign_out(std::string_view cookie);
    // Reads what another process changed, keeps sessions' activity, forgets ended ones. Every second or two while serving.
    [[nodiscard]] Status refresh(Instant now);

    // `actor`: who did it, for the audit trail: a user's name or "console".
    [[nodiscard]] Status add_user(User const& user, std::string_view password, std::string_view actor, Instant now);
    // For who signs in at a provider alone, until a password is set.
    [[nodiscard]] Status add_user_without_password(User const& user, std::string_view actor, Instant now);
    // Ends the user's sessions.
    [[nodiscard]] Status set_password(std::string_view name, std::string_view password, std::string_view actor, Instant now);
    [[nodiscard]] Status remove_user(std::string_view name, std::string_view actor, Instant now);
    [[nodiscard]] std::vector<User> users() const;
    [[nodiscard]] std::optional<User> find_user(std::string_view name) const;
    [[nodiscard]] bool has_password(std::string_view name) const;
    // Returns the token: it cannot be shown again. `expires_at` unset: never.
    struct NewToken {
        std::string name;  // valid_code(); events made with it carry it as agent
        std::vector<Scope> scopes;
        std::vector<SiteId> sites;
        Instant expires_at;
    };
    [[nodiscard]] Result<std::string> add_token(NewToken const& token, std::string_view actor, Instant now);
    [[nodiscard]] Status remove_token(std::string_view id, std::string_view actor, Instant now);
    [[nodiscard]] std::vector<TokenRecord> tokens() const;
    // Returns the device's key (64 hex digits): it cannot be shown again. `device.revoked` is ignored.
    [[nodiscard]] Result<std::string> add_device(DeviceRecord const& device, std::string_view actor, Instant now);
    [[nodiscard]] Status revoke_device(DeviceId const& device, std::string_view actor, Instant now);
    [[nodiscard]] std::vector<DeviceRecord> devices() const;
    // One row of the audit trail, for an act that changes nothing here.
    [[nodiscard]] Status note_act(std::string_view actor, std::string_view action, std::string_view about, Instant now);

private:
    struct State;
    explicit Accounts(std::unique_ptr<State> state);
    [[nodiscard]] Status insert_user(User const& user, std::string hash, std::string_view actor, Instant now);
    void forget_sessions(std::string_view user);
    std::unique_ptr<State> state_;
};

}  // namespace saduak::server
