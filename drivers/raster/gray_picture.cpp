#include "drivers/raster/gray_picture.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace saduak::drivers {

namespace {

// Mean brightness of the source rectangle [left, right) x [top, bottom), in units of 1/scale of a source dot, so that dots cut
// by the border count in part.
Byte mean_of(GrayPicture const& picture, std::int64_t left, std::int64_t right, std::int64_t top, std::int64_t bottom, std::int64_t scale_x,
             std::int64_t scale_y)
{
    auto const overlap = [](std::int64_t from, std::int64_t to, std::int64_t cell, std::int64_t scale) {
        return std::min(to, (cell + 1) * scale) - std::max(from, cell * scale);
    };
    std::int64_t sum = 0;
    for (std::int64_t y = top / scale_y; y * scale_y < bottom; ++y)
        for (std::int64_t x = left / scale_x; x * scale_x < right; ++x)
            sum += picture.at(static_cast<int>(x), static_cast<int>(y)) * overlap(left, right, x, scale_x) * overlap(top, bottom, y, scale_y);
    std::int64_t const area = (right - left) * (bottom - top);
    return static_cast<Byte>((sum + area / 2) / area);
}

}  // namespace

GrayPicture scaled_to_width(GrayPicture const& picture, int width)
{
    SADUAK_ASSERT(picture.width > 0 && picture.height > 0 && width >= 1 && width <= 2048);
    std::int64_t const wide = picture.width;
    std::int64_t const high = picture.height;
    std::int64_t const rows = std::clamp<std::int64_t>((high * width + wide / 2) / wide, 1, Bitmap::kSideMax);
    GrayPicture scaled{width, static_cast<int>(rows), {}};
    scaled.gray.reserve(static_cast<std::size_t>(width) * static_cast<std::size_t>(rows));
    // A source dot is `width` (down: `rows`) units wide, a target dot `wide` (`high`): whole numbers on both sides.
    for (std::int64_t y = 0; y < rows; ++y)
        for (std::int64_t x = 0; x < width; ++x)
            scaled.gray.push_back(mean_of(picture, x * wide, (x + 1) * wide, y * high, (y + 1) * high, width, rows));
    return scaled;
}

Bitmap dithered(GrayPicture const& picture)
{
    Bitmap bitmap(picture.width, picture.height);
    auto const width = static_cast<std::size_t>(picture.width);
    // Errors in sixteenths, with a cell more on each side; what passes the border is lost.
    std::vector<int> current(width + 2), next(width + 2);
    for (int y = 0; y < picture.height; ++y) {
        std::fill(next.begin(), next.end(), 0);
        bool const forth = y % 2 == 0;
        std::size_t const ahead = forth ? 2 : 0;
        std::size_t const behind = forth ? 0 : 2;
        for (int i = 0; i < picture.width; ++i) {
            int const x = forth ? i : picture.width - 1 - i;
            auto const cell = static_cast<std::size_t>(x);
            int const value = picture.at(x, y);
            // Pure black and white take no part: a line drawing gets no specks, and letters stay sharp.
            if (value == 0) bitmap.set(x, y);
            if (value == 0 || value == 255) continue;
            int const wanted = value * 16 + current[cell + 1];
            bool const black = wanted < 128 * 16;
            if (black) bitmap.set(x, y);
            int const error = (wanted - (black ? 0 : 255 * 16)) / 16;
            current[cell + ahead] += 7 * error;
            next[cell + behind] += 3 * error;
            next[cell + 1] += 5 * error;
            next[cell + ahead] += error;
        }
        std::swap(current, next);
    }
    return bitmap;
}

}  // namespace saduak::drivers
