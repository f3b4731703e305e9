// What a thermal head prints: a rectangle of dots that are black or white.
#pragma once

#include <span>

#include "core/base/bytes.hpp"

namespace saduak::drivers {

enum class Ink : std::uint8_t { white, black };

// A value. Rows are packed as the printer wants them: 8 dots a byte, leftmost dot in the highest bit, 1 is black.
// The unused low bits of a row's last byte are always 0, so equal pictures are equal bytes.
class Bitmap {
public:
    // Both sides; a 58 mm roll of 30 m at 203 dpi is a sixteenth of it by area. Larger is a bug of the caller.
    static constexpr int kSideMax = 65'535;

    Bitmap() = default;
    // All white. Each side 0 to kSideMax dots.
    Bitmap(int width, int height);

    [[nodiscard]] int width() const { return width_; }
    [[nodiscard]] int height() const { return height_; }
    [[nodiscard]] bool empty() const { return width_ == 0 || height_ == 0; }
    // Bytes per row.
    [[nodiscard]] std::size_t stride() const { return (static_cast<std::size_t>(width_) + 7) / 8; }

    // White outside the rectangle.
    [[nodiscard]] Ink get(int x, int y) const;
    // Outside the rectangle nothing happens: drawing is clipped.
    void set(int x, int y, Ink ink = Ink::black);
    void fill(int x, int y, int width, int height, Ink ink = Ink::black);
    // Draws the black dots of `picture` in `ink` with its left upper corner at (x, y); white ones leave what is below.
    void draw(Bitmap const& picture, int x, int y, Ink ink = Ink::black);

    // The packed bytes of rows [first, first + count), which must exist.
    [[nodiscard]] ByteView rows(int first, int count) const;
    [[nodiscard]] ByteView bytes() const { return bits_; }
    [[nodiscard]] std::size_t black_count() const;

    // Appends rows at the bottom: `packed` holds whole rows of `packed_stride` bytes. What is right of our width is
    // cut off, what is missing is white. Stops at kSideMax rows.
    void append_rows(ByteView packed, std::size_t packed_stride);
    void append_blank_rows(int count);

    bool operator==(Bitmap const&) const = default;

private:
    // Byte `at` of a row that exists.
    void put(int row, std::size_t at, Byte dots, Ink ink);

    int width_ = 0;
    int height_ = 0;
    Bytes bits_;
};

}  // namespace saduak::drivers
