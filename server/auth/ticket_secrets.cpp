#include "server/auth/ticket_secrets.hpp"

#include <algorithm>
#include <cctype>

namespace saduak::server {

namespace {

std::string short_code(std::string const& secret, std::string const& of)
{
    constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // 32, without I, L, O and U
    std::string const drawn = platform::hmac_sha256_hex(secret, of).substr(0, 10);
    std::uint64_t bits = std::stoull(drawn, nullptr, 16);  // 40 bits
    std::string code;
    for (int i = 0; i < 8; ++i, bits >>= 5) code += kDigits[bits & 31];
    return code;
}

}  // namespace

std::string appointment_code(std::string const& secret, AppointmentId const& appointment)
{
    return short_code(secret, "appointment-code:" + appointment.str());
}

std::string ticket_code(std::string const& secret, std::string const& token_sha256) { return short_code(secret, "ticket-code:" + token_sha256); }

std::string appointment_code_sha256(std::string code)
{
    std::transform(code.begin(), code.end(), code.begin(), [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
    return platform::sha256_hex(code);
}

}  // namespace saduak::server
