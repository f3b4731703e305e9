// server.toml, [auth] and [oidc]: how people sign in.
#pragma once

#include <filesystem>

#include "core/base/result.hpp"
#include "server/auth/oidc_config.hpp"
#include "server/auth/sign_in.hpp"

namespace saduak::server {

class TomlTable;

struct AuthConfig {
    TotpPolicy totp = TotpPolicy::off;
    OidcConfig oidc;

    bool operator==(AuthConfig const&) const = default;
};

// The caller asks the table whether all of its keys were known. An empty table is the default.
[[nodiscard]] Status read_auth(TomlTable& table, AuthConfig& auth);
// `folder`: of the file, for the path of the client's secret.
[[nodiscard]] Status read_oidc(TomlTable& table, std::filesystem::path const& folder, AuthConfig& auth);

}  // namespace saduak::server
