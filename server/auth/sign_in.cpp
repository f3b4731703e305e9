#include "server/auth/sign_in.hpp"

#include <mutex>

#include <spdlog/spdlog.h>

#include "platform/sqlite.hpp"
#include "server/auth/sign_in_guard.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;

// Failures by name, so that a restart forgives nobody. Of names that there are: whoever walks through names fills no table.
constexpr std::string_view kSchema = R"sql(
CREATE TABLE IF NOT EXISTS sign_in_failure (user TEXT PRIMARY KEY REFERENCES user(name) ON DELETE CASCADE, passwords INTEGER NOT NULL,
                                            codes INTEGER NOT NULL, last INTEGER NOT NULL) STRICT;
)sql";
constexpr std::string_view kRead = "SELECT user, passwords, codes, last FROM sign_in_failure";
constexpr std::string_view kForget = "DELETE FROM sign_in_failure WHERE last < ?";
constexpr std::string_view kKeep = "INSERT INTO sign_in_failure(user, passwords, codes, last) VALUES (?, ?, ?, ?) "
                                   "ON CONFLICT(user) DO UPDATE SET passwords = excluded.passwords, codes = excluded.codes, last = excluded.last";
constexpr std::string_view kDrop = "DELETE FROM sign_in_failure WHERE user = ?";

SignIn::Refused refused(SignIn::Refusal why) { return {why, 0}; }

}  // namespace

struct SignIn::State {
    State(Database its_database, Accounts& its_accounts, SecondFactors& its_factors, TotpPolicy its_policy)
        : database(std::move(its_database)), accounts(its_accounts), factors(its_factors), policy(its_policy)
    {
    }

    std::mutex file;
    Database database;
    std::mutex memory;
    SignInGuard guard;
    Accounts& accounts;
    SecondFactors& factors;
    TotpPolicy policy;

    Status restore(Instant now)
    {
        SADUAK_TRY_STATUS(database.execute(kSchema));
        SADUAK_TRY(Statement forget, database.prepare(kForget));
        SADUAK_TRY_STATUS(forget.bind(1, (now - SignInGuard::kCode.forgotten_after).ms).run());
        SADUAK_TRY(Statement rows, database.prepare(kRead));
        while (true) {
            SADUAK_TRY(bool const row, rows.step());
            if (!row) return {};
            guard.restore(rows.text(0), {static_cast<int>(rows.integer(1)), static_cast<int>(rows.integer(2))}, Instant{rows.integer(3)});
        }
    }

    std::int64_t wait_s(std::string_view name, std::string_view address, bool with_code, Instant now)
    {
        std::lock_guard const lock(memory);
        return (guard.wait(name, address, with_code, now).count + 999) / 1000;
    }

    // A failure that could not be written still counts until the next restart.
    void keep_failures(std::string_view name, Instant now)
    {
        SignInGuard::Kept kept;
        {
            std::lock_guard const lock(memory);
            kept = guard.kept(name);
        }
        if (!accounts.find_user(name)) return;
        std::lock_guard const lock(file);
        auto const written = [&]() -> Status {
            SADUAK_TRY(Statement keep, database.prepare(kKeep));
            SADUAK_TRY_STATUS(keep.bind(1, name).bind(2, std::int64_t{kept.passwords}).bind(3, std::int64_t{kept.codes}).bind(4, now.ms).run());
            return {};
        }();
        if (!written) spdlog::warn("sign_in_failure_not_kept: {}", written.error().context);
    }

    void failed(std::string_view name, std::string_view address, bool in_code, Instant now)
    {
        {
            std::lock_guard const lock(memory);
            if (in_code) guard.code_failed(name, now);
            else guard.password_failed(name, address, now);
        }
        accounts.note_refused(name, address, now);
        keep_failures(name, now);
    }

