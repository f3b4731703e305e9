// Password hashes: argon2id by libsodium. About 64 MiB and 0.1 s each: never on the I/O thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::server {

// "$argon2id$…". Errc::full: no memory for it.
[[nodiscard]] Result<std::string> hash_password(std::string_view password);
[[nodiscard]] bool password_matches(std::string_view password, std::string const& hash);
// Takes as long as a comparison: an unknown name must not answer faster than a wrong password.
void waste_a_comparison(std::string_view password);

}  // namespace saduak::server
