// A server that nobody can sign in to yet: a link with a one-time secret, for who stands at the machine, makes the first administrator.
#pragma once

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "server/auth/accounts.hpp"

namespace saduak::server {

class FirstRun {
public:
    static constexpr Millis kOpenFor = hours(24);

    // `accounts` outlives it. Where somebody can sign in already, a link that an earlier start left is removed.
    [[nodiscard]] static std::unique_ptr<FirstRun> begin(std::filesystem::path data_folder, Accounts& accounts, Instant now);

    // Any thread, memory only: whether the link still does something.
    [[nodiscard]] bool open(Instant now) const;
    // Writes the link to DIR/setup-link, for its owner alone, and returns what to tell at the terminal: the link itself where there is a
    // person to read it, else where it stands, as a service's messages are kept.
    enum class Reader { person, log };
    [[nodiscard]] Result<std::string> announce(std::string const& server_url, Reader reader) const;
    // Blocking. Errc::permission: another secret; already_exists: it is over; invalid_argument: the name or the password will not do.
    [[nodiscard]] Status finish(std::string_view secret, std::string const& name, std::string_view password, Instant now);

private:
    FirstRun(std::filesystem::path file, Accounts& accounts, std::string secret, Instant until)
        : file_(std::move(file)), accounts_(accounts), secret_(std::move(secret)), until_(until)
    {
    }

    std::filesystem::path file_;
    Accounts& accounts_;
    std::string secret_;  // empty: never open
    Instant until_;
    std::mutex finishing_;
};

}  // namespace saduak::server
