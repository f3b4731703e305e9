// Who signs in with a code from a telephone besides the password, in DIR/accounts.db. Checks of who has one read memory alone; whatever
// reads or writes the file blocks and belongs to a pool thread, or to the command line.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::server {

class SecondFactors {
public:
    // After Accounts::open on the same folder. `secret`: the server's, keys the hashes of recovery codes.
    [[nodiscard]] static Result<std::unique_ptr<SecondFactors>> open(std::filesystem::path const& data_folder, std::string secret);
    ~SecondFactors();

    // --- Any thread, memory only.
    // Whether the user is asked for a code.
    [[nodiscard]] bool has(std::string_view user) const;

    // --- Blocking.
    struct Offer {
        std::string secret;  // base32
        std::string uri;     // otpauth://…
    };
    // Draws a key that counts once confirm() has seen a code of it. Errc::already_exists: the user has one that counts.
    [[nodiscard]] Result<Offer> offer(std::string_view user, Instant now);
    // Returns the recovery codes, which cannot be shown again. Errc::permission: not the code of the key offered; not_found: none was.
    [[nodiscard]] Result<std::vector<std::string>> confirm(std::string_view user, std::string_view code, Instant now);
    // The code of the moment, or a recovery code. Each is accepted once. Errc::permission: neither.
    [[nodiscard]] Status check(std::string_view user, std::string_view code, Instant now);
    [[nodiscard]] Result<std::size_t> recovery_codes_left(std::string_view user);
    // From now on the password alone. Errc::not_found: there was no key.
    [[nodiscard]] Status remove(std::string_view user);
    // Reads what another process changed. Every second or two while serving.
    [[nodiscard]] Status refresh();

private:
    struct State;
    explicit SecondFactors(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace saduak::server
