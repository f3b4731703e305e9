// Codes that change every 30 s, as telephones show them: RFC 6238 with SHA-1 and 6 digits, what every such program speaks. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/time.hpp"

namespace saduak::server {

inline constexpr Millis kTotpStep = seconds(30);
inline constexpr int kTotpDigits = 6;

// RFC 4648 without padding: how telephones take a key.
[[nodiscard]] std::string base32(ByteView bytes);

[[nodiscard]] std::int64_t totp_step(Instant at);
[[nodiscard]] std::string totp_code(ByteView key, std::int64_t step, int digits = kTotpDigits);
// The step whose code this is, among now's and the two beside it: clocks differ. All three are always compared, in constant time.
[[nodiscard]] std::optional<std::int64_t> totp_step_of(ByteView key, std::string_view code, Instant now);
// otpauth://totp/… for a QR code.
[[nodiscard]] std::string totp_uri(std::string_view issuer, std::string_view account, std::string_view secret_base32);

}  // namespace saduak::server
