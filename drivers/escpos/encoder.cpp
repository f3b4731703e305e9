#include "drivers/escpos/encoder.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace saduak::drivers::escpos {

namespace {

constexpr Byte kEsc = 0x1B;
constexpr Byte kGs = 0x1D;
constexpr Byte kDle = 0x10;

constexpr Byte low(std::size_t value) { return static_cast<Byte>(value & 0xFF); }
constexpr Byte high(std::size_t value) { return static_cast<Byte>((value >> 8) & 0xFF); }

// GS ( k pL pH cn fn parameters...
void append_qr_function(Bytes& out, Byte function, ByteView parameters)
{
    std::size_t const length = parameters.size() + 2;
    Bytes const header{kGs, 0x28, 0x6B, low(length), high(length), 0x31, function};
    out.insert(out.end(), header.begin(), header.end());
    out.insert(out.end(), parameters.begin(), parameters.end());
}

Byte level_byte(QrLevel level)
{
    switch (level) {
    case QrLevel::low: return 0x30;
    case QrLevel::medium: return 0x31;
    case QrLevel::quartile: return 0x32;
    case QrLevel::high: return 0x33;
    }
    return 0x31;
}

}  // namespace

Bytes initialise() { return {kEsc, 0x40}; }

Bytes raster_band(ByteView packed, std::size_t stride, int rows)
{
    SADUAK_ASSERT(rows >= 1 && rows <= kRasterRowsMax && stride >= 1 && stride <= 0xFFFF);
    SADUAK_ASSERT(packed.size() == stride * static_cast<std::size_t>(rows));
    auto const count = static_cast<std::size_t>(rows);
    Bytes command{kGs, 0x76, 0x30, 0x00, low(stride), high(stride), low(count), high(count)};
    command.insert(command.end(), packed.begin(), packed.end());
    return command;
}

std::vector<Bytes> raster_bands(Bitmap const& picture, int band_rows)
{
    SADUAK_ASSERT(band_rows >= 1 && band_rows <= kRasterRowsMax);
    std::vector<Bytes> bands;
    if (picture.empty()) return bands;
    for (int first = 0; first < picture.height(); first += band_rows) {
        int const rows = std::min(band_rows, picture.height() - first);
        bands.push_back(raster_band(picture.rows(first, rows), picture.stride(), rows));
    }
    return bands;
}

std::vector<Bytes> blank_bands(std::size_t stride, int rows, int band_rows)
{
    SADUAK_ASSERT(rows >= 0 && band_rows >= 1 && band_rows <= kRasterRowsMax);
    std::vector<Bytes> bands;
    for (int left = rows; left > 0; left -= band_rows) {
        int const count = std::min(band_rows, left);
        Bytes const white(stride * static_cast<std::size_t>(count));
        bands.push_back(raster_band(white, stride, count));
    }
    return bands;
}

Result<Bytes> native_qr(std::string_view text, QrLevel level, int module_dots)
{
    if (text.empty() || text.size() > 2953) return fail(Errc::invalid_argument, "a QR code takes 1 to 2953 bytes");
    if (module_dots < 1 || module_dots > 8) return fail(Errc::invalid_argument, "a QR module is 1 to 8 dots");
    Bytes out;
    append_qr_function(out, 0x41, Bytes{0x32, 0x00});
    append_qr_function(out, 0x43, Bytes{static_cast<Byte>(module_dots)});
    append_qr_function(out, 0x45, Bytes{level_byte(level)});
    Bytes stored{0x30};
    stored.insert(stored.end(), text.begin(), text.end());
    append_qr_function(out, 0x50, stored);
    append_qr_function(out, 0x51, Bytes{0x30});
    return out;
}

Bytes feed_lines(int lines)
{
    SADUAK_ASSERT(lines >= 0 && lines <= 255);
    return {kEsc, 0x64, static_cast<Byte>(lines)};
}

Bytes cut_full() { return {kGs, 0x56, 0x41, 0x00}; }

Bytes cut_partial() { return {kGs, 0x56, 0x42, 0x00}; }

Bytes automatic_status_on() { return {kGs, 0x61, 0x0E}; }

Bytes automatic_status_off() { return {kGs, 0x61, 0x00}; }

Bytes ordered_paper_query() { return {kGs, 0x72, 0x01}; }

Bytes forget_unprinted() { return {kDle, 0x05, 0x02, kDle, 0x14, 0x08, 0x01, 0x03, 0x14, 0x01, 0x06, 0x02, 0x08}; }

}  // namespace saduak::drivers::escpos
