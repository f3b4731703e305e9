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
    int const left = std::max(x, 0);
    if (left >= right) return;
    auto const first = static_cast<std::size_t>(left) / 8;
    auto const last = static_cast<std::size_t>(right - 1) / 8;
    for (int row = std::max(y, 0); row < bottom; ++row)
        for (std::size_t at = first; at <= last; ++at) {
            unsigned mask = 0xFF;
            if (at == first) mask &= 0xFFU >> (static_cast<unsigned>(left) % 8);
            if (at == last) mask &= last_byte_mask(right);
            put(row, at, static_cast<Byte>(mask), ink);
        }
}

void Bitmap::put(int row, std::size_t at, Byte dots, Ink ink)
{
    Byte& byte = bits_[static_cast<std::size_t>(row) * stride() + at];
    byte = static_cast<Byte>(ink == Ink::black ? byte | dots : byte & ~dots);
}

void Bitmap::draw(Bitmap const& picture, int x, int y, Ink ink)
{
    // Whole bytes at a time: each falls on two of ours.
    std::int64_t const left = (std::int64_t{x} - (x < 0 ? 7 : 0)) / 8;
    auto const shift = static_cast<unsigned>(x - left * 8);
    auto const ours = static_cast<std::int64_t>(stride());
    for (std::int64_t row = std::max<std::int64_t>(0, -std::int64_t{y}); row < picture.height_ && row + y < height_; ++row) {
        ByteView const source = picture.rows(static_cast<int>(row), 1);
        for (std::size_t i = 0; i < source.size(); ++i) {
            if (source[i] == 0) continue;
            unsigned const spread = (static_cast<unsigned>(source[i]) << 8U) >> shift;
            std::int64_t const at = left + static_cast<std::int64_t>(i);
            for (std::int64_t const side : {std::int64_t{0}, std::int64_t{1}}) {
                if (at + side < 0 || at + side >= ours) continue;
                auto dots = static_cast<Byte>(side == 0 ? spread >> 8U : spread & 0xFFU);
                if (at + side == ours - 1) dots &= last_byte_mask(width_);
                put(static_cast<int>(row + y), static_cast<std::size_t>(at + side), dots, ink);
            }
        }
    }
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
