#include "core/domain/redact.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace saduak::domain {
namespace {

constexpr std::size_t kCitizenIdDigits = 13;
constexpr std::string_view kThaiDigit = "\xE0\xB9";  // U+0E50 to U+0E59: these two bytes and 0x90 to 0x99

struct Digit {
    std::size_t begin = 0;
    std::size_t end = 0;
    char value = '0';
};

bool is_separator(char c) { return c == ' ' || c == '-' || c == '.'; }

std::vector<Digit> digits_of(std::string_view text)
{
    std::vector<Digit> digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] >= '0' && text[i] <= '9') {
            digits.push_back({i, i + 1, text[i]});
        } else if (text.substr(i, 2) == kThaiDigit && i + 2 < text.size()) {
            auto const last = static_cast<unsigned char>(text[i + 2]);
            if (last >= 0x90 && last <= 0x99) digits.push_back({i, i + 3, static_cast<char>('0' + (last - 0x90))});
            i += 2;
        }
    }
    return digits;
}

// Digits that stand together without anything between; the first and one past the last.
struct Group {
    std::size_t first = 0;
    std::size_t last = 0;
};

bool touches(Digit const& a, Digit const& b) { return a.end == b.begin; }
bool joined(std::string_view text, Digit const& a, Digit const& b) { return b.begin == a.end + 1 && is_separator(text[a.end]); }

std::vector<Group> groups_of(std::vector<Digit> const& digits)
{
    std::vector<Group> groups;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i > 0 && touches(digits[i - 1], digits[i])) groups.back().last = i + 1;
        else groups.push_back({i, i + 1});
    }
    return groups;
}

bool is_personal(std::string_view text, std::vector<Digit> const& digits, std::size_t first, std::size_t last)
{
    std::size_t const count = last - first;
    // An id of a citizen does not begin with 0: two telephone numbers one behind the other are not one of these.
    bool const together = digits[last - 1].end - digits[first].begin == (last - first) * (digits[first].end - digits[first].begin);
    if (count == kCitizenIdDigits && (together || digits[first].value != '0')) return true;
    if (digits[first].value == '0') return count == 9 || count == 10;
    bool const abroad = digits[first].begin > 0 && text[digits[first].begin - 1] == '+';
    return abroad && digits[first].value == '6' && count > 2 && digits[first + 1].value == '6' && (count == 10 || count == 11);
}

}  // namespace

std::string redact(std::string_view text)
{
    std::vector<Digit> const digits = digits_of(text);
    std::vector<Group> const groups = groups_of(digits);
    std::string out;
    std::size_t taken = 0;  // bytes of `text` that are done
    for (std::size_t from = 0; from < groups.size();) {
        // As many groups as belong together, at most; the longest that is a number of a person goes.
        std::size_t reach = from + 1;
        while (reach < groups.size() && joined(text, digits[groups[reach - 1].last - 1], digits[groups[reach].first])) ++reach;
        std::size_t to = reach;
        while (to > from && !is_personal(text, digits, groups[from].first, groups[to - 1].last)) --to;
        if (to == from) {
            ++from;
            continue;
        }
        std::size_t begin = digits[groups[from].first].begin;
        if (begin > taken && text[begin - 1] == '+') --begin;
        out.append(text.substr(taken, begin - taken)).append(kRedacted);
        taken = digits[groups[to - 1].last - 1].end;
        from = to;
    }
    out.append(text.substr(taken));
    return out;
}

}  // namespace saduak::domain
