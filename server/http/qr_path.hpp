// A QR code as the path of an SVG: squares of one unit, for <path> in a viewBox of `size`. A page draws it without any image.
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::server {

struct QrPath {
    int size = 0;  // with the quiet zone of four around it
    std::string path;
};

// Errc::invalid_argument: the text is too long.
[[nodiscard]] Result<QrPath> qr_path(std::string_view text);

}  // namespace saduak::server
