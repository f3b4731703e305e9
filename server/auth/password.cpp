#include "server/auth/password.hpp"

#include <array>

#include <sodium.h>

namespace saduak::server {
Result<std::string> hash_password(std::string_view password)
{
    std::array<char, crypto_pwhash_STRBYTES> hash{};
    if (crypto_pwhash_str(hash.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE, crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
        return fail(Errc::full, "hashing a password: 64 MiB of memory are needed");
    return std::string(hash.data());
}

bool password_matches(std::string_view password, std::string const& hash)
{
    return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

void waste_a_comparison(std::string_view password)
{
    std::array<unsigned char, 32> key{};
    std::array<unsigned char, crypto_pwhash_SALTBYTES> const salt{};
    [[maybe_unused]] int const done =
        crypto_pwhash(key.data(), key.size(), password.data(), password.size(), salt.data(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                      crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13);
}

}  // namespace saduak::server
