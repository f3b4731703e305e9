// Whom the provider's words mean here, in DIR/accounts.db. Any thread; blocks.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::server {

class OidcLinks {
public:
    // After Accounts::open on the same folder.
    [[nodiscard]] static Result<std::unique_ptr<OidcLinks>> open(std::filesystem::path const& data_folder);
    ~OidcLinks();

    // `value` of the configured claim means this user. Errc::already_exists: it means somebody; not_found: there is no such user.
    // A user has one link: a new one replaces the old.
    [[nodiscard]] Status link(std::string_view user, std::string_view value);
    [[nodiscard]] Status unlink(std::string_view user);
    [[nodiscard]] Result<std::optional<std::string>> value_of(std::string_view user);
    // Who signed in as `subject`. At the first sign-in of a link the subject is kept: from then on it alone counts, as a provider may
    // give an address to somebody else one day. Errc::not_found: nobody here; permission: the value is linked, and to another subject.
    [[nodiscard]] Result<std::string> user_of(std::string_view subject, std::string_view value);

private:
    struct State;
    explicit OidcLinks(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace saduak::server
