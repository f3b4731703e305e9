// Users, integrations' tokens, devices and sessions, in DIR/accounts.db. Checks read memory alone and may be made on any
// thread; whatever reads or writes the file blocks and belongs to a pool or store thread, or to the command line.
// Another process (`saduak-server user add`) may change the file: refresh() sees it.
// accounts.cpp: checks and sessions; accounts_people.cpp: users and tokens; accounts_devices.cpp: devices.
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
#include "server/auth/audit_trail.hpp"
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

// How far a device is with its key.
enum class DeviceKey { none, good, rotating };  // none: it has not enrolled; rotating: a new one waits for it
struct DeviceStanding {
    DeviceRecord record;
    DeviceKey key = DeviceKey::good;
    bool code_open = false;  // an enrolment code was given out and not used; it may have expired
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
// One's own sessions, as one sees them.
struct OwnSession {
    std::string id;  // of no use to sign in
    Instant created_at;
    Instant seen_at;
    std::string address;
    bool current = false;
};

// Who acts, for the audit trail.
struct Actor {
    std::string name;     // "user:somchai", "token:3f…", "device:k1" or "console"
    std::string address;  // empty: this machine

    Actor(char const* its_name) : name(its_name) {}  // NOLINT: "console" is all that the command line says
    Actor(std::string its_name, std::string its_address) : name(std::move(its_name)), address(std::move(its_address)) {}
};

inline constexpr Millis kSessionIdleLimit = minutes(30);
inline constexpr Millis kSessionLimit = hours(12);
inline constexpr Millis kEnrolmentCodeLimit = hours(1);
inline constexpr Millis kOldKeyLimit = hours(24);

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
    // Newest first; `cookie` is the one that asks.
    [[nodiscard]] std::vector<OwnSession> sessions_of(std::string_view user, std::string_view cookie, Instant now) const;
    // Errc::not_found: no such device, or revoked; permission: wrong key, also one that was replaced.
    [[nodiscard]] Result<DeviceRecord> check_device(DeviceId const& device, std::string_view key, Instant now);
    // The key that this device is to use from now on, where it still shows the old one.
    [[nodiscard]] std::optional<std::string> next_key(DeviceId const& device, std::string_view shown) const;
    // True for an unknown device, too.
    [[nodiscard]] bool is_revoked(DeviceId const& device) const;
    [[nodiscard]] std::vector<DeviceRecord> devices(SiteId const& site) const;
    [[nodiscard]] std::vector<DeviceStanding> device_standings(SiteId const& site) const;
    [[nodiscard]] std::optional<User> find_user(std::string_view name) const;
    [[nodiscard]] bool has_password(std::string_view name) const;
    [[nodiscard]] std::vector<User> users() const;
    [[nodiscard]] std::vector<TokenRecord> tokens() const;
    [[nodiscard]] std::vector<DeviceRecord> devices() const;
    // An act that is kept elsewhere too (a stop in the site's log): written down within seconds, with the next refresh.
    void note(Actor const& actor, std::string act, std::string about, Instant now);

    // --- Blocking.
    // Errc::permission: wrong name or password. About 0.1 s of one core, whatever is wrong. Whoever asks limits how often (SignIn).
    [[nodiscard]] Result<User> check_password(std::string_view name, std::string_view password) const;
    // A refusal, for the audit trail; a storm of them is counted instead.
    void note_refused(std::string_view name, std::string_view address, Instant now);
    // For who has proved who they are. Errc::not_found: no such user any more.
    [[nodiscard]] Result<SignedIn> begin_session(std::string_view name, std::string_view address, Instant now);
    // The same, and every other session of the user ends: after they changed how they sign in.
    [[nodiscard]] Result<SignedIn> renew_session(std::string_view name, std::string_view address, Instant now);
    void sign_out(std::string_view cookie, Actor const& actor, Instant now);
    // Of one's own: `id` as sessions_of says; empty: all but the one of `cookie`. Errc::not_found: it has no such session.
    [[nodiscard]] Status end_sessions(std::string_view user, std::string_view id, std::string_view cookie, Actor const& actor, Instant now);
    // Reads what another process changed, keeps sessions' activity, forgets ended ones. Every second or two while serving.
    [[nodiscard]] Status refresh(Instant now);

    [[nodiscard]] Status add_user(User const& user, std::string_view password, Actor const& actor, Instant now);
    // For who signs in at a provider alone, until a password is set.
    [[nodiscard]] Status add_user_without_password(User const& user, Actor const& actor, Instant now);
    // Role, sites and agencies. Errc::busy: nobody would be left who administers every site. Likewise when one is removed.
    [[nodiscard]] Status change_user(User const& user, Actor const& actor, Instant now);
    // Ends the user's sessions.
    [[nodiscard]] Status set_password(std::string_view name, std::string_view password, Actor const& actor, Instant now);
    // One's own, by who has shown the old one again: every session ends, and one begins. Errc::invalid_argument: the new one is no good.
    [[nodiscard]] Result<SignedIn> change_own_password(std::string_view name, std::string_view new_password, Actor const& actor, Instant now);
    [[nodiscard]] Status remove_user(std::string_view name, Actor const& actor, Instant now);
    // Returns the token: it cannot be shown again. `expires_at` unset: never.
    struct NewToken {
        std::string name;  // valid_code(); events made with it carry it as agent
        std::vector<Scope> scopes;
        std::vector<SiteId> sites;
        Instant expires_at;
    };
    [[nodiscard]] Result<std::string> add_token(NewToken const& token, Actor const& actor, Instant now);
    [[nodiscard]] Status remove_token(std::string_view id, Actor const& actor, Instant now);

    // Returns the device's key (64 hex digits): it cannot be shown again. `device.revoked` is ignored.
    [[nodiscard]] Result<std::string> add_device(DeviceRecord const& device, Actor const& actor, Instant now);
    // Returns the code with which it gets its key, once, within the hour.
    [[nodiscard]] Result<std::string> add_device_to_enrol(DeviceRecord const& device, Actor const& actor, Instant now);
    // Another code: the key that it has is good until the code is used. A revoked device comes back so, too.
    [[nodiscard]] Result<std::string> enrol_again(DeviceId const& device, Actor const& actor, Instant now);
    // `code` as typed. Errc::not_found: no such code, used, too old, or of another device than `expected` (empty: any);
    // busy: too many wrong ones from this address, wait (context: seconds).
    struct Enrolled {
        DeviceRecord device;
        std::string key;
    };
    [[nodiscard]] Result<Enrolled> enrol(std::string_view code, DeviceId const& expected, std::string_view address, Instant now);
    // A new key is drawn, and told to the device when it next connects. The old one is good until the new one was used, a day at most.
    [[nodiscard]] Status rotate_device(DeviceId const& device, Actor const& actor, Instant now);
    [[nodiscard]] Status revoke_device(DeviceId const& device, Actor const& actor, Instant now);

    // An act of the command line that is none of the above: at once.
    [[nodiscard]] Status record(Actor const& actor, std::string act, std::string about, Instant now);
    // Newest first, below `before`; 0: from the newest.
    [[nodiscard]] Result<std::vector<AuditEntry>> audit(std::int64_t before, std::size_t count);

private:
    struct State;
    explicit Accounts(std::unique_ptr<State> state);
    [[nodiscard]] Status insert_user(User const& user, std::string hash, Actor const& actor, Instant now);
    void forget_sessions(std::string_view user);
    [[nodiscard]] Status adopt_new_keys(Instant now);
    [[nodiscard]] Status check_limit(std::string const& who, Instant now) const;
    std::unique_ptr<State> state_;
};

}  // namespace saduak::server
