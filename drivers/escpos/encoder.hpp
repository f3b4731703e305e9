// ESC/POS commands as bytes. Knows nothing of USB, of profiles or of what the printer answers.
//
// Text is never sent as text: code pages for Thai differ by maker (the same page number is another alphabet elsewhere),
// so tickets are pictures.
#pragma once

#include <string_view>
#include <vector>

#include "drivers/raster/bitmap.hpp"
#include "drivers/raster/qr.hpp"

namespace saduak::drivers::escpos {

// The rows that GS v 0 can carry at Epson; some clones take less, none needs more.
inline constexpr int kRasterRowsMax = 2303;

// ESC @: back to the modes of switching on. Does not clear what is received and not yet printed.
[[nodiscard]] Bytes initialise();

// GS v 0. `packed` holds `rows` rows of `stride` bytes; rows 1 to kRasterRowsMax, stride 1 to 65535.
[[nodiscard]] Bytes raster_band(ByteView packed, std::size_t stride, int rows);
// The whole picture, top first, in commands of at most band_rows rows (1 to kRasterRowsMax). None for an empty bitmap.
[[nodiscard]] std::vector<Bytes> raster_bands(Bitmap const& picture, int band_rows);
// White rows as raster: exact on every model, where ESC J counts in units that differ.
[[nodiscard]] std::vector<Bytes> blank_bands(std::size_t stride, int rows, int band_rows);

// GS ( k: the printer draws the code itself. module_dots 1 to 8 (what clones take), text 1 to 2953 bytes.
// Errc::invalid_argument outside these.
[[nodiscard]] Result<Bytes> native_qr(std::string_view text, QrLevel level, int module_dots);

// ESC d: feeds whole text lines, 0 to 255.
[[nodiscard]] Bytes feed_lines(int lines);

// GS V 65/66 0: the printer feeds to its knife by itself, then cuts.
[[nodiscard]] Bytes cut_full();
[[nodiscard]] Bytes cut_partial();

// GS a: which changes the printer reports by itself: on line, error, paper; or none.
[[nodiscard]] Bytes automatic_status_on();
[[nodiscard]] Bytes automatic_status_off();

// GS r 1: answered when everything before it was processed.
[[nodiscard]] Bytes ordered_paper_query();

// DLE ENQ 2 and DLE DC4 8: leave a recoverable error and forget what is received and not printed, so that new paper
// does not bring out an old ticket. Printers that know neither ignore them: all bytes are control codes.
[[nodiscard]] Bytes forget_unprinted();

}  // namespace saduak::drivers::escpos
