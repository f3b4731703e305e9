#include "kiosk/text/line_break.hpp"

#include <algorithm>
#include <memory>

#include <thai/thbrk.h>

#include "kiosk/text/letters.hpp"

namespace saduak::kiosk {

namespace {

constexpr char32_t kThaiFirst = 0x0E01;
constexpr char32_t kThaiLast = 0x0E5B;
constexpr char32_t kZeroWidthSpace = 0x200B;
constexpr thchar_t kThaiFirstTis = 0xA1;

bool is_thai(char32_t code) { return code >= kThaiFirst && code <= kThaiLast; }

// Vowels and tones above and below, and SARA AM, which carries a mark over the consonant before it.
bool is_thai_mark(char32_t code) { return code == 0x0E31 || (code >= 0x0E33 && code <= 0x0E3A) || (code >= 0x0E47 && code <= 0x0E4E); }

bool clings_to_word_before(char32_t code)
{
    constexpr std::u32string_view kClosing = U"ๆฯ)]},.:;!?%”’…–-၊။、。〉》」』】〕！％），．：；？］｝々";
    return is_thai_mark(code) || kClosing.find(code) != std::u32string_view::npos;
}

bool clings_to_word_after(char32_t code)
{
    constexpr std::u32string_view kOpening = U"([{“‘〈《「『【〔（［｛";
    return kOpening.find(code) != std::u32string_view::npos;
}

// Chinese characters and their full-width marks: a line may end between any two of them.
bool is_han(char32_t code)
{
    return (code >= 0x2E80 && code <= 0x303F) || (code >= 0x3400 && code <= 0x9FFF) || (code >= 0xF900 && code <= 0xFAFF) ||
           (code >= 0xFF00 && code <= 0xFFEF) || (code >= 0x20000 && code <= 0x3FFFF);
}

bool is_burmese(char32_t code) { return code >= 0x1000 && code <= 0x109F; }

// Where a Burmese syllable begins: a consonant or independent vowel that neither stands below the one before it (after a
// virama) nor ends that one's syllable (before an asat, whose tone mark may stand between) nor carries another below it.
bool begins_burmese_syllable(std::vector<Letter> const& letters, std::size_t at)
{
    constexpr char32_t kDotBelow = 0x1037, kVirama = 0x1039, kAsat = 0x103A;
    char32_t const code = letters[at].code;
    bool const base = (code >= 0x1000 && code <= 0x102A) || code == 0x103F || (code >= 0x104C && code <= 0x1055);
    if (!base || (at > 0 && letters[at - 1].code == kVirama)) return false;
    std::size_t next = at + 1;
    if (next < letters.size() && letters[next].code == kDotBelow) ++next;
    return next >= letters.size() || (letters[next].code != kAsat && letters[next].code != kVirama);
}

struct DeleteBreaker {
    void operator()(ThBrk* breaker) const { th_brk_delete(breaker); }
};

// Reading the dictionary takes milliseconds. libthai only reads it afterwards, so the threads share it.
ThBrk* breaker()
{
    static std::unique_ptr<ThBrk, DeleteBreaker> const instance(th_brk_new(nullptr));
    return instance.get();
}

// libthai reads TIS-620, one byte a letter, so positions are indexes into `letters`.
std::vector<bool> dictionary_breaks(std::vector<Letter> const& letters)
{
    std::vector<bool> breaks(letters.size(), false);
    std::vector<thchar_t> tis;
    tis.reserve(letters.size() + 1);
    for (Letter const& letter : letters) {
        if (is_thai(letter.code)) tis.push_back(static_cast<thchar_t>(letter.code - kThaiFirst + kThaiFirstTis));
        else tis.push_back(letter.code < 0x80 && letter.code != 0 ? static_cast<thchar_t>(letter.code) : thchar_t{'-'});
    }
    tis.push_back(0);
    std::vector<int> positions(letters.size() + 1);
    int const count = th_brk_find_breaks(breaker(), tis.data(), positions.data(), positions.size());
    for (int i = 0; i < count; ++i) {
        auto const at = static_cast<std::size_t>(positions[static_cast<std::size_t>(i)]);
        if (at < breaks.size()) breaks[at] = true;
    }
    return breaks;
}

std::string without_zero_width(std::string_view text)
{
    std::string result(text);
    for (auto at = result.find("\xE2\x80\x8B"); at != std::string::npos; at = result.find("\xE2\x80\x8B", at)) result.erase(at, 3);
    return result;
}

std::string shown(std::string_view line)
{
    std::string text = without_zero_width(line);
    auto const last = text.find_last_not_of(' ');
    text.erase(last == std::string::npos ? 0 : last + 1);
    return text;
}

// The longest prefix of `word` that fits, at least one cluster.
std::size_t fitting_prefix(std::string_view word, int width, WidthOf const& width_of)
{
    std::size_t taken = 0;
    for (std::size_t const offset : cluster_offsets(word)) {
        if (taken != 0 && width_of(std::string(word.substr(0, offset))) > width) break;
        taken = offset;
    }
    return taken == 0 ? word.size() : taken;
}

void wrap_paragraph(std::string_view text, int width, WidthOf const& width_of, std::vector<std::string>& lines)
{
    // Most texts fit: the dictionary is not asked.
    if (std::string whole = shown(text); width_of(whole) <= width) return lines.push_back(std::move(whole));
    std::vector<std::size_t> ends = break_offsets(text);
    ends.push_back(text.size());
    std::size_t start = 0;
    std::size_t fits_to = 0;
    for (std::size_t i = 0; i < ends.size();) {
        if (width_of(shown(text.substr(start, ends[i] - start))) <= width) {
            fits_to = ends[i++];
            continue;
        }
        if (fits_to <= start) fits_to = start + fitting_prefix(text.substr(start, ends[i] - start), width, width_of);
        lines.push_back(shown(text.substr(start, fits_to - start)));
        start = text.find_first_not_of(' ', fits_to);
        if (start == std::string_view::npos) return;
        fits_to = start;
        while (i < ends.size() && ends[i] <= start) ++i;
    }
    lines.push_back(shown(text.substr(start)));
}

}  // namespace

void read_line_break_dictionary() { breaker(); }

std::vector<std::size_t> break_offsets(std::string_view text)
{
    std::vector<Letter> const letters = letters_of(text);
    std::vector<bool> const words = dictionary_breaks(letters);
    std::vector<std::size_t> offsets;
    for (std::size_t i = 1; i < letters.size(); ++i) {
        char32_t const before = letters[i - 1].code;
        char32_t const after = letters[i].code;
        bool const at_space = before == ' ' && after != ' ';
        bool const at_hint = before == kZeroWidthSpace;
        bool const at_word = words[i] && (is_thai(before) || is_thai(after)) && after != ' ';
        bool const at_character = (is_han(before) && is_han(after)) || (is_burmese(before) && begins_burmese_syllable(letters, i));
        if (!at_space && !at_hint && !at_word && !at_character) continue;
        if (!at_hint && !at_space && (clings_to_word_before(after) || clings_to_word_after(before))) continue;
        // "10 ๆ": the repetition mark stays with its word even after a space.
        if (at_space && after == U'ๆ') continue;
        offsets.push_back(letters[i].offset);
    }
    return offsets;
}

std::vector<std::size_t> cluster_offsets(std::string_view text)
{
    std::vector<std::size_t> offsets;
    std::vector<Letter> const letters = letters_of(text);
    for (std::size_t i = 1; i < letters.size(); ++i)
        if (!is_thai_mark(letters[i].code) && (!is_burmese(letters[i].code) || begins_burmese_syllable(letters, i)))
            offsets.push_back(letters[i].offset);
    return offsets;
}

std::vector<std::string> wrap(std::string_view text, int width, WidthOf const& width_of)
{
    std::vector<std::string> lines;
    std::size_t start = 0;
    while (start <= text.size()) {
        std::size_t const end = std::min(text.find('\n', start), text.size());
        wrap_paragraph(text.substr(start, end - start), width, width_of, lines);
        start = end + 1;
    }
    return lines;
}

}  // namespace saduak::kiosk
