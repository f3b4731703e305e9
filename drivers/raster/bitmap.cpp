#include "drivers/raster/bitmap.hpp"

#include <algorithm>
#include <bit>

#include "core/base/assert.hpp"

namespace saduak::drivers {

namespace {

constexpr Byte bit_of(int x) { return static_cast<Byte>(0x80U >> (static_cast<unsigned>(x) % 8)); }

// Which bits of a row's last byte are dots.
constexpr Byte last_byte_mask(int width) { return width % 8 == 0 ? Byte{0xFF} : static_cast<Byte>(0xFF00U >> (static_cast<unsigned>(width) % 8)); }

}  // namespace

Bitmap::Bitmap(int width, int height) : width_(width), height_(height)
{
    SADUAK_ASSERT(width >= 0 && width <= kSideMax && height >= 0 && height <= kSideMax);
    bits_.resize(stride() * static_cast<std::size_t>(height_));
}

Ink Bitmap::get(int x, int y) const
{
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return Ink::white;
    Byte const byte = bits_[static_cast<std::size_t>(y) * stride() + static_cast<std::size_t>(x) / 8];
    return (byte & bit_of(x)) != 0 ? Ink::black : Ink::white;
}

void Bitmap::set(int x, int y, Ink ink)
{
    if (x < 0 || y < 0 || x >= width_ || y >= height_) return;
    Byte& byte = bits_[static_cast<std::size_t>(y) * stride() + static_cast<std::size_t>(x) / 8];
    byte = ink == Ink::black ? static_cast<Byte>(byte | bit_of(x)) : static_cast<Byte>(byte & ~bit_of(x));
}

void Bitmap::fill(int x, int y, int width, int height, Ink ink)
{
    // Clipped first, so a huge rectangle costs no more than the picture; in 64 bits, so that x + width cannot overflow.
    auto const end = [](int from, int length, int side) {
        return static_cast<int>(std::min<std::int64_t>(side, std::int64_t{from} + std::max(length, 0)));
    };
    int const right = end(x, width, width_);
    int const bottom = end(y, height, height_);
    for (int row = std::max(y, 0); row < bottom; ++row)
        for (int column = std::max(x, 0); column < right; ++column) set(column, row, ink);
}

void Bitmap::draw(Bitmap const& picture, int x, int y)
{
    for (int row = 0; row < picture.height_; ++row)
        for (int column = 0; column < picture.width_; ++column)
            if (picture.get(column, row) == Ink::black) set(x + column, y + row);
}

ByteView Bitmap::rows(int first, int count) const
{
    SADUAK_ASSERT(first >= 0 && count >= 0 && first + count <= height_);
    return bytes().subspan(static_cast<std::size_t>(first) * stride(), static_cast<std::size_t>(count) * stride());
}

std::size_t Bitmap::black_count() const
{
    std::size_t count = 0;
    for (Byte const byte : bits_) count += static_cast<std::size_t>(std::popcount(byte));
    return count;
}

void Bitmap::append_rows(ByteView packed, std::size_t packed_stride)
{
    SADUAK_ASSERT(packed_stride > 0);
    std::size_t const offered = packed.size() / packed_stride;
    std::size_t const count = std::min(offered, static_cast<std::size_t>(kSideMax - height_));
    std::size_t const copied = std::min(packed_stride, stride());
    std::size_t const first = bits_.size();
    bits_.resize(first + count * stride());
    for (std::size_t row = 0; row < count; ++row) {
        auto const source = packed.subspan(row * packed_stride, copied);
        auto const target = bits_.begin() + static_cast<std::ptrdiff_t>(first + row * stride());
        std::copy(source.begin(), source.end(), target);
        if (copied == stride() && copied > 0) target[static_cast<std::ptrdiff_t>(copied - 1)] &= last_byte_mask(width_);
    }
    height_ += static_cast<int>(count);
}

void Bitmap::append_blank_rows(int count)
{
    height_ += std::clamp(count, 0, kSideMax - height_);
    bits_.resize(stride() * static_cast<std::size_t>(height_));
}

}  // namespace saduak::drivers
