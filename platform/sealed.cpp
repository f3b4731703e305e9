#include "platform/sealed.hpp"

#include <algorithm>

#include <sodium.h>

#include "core/base/assert.hpp"
#include "platform/entropy.hpp"

namespace saduak::platform {
namespace {

constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;

}  // namespace

SealingKey SealingKey::derive(std::string_view secret, std::string_view purpose)
{
    static_assert(kKeyBytes == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
    SADUAK_ASSERT(sodium_init() >= 0);
    auto const bytes = from_hex(hmac_sha256_hex(secret, "sealing-key:" + std::string(purpose)));
    SADUAK_ASSERT(bytes && bytes->size() == kKeyBytes);
    SealingKey key;
    std::copy(bytes->begin(), bytes->end(), key.key_.begin());
    return key;
}

Bytes SealingKey::seal(std::string_view text, std::string_view place) const
{
    Bytes sealed(kNonce + text.size() + kTag);
    randombytes_buf(sealed.data(), kNonce);  // 192 bits: drawn at random, they never meet
    unsigned long long size = 0;
    int const done = crypto_aead_xchacha20poly1305_ietf_encrypt(sealed.data() + kNonce, &size, as_bytes(text).data(), text.size(),
                                                                as_bytes(place).data(), place.size(), nullptr, sealed.data(), key_.data());
    SADUAK_ASSERT(done == 0 && size == text.size() + kTag);
    return sealed;
}

Result<std::string> SealingKey::open(ByteView sealed, std::string_view place) const
{
    auto const wrong = [] { return fail(Errc::corrupt, "it was changed, or sealed by another server or for another place"); };
    if (sealed.size() < kNonce + kTag) return wrong();
    Bytes text(sealed.size() - kNonce - kTag);
    unsigned long long size = 0;
    int const done = crypto_aead_xchacha20poly1305_ietf_decrypt(text.data(), &size, nullptr, sealed.data() + kNonce, sealed.size() - kNonce,
                                                                as_bytes(place).data(), place.size(), sealed.data(), key_.data());
    if (done != 0) return wrong();
    return std::string(as_text(text));
}

}  // namespace saduak::platform
