// server.toml, [auth] and [oidc]: how people sign in.
#pragma once

#include <string>

#include <toml++/toml.h>

#include "core/base/result.hpp"
#include "server/auth/oidc_config.hpp"
#include "server/auth/sign_in.hpp"

namespace saduak::server {

struct AuthConfig {
    TotpPolicy totp = TotpPolicy::off;
    OidcConfig oidc;
};

// `config`: the whole file; `file` is named in errors. A table that is not there is the default.
[[nodiscard]] Result<AuthConfig> read_auth_config(toml::table const& config, std::string const& file);

}  // namespace saduak::server
