// Seeded bitmaps for tests.
#pragma once

#include "core/base/random.hpp"
#include "drivers/raster/bitmap.hpp"

namespace saduak::drivers {

inline Bitmap random_bitmap(Random& random, int width, int height)
{
    Bitmap bitmap(width, height);
    for (int y = 0; y < height; ++y)
        for (int x = 0; x < width; ++x)
            if (random.below(3) == 0) bitmap.set(x, y);
    return bitmap;
}

inline Bytes random_bytes(Random& random, std::size_t size)
{
    Bytes bytes(size);
    for (Byte& byte : bytes) byte = static_cast<Byte>(random.below(256));
    return bytes;
}

}  // namespace saduak::drivers
