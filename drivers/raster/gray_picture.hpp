// Pictures with shades, and how a head that prints black or nothing shows them.
#pragma once

#include "drivers/raster/bitmap.hpp"

namespace saduak::drivers {

// Rows from the top, one byte a dot: 0 black, 255 white.
struct GrayPicture {
    int width = 0;
    int height = 0;
    Bytes gray;

    [[nodiscard]] Byte at(int x, int y) const
    {
        return gray[static_cast<std::size_t>(y) * static_cast<std::size_t>(width) + static_cast<std::size_t>(x)];
    }
};

// As wide as asked, height in proportion (at least 1): each dot is the mean of what it covers. `width` 1 to 2048; the picture is
// not empty.
[[nodiscard]] GrayPicture scaled_to_width(GrayPicture const& picture, int width);

// Error diffusion (Floyd and Steinberg's weights, rows to and fro): the mean brightness of any small patch stays, what is black
// or white stays exactly so.
[[nodiscard]] Bitmap dithered(GrayPicture const& picture);

}  // namespace saduak::drivers
