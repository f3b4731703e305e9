#include "server/auth/recovery_code.hpp"

#include "core/base/bytes.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {

std::string draw_recovery_code()
{
    constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";  // 32, without I, L, O and U
    auto const bytes = from_hex(platform::random_id());
    std::string code;
    for (std::size_t i = 0; i < 16; ++i) {
        if (i != 0 && i % 4 == 0) code += '-';
        code += kDigits[static_cast<std::uint8_t>((*bytes)[i]) % kDigits.size()];
    }
    return code;
}

std::string normal_recovery_code(std::string_view typed)
{
    std::string code;
    for (char c : typed) {
        if (c == ' ' || c == '-') continue;
        if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
        if (c == 'O') c = '0';
        if (c == 'I' || c == 'L') c = '1';
        code += c;
    }
    return code;
}

}  // namespace saduak::server
