#include "server/auth/second_factors.hpp"

#include <mutex>
#include <set>

#include "platform/entropy.hpp"
#include "platform/sqlite.hpp"
#include "server/auth/recovery_code.hpp"
#include "server/auth/totp.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;

constexpr std::string_view kIssuer = "Saduak";
constexpr std::size_t kKeyHexDigits = 40;  // 160 bits, as RFC 4226 recommends

// The key is kept as it is: a code cannot be computed from a hash.
constexpr std::string_view kSchema = R"sql(
CREATE TABLE IF NOT EXISTS totp (user TEXT PRIMARY KEY REFERENCES user(name) ON DELETE CASCADE, key TEXT NOT NULL, confirmed INTEGER NOT NULL,
                                 last_step INTEGER NOT NULL, created_at INTEGER NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS recovery_code (user TEXT NOT NULL REFERENCES totp(user) ON DELETE CASCADE, hmac TEXT NOT NULL,
                                          PRIMARY KEY (user, hmac)) STRICT;
)sql";
constexpr std::string_view kReadUsers = "SELECT user FROM totp WHERE confirmed = 1";
constexpr std::string_view kReadKey = "SELECT key FROM totp WHERE user = ? AND confirmed = ?";
constexpr std::string_view kPutOffer = "INSERT INTO totp(user, key, confirmed, last_step, created_at) VALUES (?, ?, 0, 0, ?) "
                                       "ON CONFLICT(user) DO UPDATE SET key = excluded.key, created_at = excluded.created_at WHERE confirmed = 0";
constexpr std::string_view kConfirm = "UPDATE totp SET confirmed = 1, last_step = ? WHERE user = ? AND confirmed = 0";
// No row changed: this step's code, or a later one, was used already.
constexpr std::string_view kUseStep = "UPDATE totp SET last_step = ? WHERE user = ? AND confirmed = 1 AND last_step < ?";
constexpr std::string_view kPutRecovery = "INSERT INTO recovery_code(user, hmac) VALUES (?, ?)";
constexpr std::string_view kUseRecovery = "DELETE FROM recovery_code WHERE user = ? AND hmac = ?";
constexpr std::string_view kCountRecovery = "SELECT count(*) FROM recovery_code WHERE user = ?";
constexpr std::string_view kRemove = "DELETE FROM totp WHERE user = ?";

Result<Bytes> read_key(Database& database, std::string_view user, std::int64_t confirmed)
{
    SADUAK_TRY(Statement statement, database.prepare(kReadKey));
    SADUAK_TRY(bool const row, statement.bind(1, user).bind(2, confirmed).step());
    if (!row) return fail(Errc::not_found, "no key of " + std::string(user));
    return from_hex(statement.text(0));
}

Result<std::int64_t> data_version(Database& database)
{
    SADUAK_TRY(Statement statement, database.prepare("PRAGMA data_version"));
    SADUAK_TRY(bool const row, statement.step());
    return row ? statement.integer(0) : 0;
}

Result<std::set<std::string, std::less<>>> read_users(Database& database)
{
    std::set<std::string, std::less<>> users;
    SADUAK_TRY(Statement rows, database.prepare(kReadUsers));
    while (true) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return users;
        users.insert(rows.text(0));
    }
}

}  // namespace

// Two mutexes, as in Accounts: the I/O thread's questions must never wait for the disk. Order: file before memory.
struct SecondFactors::State {
    State(Database its_database, std::string its_secret) : database(std::move(its_database)), secret(std::move(its_secret)) {}

    std::mutex file;
    Database database;
    std::int64_t seen_version = 0;
    std::string secret;

    mutable std::mutex memory;
    std::set<std::string, std::less<>> users;

    // With `file` held.
    Status reload()
    {
        SADUAK_TRY(auto fresh, read_users(database));
        std::lock_guard const lock(memory);
        users = std::move(fresh);
        return {};
    }
    // The user's name and the server's secret are the salt of a code that has 80 bits of its own.
    std::string recovery_hmac(std::string_view user, std::string_view code) const
    {
        return platform::hmac_sha256_hex(secret, "recovery:" + std::string(user) + ":" + normal_recovery_code(code));
    }
    Status use_step(std::string_view user, std::int64_t step)
    {
        SADUAK_TRY(Statement use, database.prepare(kUseStep));
        SADUAK_TRY(std::int64_t const used, use.bind(1, step).bind(2, user).bind(3, step).run());
        if (used == 0) return fail(Errc::permission, "this code was used already");
        return {};
    }
};

