#include "server/auth/enrolment_code.hpp"

#include "core/base/bytes.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

constexpr std::string_view kLetters = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kLength = 12;

char plain(char c)
{
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c == 'O') return '0';
    if (c == 'I' || c == 'L') return '1';
    return c;
}

}  // namespace

std::string draw_enrolment_code()
{
    auto const bytes = from_hex(platform::random_id());
    std::string code;
    for (std::size_t i = 0; i < kLength; ++i) {
        if (i != 0 && i % 4 == 0) code += '-';
        code += kLetters[(*bytes)[i] % kLetters.size()];  // 32 letters: each byte's remainder is as likely as any other
    }
    return code;
}

std::string plain_enrolment_code(std::string_view typed)
{
    std::string code;
    for (char const c : typed) {
        if (c == '-' || c == ' ') continue;
        char const letter = plain(c);
        if (kLetters.find(letter) == std::string_view::npos || code.size() == kLength) return {};
        code += letter;
    }
    return code.size() == kLength ? code : std::string();
}

}  // namespace saduak::server
