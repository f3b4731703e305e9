#include "server/auth/totp.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

constexpr std::int64_t kStepsBeside = 1;

std::string percent_encoded(std::string_view text)
{
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string encoded;
    for (char const c : text) {
        bool const plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_' || c == '~';
        auto const byte = static_cast<unsigned char>(c);
        if (plain) encoded += c;
        else encoded.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
    }
    return encoded;
}

}  // namespace

std::string base32(ByteView bytes)
{
    constexpr std::string_view kLetters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string text;
    std::uint32_t buffer = 0;
    int bits = 0;
    for (Byte const byte : bytes) {
        buffer = (buffer << 8U) | static_cast<std::uint8_t>(byte);
        for (bits += 8; bits >= 5; bits -= 5) text += kLetters[(buffer >> static_cast<unsigned>(bits - 5)) & 31U];
    }
    if (bits > 0) text += kLetters[(buffer << static_cast<unsigned>(5 - bits)) & 31U];
    return text;
}

std::int64_t totp_step(Instant at) { return at.ms / kTotpStep.count; }

std::string totp_code(ByteView key, std::int64_t step, int digits)
{
    std::array<unsigned char, 8> counter{};
    for (std::size_t i = 0; i < counter.size(); ++i) counter[i] = static_cast<unsigned char>((step >> (56 - 8 * i)) & 0xFF);
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned int size = 0;
    HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()), counter.data(), counter.size(), digest.data(), &size);
    std::size_t const offset = digest[size - 1] & 0x0FU;
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i) value = (value << 8U) | digest[offset + i];
    value &= 0x7FFFFFFFU;
    std::string code(static_cast<std::size_t>(digits), '0');
    for (std::size_t i = code.size(); i-- > 0; value /= 10) code[i] = static_cast<char>('0' + value % 10);
    return code;
}

std::optional<std::int64_t> totp_step_of(ByteView key, std::string_view code, Instant now)
{
    std::optional<std::int64_t> found;
    std::int64_t const present = totp_step(now);
    for (std::int64_t step = present - kStepsBeside; step <= present + kStepsBeside; ++step)
        if (platform::equal_secrets(totp_code(key, step), code)) found = step;
    return found;
}

std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret_base32)
{
    std::string const by = percent_encoded(issuer);
    return "otpauth://totp/" + by + ":" + percent_encoded(account) + "?secret=" + std::string(secret_base32) + "&issuer=" + by +
           "&algorithm=SHA1&digits=6&period=30";
}

}  // namespace saduak::server
