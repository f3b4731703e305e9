// Signing in: the password, then a code where the user has a second factor, and pauses for who guesses. Any thread; blocks.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "server/auth/accounts.hpp"
#include "server/auth/second_factors.hpp"

namespace saduak::server {

// For whom a second factor is no choice: server.toml, [auth] totp.
enum class TotpPolicy { off, administrators };

class SignIn {
public:
    enum class Refusal {
        wrong,        // name or password
        wait,         // too many failures lately
        code_needed,  // name and password are right
        code_wrong,
        unavailable,  // the file cannot be read or written
    };
    struct Refused {
        Refusal why;
        std::int64_t wait_s = 0;
    };
    using Outcome = tl::expected<SignedIn, Refused>;

    // Both outlive it.
    [[nodiscard]] static Result<std::unique_ptr<SignIn>> create(std::filesystem::path const& data_folder, Accounts& accounts, SecondFactors& factors,
                                                                TotpPolicy policy, Instant now);
    ~SignIn();

    struct Attempt {
        std::string name;
        std::string password;
        std::string code;  // empty: none yet
        std::string address;
    };
    [[nodiscard]] Outcome with_password(Attempt const& attempt, Instant now);
    // Who is signed in already shows that it is they: the password again, or the code. Counts failures as with_password does.
    [[nodiscard]] tl::expected<void, Refused> password_again(std::string_view name, std::string_view password, std::string_view address, Instant now);
    [[nodiscard]] tl::expected<void, Refused> code_again(std::string_view name, std::string_view code, std::string_view address, Instant now);

    // Whether the user may do nothing before they have a second factor. Memory only.
    [[nodiscard]] bool must_enrol(User const& user) const;

private:
    struct State;
    explicit SignIn(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace saduak::server
