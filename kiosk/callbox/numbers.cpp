#include "kiosk/callbox/numbers.hpp"

namespace saduak::kiosk {

namespace {

constexpr std::size_t kDigitsMin = 3;  // A001

std::string padded(std::string_view digits)
{
    auto const first = digits.find_first_not_of('0');
    std::string text(first == std::string_view::npos ? std::string_view() : digits.substr(first));
    if (text.size() < kDigitsMin) text.insert(0, kDigitsMin - text.size(), '0');
    return text;
}

}  // namespace

bool needs_waiting(drivers::NumberTyped const& typed, std::optional<char> letter) { return !typed.letter && !letter; }

NumberMeant meant(drivers::NumberTyped const& typed, std::optional<char> letter, std::vector<std::string> const& waiting)
{
    std::string const digits = padded(typed.digits);
    if (auto const known = typed.letter ? typed.letter : letter) return {*known + digits, {}};
    NumberMeant found{{}, "not_waiting"};
    for (std::string const& number : waiting) {
        if (number.empty() || number.substr(1) != digits) continue;
        if (!found.number.empty()) return {{}, "ambiguous"};
        found = {number, {}};
    }
    return found;
}

}  // namespace saduak::kiosk
