// Text that only this server can read again, and that cannot be moved to another place: an AEAD (XChaCha20-Poly1305). Any thread.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace saduak::platform {

class SealingKey {
public:
    // The same secret and purpose give the same key; another purpose gives one that has nothing to do with it.
    [[nodiscard]] static SealingKey derive(std::string_view secret, std::string_view purpose);

    // Never the same bytes twice. `place`: where the result is kept, in words; it opens there and nowhere else.
    [[nodiscard]] Bytes seal(std::string_view text, std::string_view place) const;
    // Errc::corrupt: changed, of another place, or sealed with another key.
    [[nodiscard]] Result<std::string> open(ByteView sealed, std::string_view place) const;

private:
    static constexpr std::size_t kKeyBytes = 32;
    std::array<Byte, kKeyBytes> key_{};
};

}  // namespace saduak::platform
