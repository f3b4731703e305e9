// Where a text may be broken into lines: Thai is written without spaces, so words come from libthai's dictionary.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace saduak::kiosk {

// The first text that needs it reads it otherwise, which takes milliseconds. Any thread.
void read_line_break_dictionary();

// Byte offsets in `text` (UTF-8) at which a line may end, ascending, without 0 and without the end. At word boundaries of
// Thai, between any two Chinese characters, where a Burmese syllable begins, after spaces, and at U+200B, which the author of
// a message puts where the dictionary does not know the word.
// Never before a mark that belongs to the word before it (ๆ ฯ ) ” , . 。 ။) nor after an opening one.
[[nodiscard]] std::vector<std::size_t> break_offsets(std::string_view text);

// Fills lines as far as `width_of` stays within `width`. '\n' always ends a line. Spaces at a line's end and U+200B are
// dropped. A single word wider than `width` is cut between clusters (a consonant with its marks stays whole).
using WidthOf = std::function<int(std::string const&)>;
[[nodiscard]] std::vector<std::string> wrap(std::string_view text, int width, WidthOf const& width_of);

// Byte offsets between grapheme clusters: never before a Thai vowel or tone mark above or below its consonant, nor inside a
// Burmese syllable.
[[nodiscard]] std::vector<std::size_t> cluster_offsets(std::string_view text);

}  // namespace saduak::kiosk
