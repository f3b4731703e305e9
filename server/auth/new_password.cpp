#include "server/auth/new_password.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "core/base/bytes.hpp"

namespace saduak::server {
namespace {

std::string small(std::string_view text)
{
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

std::size_t characters(std::string_view text)
{
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

constexpr std::string_view kDigitsAndMarks = "0123456789!@#$%&*?.-_ ";

// "password1234!" is "password".
std::string_view without_tail(std::string_view text)
{
    std::size_t const end = text.find_last_not_of(kDigitsAndMarks);
    return end == std::string_view::npos ? text : text.substr(0, end + 1);
}

// "abcabcabcabc": a short piece again and again.
bool repeats_itself(std::string_view text)
{
    for (std::size_t period = 1; period <= text.size() / 2; ++period) {
        bool same = true;
        for (std::size_t i = period; same && i < text.size(); ++i) same = text[i] == text[i - period];
        if (same) return true;
    }
    return false;
}

bool is_little_but(std::string_view password, std::string_view name)
{
    std::string const wanted = small(name);
    std::string rest(password);
    if (wanted.size() < 3) return false;
    for (std::size_t at = rest.find(wanted); at != std::string::npos; at = rest.find(wanted)) rest.erase(at, wanted.size());
    if (rest.size() == password.size()) return false;
    std::erase_if(rest, [](char c) { return kDigitsAndMarks.find(c) != std::string_view::npos; });
    return characters(rest) < 6;
}

Result<bool> is_common(std::string_view password)
{
    auto const path = std::filesystem::path(SADUAK_ASSETS_DIR) / "auth" / "common_passwords.txt";
    std::ifstream file(path);
    if (!file) return fail(Errc::io, "the list of common passwords cannot be read: " + path.string());
    std::string_view const bare = without_tail(password);
    for (std::string line; std::getline(file, line);)
        if (!line.empty() && line.front() != '#' && (line == password || line == bare)) return true;
    return false;
}

}  // namespace

Status check_new_password(std::string_view password, std::string_view name)
{
    if (!valid_utf8(password)) return fail(Errc::invalid_argument, "a password is text in UTF-8");
    if (characters(password) < kPasswordCharactersMin || password.size() > kPasswordLengthMax)
        return fail(Errc::invalid_argument, "a password has at least 12 characters, and at most 256 bytes");
    std::string const plain = small(password);
    if (repeats_itself(plain)) return fail(Errc::invalid_argument, "this password is a short piece again and again: it is guessed early");
    if (is_little_but(plain, name)) return fail(Errc::invalid_argument, "this password is little more than the user's name");
    SADUAK_TRY(bool const common, is_common(plain));
    if (common) return fail(Errc::invalid_argument, "this password is one of those that are tried first: choose another");
    return {};
}

}  // namespace saduak::server
