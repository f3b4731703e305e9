#include "core/base/ids.hpp"

#include <algorithm>

namespace saduak {
namespace {

bool is_letter_or_digit(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

bool is_hex(std::string_view text, std::size_t length)
{
    return text.size() == length && std::all_of(text.begin(), text.end(), [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

}  // namespace

bool valid_code(std::string_view text)
{
    return !text.empty() && text.size() <= 64 && is_letter_or_digit(text.front()) &&
           std::all_of(text.begin(), text.end(), [](char c) { return is_letter_or_digit(c) || c == '-' || c == '_' || c == '.'; });
}

bool valid_random_id(std::string_view text) { return is_hex(text, 32); }
bool valid_sha256_hex(std::string_view text) { return is_hex(text, 64); }

}  // namespace saduak
