#include "kiosk/text/letters.hpp"

namespace saduak::kiosk {

std::vector<Letter> letters_of(std::string_view text)
{
    std::vector<Letter> letters;
    letters.reserve(text.size());
    for (std::size_t at = 0; at < text.size();) {
        auto const first = static_cast<unsigned char>(text[at]);
        std::size_t const size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC0 ? 2 : 1;
        char32_t code = size == 1 ? first : static_cast<char32_t>(first & (0xFFU >> (size + 1)));
        for (std::size_t i = 1; i < size && at + i < text.size(); ++i) code = (code << 6U) | (static_cast<unsigned char>(text[at + i]) & 0x3FU);
        letters.push_back({code, at});
        at += size;
    }
    return letters;
}

}  // namespace saduak::kiosk
