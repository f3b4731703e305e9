// A text as code points with their places in its bytes.
#pragma once

#include <cstddef>
#include <string_view>
#include <vector>

namespace saduak::kiosk {

struct Letter {
    char32_t code = 0;
    std::size_t offset = 0;  // of its first byte
};

// Broken UTF-8 counts byte by byte: texts were checked when they were loaded.
[[nodiscard]] std::vector<Letter> letters_of(std::string_view text);

}  // namespace saduak::kiosk