    void succeeded(std::string_view name, std::string_view address)
    {
        bool had_failures = false;
        {
            std::lock_guard const lock(memory);
            auto const kept = guard.kept(name);
            had_failures = kept.passwords > 0 || kept.codes > 0;
            guard.succeeded(name, address);
        }
        if (!had_failures) return;
        std::lock_guard const lock(file);
        auto dropped = database.prepare(kDrop);
        if (dropped) {
            if (auto const run = dropped->bind(1, name).run(); !run) spdlog::warn("sign_in_failure_not_dropped: {}", run.error().context);
        }
    }
};

Result<std::unique_ptr<SignIn>> SignIn::create(std::filesystem::path const& data_folder, Accounts& accounts, SecondFactors& factors,
                                               TotpPolicy policy, Instant now)
{
    SADUAK_TRY(Database database, Database::open((data_folder / "accounts.db").string(), platform::OpenMode::read_write));
    auto state = std::make_unique<State>(std::move(database), accounts, factors, policy);
    SADUAK_TRY_STATUS(state->restore(now));
    return std::unique_ptr<SignIn>(new SignIn(std::move(state)));
}

SignIn::SignIn(std::unique_ptr<State> state) : state_(std::move(state)) {}
SignIn::~SignIn() = default;

SignIn::Outcome SignIn::with_password(Attempt const& attempt, Instant now)
{
    bool const with_code = !attempt.code.empty();
    std::int64_t const wait_s = state_->wait_s(attempt.name, attempt.address, with_code, now);
    if (wait_s > 0) return tl::unexpected(Refused{Refusal::wait, wait_s});
    if (!state_->accounts.check_password(attempt.name, attempt.password)) {
        state_->failed(attempt.name, attempt.address, false, now);
        return tl::unexpected(refused(Refusal::wrong));
    }
    if (state_->factors.has(attempt.name)) {
        // Not counted as a success: who has the password and guesses codes must not begin anew with each.
        if (!with_code) return tl::unexpected(refused(Refusal::code_needed));
        auto const checked = state_->factors.check(attempt.name, attempt.code, now);
        if (!checked && checked.error().code != Errc::permission) return tl::unexpected(refused(Refusal::unavailable));
        if (!checked) {
            state_->failed(attempt.name, attempt.address, true, now);
            return tl::unexpected(refused(Refusal::code_wrong));
        }
    }
    auto session = state_->accounts.begin_session(attempt.name, attempt.address, now);
    if (!session) return tl::unexpected(refused(Refusal::unavailable));
    state_->succeeded(attempt.name, attempt.address);
    return *std::move(session);
}

tl::expected<void, SignIn::Refused> SignIn::password_again(std::string_view name, std::string_view password, std::string_view address, Instant now)
{
    std::int64_t const wait_s = state_->wait_s(name, address, false, now);
    if (wait_s > 0) return tl::unexpected(Refused{Refusal::wait, wait_s});
    if (state_->accounts.check_password(name, password)) return {};
    state_->failed(name, address, false, now);
    return tl::unexpected(refused(Refusal::wrong));
}

tl::expected<void, SignIn::Refused> SignIn::code_again(std::string_view name, std::string_view code, std::string_view address, Instant now)
{
    std::int64_t const wait_s = state_->wait_s(name, address, true, now);
    if (wait_s > 0) return tl::unexpected(Refused{Refusal::wait, wait_s});
    auto const checked = state_->factors.check(name, code, now);
    if (checked) return {};
    if (checked.error().code != Errc::permission) return tl::unexpected(refused(Refusal::unavailable));
    state_->failed(name, address, true, now);
    return tl::unexpected(refused(Refusal::code_wrong));
}

bool SignIn::must_enrol(User const& user) const
{
    // Who has no password here signs in at a provider, which asks for a second factor of its own.
    return state_->policy == TotpPolicy::administrators && user.role == Role::administrator && !state_->factors.has(user.name) &&
           state_->accounts.has_password(user.name);
}

}  // namespace saduak::server
