#include "kiosk/staff_pin.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <vector>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "platform/entropy.hpp"

namespace saduak::kiosk {
namespace {

constexpr std::string_view kScheme = "pbkdf2-sha256";
constexpr int kRounds = 200'000;
constexpr int kRoundsMost = 2'000'000;
constexpr std::size_t kSalt = 32;  // hex digits, taken as they are
constexpr std::size_t kHash = 64;

struct Parts {
    int rounds = 0;
    std::string_view salt;
    std::string_view hash;
};

bool is_hex(std::string_view text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::optional<Parts> parts_of(std::string_view text)
{
    std::vector<std::string_view> parts;
    for (std::size_t colon = text.find(':'); colon != std::string_view::npos; colon = text.find(':')) {
        parts.push_back(text.substr(0, colon));
        text.remove_prefix(colon + 1);
    }
    parts.push_back(text);
    if (parts.size() != 4 || parts[0] != kScheme || parts[2].size() != kSalt || parts[3].size() != kHash) return std::nullopt;
    Parts found{0, parts[2], parts[3]};
    auto const [end, error] = std::from_chars(parts[1].data(), parts[1].data() + parts[1].size(), found.rounds);
    bool const number = error == std::errc() && end == parts[1].data() + parts[1].size() && found.rounds >= 1 && found.rounds <= kRoundsMost;
    if (!number || !is_hex(found.salt) || !is_hex(found.hash)) return std::nullopt;
    return found;
}

std::string derive(std::string_view pin, std::string_view salt, int rounds)
{
    std::array<unsigned char, kHash / 2> out{};
    if (PKCS5_PBKDF2_HMAC(pin.data(), static_cast<int>(pin.size()), reinterpret_cast<unsigned char const*>(salt.data()),
                          static_cast<int>(salt.size()), rounds, EVP_sha256(), static_cast<int>(out.size()), out.data()) != 1)
        return {};
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (unsigned char const byte : out) {
        hex += kDigits[byte >> 4U];
        hex += kDigits[byte & 15U];
    }
    return hex;
}

}  // namespace

Result<std::string> hash_pin(std::string_view pin)
{
    bool const digits = std::all_of(pin.begin(), pin.end(), [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || pin.size() < kPinLeast || pin.size() > kPinMost) return fail(Errc::invalid_argument, "a PIN is 4 to 8 digits");
    std::string const salt = platform::random_id();
    std::string const hash = derive(pin, salt, kRounds);
    if (hash.empty()) return fail(Errc::internal, "OpenSSL could not hash the PIN");
    return std::string(kScheme) + ":" + std::to_string(kRounds) + ":" + salt + ":" + hash;
}

bool is_pin_hash(std::string_view text) { return parts_of(text).has_value(); }

bool pin_matches(std::string_view hash, std::string_view pin)
{
    auto const parts = parts_of(hash);
    if (!parts) return false;
    std::string const tried = derive(pin, parts->salt, parts->rounds);
    return tried.size() == parts->hash.size() && CRYPTO_memcmp(tried.data(), parts->hash.data(), tried.size()) == 0;
}

}  // namespace saduak::kiosk
