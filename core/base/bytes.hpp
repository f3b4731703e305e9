// Bytes and their hex text.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"

namespace saduak {

using Byte = std::uint8_t;
using Bytes = std::vector<Byte>;
using ByteView = std::span<Byte const>;

[[nodiscard]] inline ByteView as_bytes(std::string_view text) { return {reinterpret_cast<Byte const*>(text.data()), text.size()}; }
[[nodiscard]] inline std::string_view as_text(ByteView bytes) { return {reinterpret_cast<char const*>(bytes.data()), bytes.size()}; }

[[nodiscard]] std::string to_hex(ByteView bytes);
[[nodiscard]] Result<Bytes> from_hex(std::string_view text);

// RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF.
[[nodiscard]] bool valid_utf8(std::string_view text);

}  // namespace saduak