Result<std::unique_ptr<SecondFactors>> SecondFactors::open(std::filesystem::path const& data_folder, std::string secret)
{
    SADUAK_TRY(Database database, Database::open((data_folder / "accounts.db").string(), platform::OpenMode::read_write));
    auto state = std::make_unique<State>(std::move(database), std::move(secret));
    SADUAK_TRY_STATUS(state->database.execute(kSchema));
    SADUAK_TRY(state->seen_version, data_version(state->database));
    SADUAK_TRY_STATUS(state->reload());
    return std::unique_ptr<SecondFactors>(new SecondFactors(std::move(state)));
}

SecondFactors::SecondFactors(std::unique_ptr<State> state) : state_(std::move(state)) {}
SecondFactors::~SecondFactors() = default;

bool SecondFactors::has(std::string_view user) const
{
    std::lock_guard const lock(state_->memory);
    return state_->users.contains(user);
}

Result<SecondFactors::Offer> SecondFactors::offer(std::string_view user, Instant now)
{
    std::string const key_hex = platform::random_key().substr(0, kKeyHexDigits);
    std::lock_guard const lock(state_->file);
    SADUAK_TRY(Statement put, state_->database.prepare(kPutOffer));
    SADUAK_TRY(std::int64_t const changed, put.bind(1, user).bind(2, key_hex).bind(3, now.ms).run());
    if (changed == 0) return fail(Errc::already_exists, std::string(user) + " has a second factor already");
    SADUAK_TRY(Bytes const key, from_hex(key_hex));
    std::string secret = base32(key);
    std::string uri = totp_uri(kIssuer, user, secret);
    return Offer{std::move(secret), std::move(uri)};
}

Result<std::vector<std::string>> SecondFactors::confirm(std::string_view user, std::string_view code, Instant now)
{
    std::lock_guard const lock(state_->file);
    SADUAK_TRY(Bytes const key, read_key(state_->database, user, 0));
    auto const step = totp_step_of(key, code, now);
    if (!step) return fail(Errc::permission, "not a code of the key that was offered");
    std::vector<std::string> codes;
    SADUAK_TRY(auto transaction, platform::Transaction::begin(state_->database));
    SADUAK_TRY(Statement confirm, state_->database.prepare(kConfirm));
    SADUAK_TRY_STATUS(confirm.bind(1, *step).bind(2, user).run());
    SADUAK_TRY(Statement put, state_->database.prepare(kPutRecovery));
    for (int i = 0; i < kRecoveryCodes; ++i) {
        codes.push_back(draw_recovery_code());
        SADUAK_TRY_STATUS(put.bind(1, user).bind(2, state_->recovery_hmac(user, codes.back())).run());
    }
    SADUAK_TRY_STATUS(transaction.commit());
    SADUAK_TRY_STATUS(state_->reload());
    return codes;
}

Status SecondFactors::check(std::string_view user, std::string_view code, Instant now)
{
    std::lock_guard const lock(state_->file);
    SADUAK_TRY(Bytes const key, read_key(state_->database, user, 1));
    if (auto const step = totp_step_of(key, code, now)) return state_->use_step(user, *step);
    SADUAK_TRY(Statement use, state_->database.prepare(kUseRecovery));
    SADUAK_TRY(std::int64_t const used, use.bind(1, user).bind(2, state_->recovery_hmac(user, code)).run());
    if (used == 0) return fail(Errc::permission, "neither a code of this moment nor a recovery code");
    return {};
}

Result<std::size_t> SecondFactors::recovery_codes_left(std::string_view user)
{
    std::lock_guard const lock(state_->file);
    SADUAK_TRY(Statement count, state_->database.prepare(kCountRecovery));
    SADUAK_TRY(bool const row, count.bind(1, user).step());
    return row ? static_cast<std::size_t>(count.integer(0)) : 0;
}

Status SecondFactors::remove(std::string_view user)
{
    std::lock_guard const lock(state_->file);
    SADUAK_TRY(Statement statement, state_->database.prepare(kRemove));
    SADUAK_TRY(std::int64_t const removed, statement.bind(1, user).run());
    SADUAK_TRY_STATUS(state_->reload());
    if (removed == 0) return fail(Errc::not_found, std::string(user) + " has no second factor");
    return {};
}

Status SecondFactors::refresh()
{
    std::lock_guard const lock(state_->file);
    SADUAK_TRY(std::int64_t const version, data_version(state_->database));
    if (version == state_->seen_version) return {};
    state_->seen_version = version;
    return state_->reload();
}

}  // namespace saduak::server
