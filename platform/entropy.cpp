#include "platform/entropy.hpp"

#include <array>

#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <openssl/sha.h>
#include <sodium.h>

#include "core/base/assert.hpp"

namespace saduak::platform {
namespace {

template <std::size_t N>
std::string random_hex()
{
    std::array<Byte, N> bytes{};
    SADUAK_ASSERT(RAND_bytes(bytes.data(), static_cast<int>(bytes.size())) == 1);
    return to_hex(bytes);
}

std::array<Byte, SHA256_DIGEST_LENGTH> hmac_sha256(std::string_view key, std::string_view data)
{
    std::array<Byte, SHA256_DIGEST_LENGTH> digest{};
    unsigned int length = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_bytes(data).data(), data.size(), digest.data(), &length);
    SADUAK_ASSERT(length == digest.size());
    return digest;
}

}  // namespace

std::string random_id() { return random_hex<16>(); }
std::string random_key() { return random_hex<32>(); }

std::string sha256_hex(std::string_view data)
{
    std::array<Byte, SHA256_DIGEST_LENGTH> digest{};
    SHA256(as_bytes(data).data(), data.size(), digest.data());
    return to_hex(digest);
}

struct Sha256::Context {
    EVP_MD_CTX* md = EVP_MD_CTX_new();
    Context() { SADUAK_ASSERT(md != nullptr && EVP_DigestInit_ex(md, EVP_sha256(), nullptr) == 1); }
    ~Context() { EVP_MD_CTX_free(md); }
    Context(Context const&) = delete;
    Context& operator=(Context const&) = delete;
};
Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;

void Sha256::add(std::string_view data) { SADUAK_ASSERT(EVP_DigestUpdate(context_->md, data.data(), data.size()) == 1); }

std::string Sha256::hex()
{
    std::array<Byte, SHA256_DIGEST_LENGTH> digest{};
    SADUAK_ASSERT(EVP_DigestFinal_ex(context_->md, digest.data(), nullptr) == 1);
    return to_hex(digest);
}

std::string hmac_sha256_hex(std::string_view key, std::string_view data) { return to_hex(hmac_sha256(key, data)); }

std::string hmac_sha256_base64(std::string_view key, std::string_view data)
{
    auto const digest = hmac_sha256(key, data);
    std::array<char, sodium_base64_ENCODED_LEN(SHA256_DIGEST_LENGTH, sodium_base64_VARIANT_ORIGINAL)> text{};
    return sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(), sodium_base64_VARIANT_ORIGINAL);
}

bool equal_secrets(std::string_view a, std::string_view b) { return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0; }

}  // namespace saduak::platform
