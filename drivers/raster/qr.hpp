// QR codes as modules, drawn into bitmaps: the ticket's link, readable from paper and from the screen.
#pragma once

#include <string_view>

#include "drivers/raster/bitmap.hpp"

namespace saduak::drivers {

// How much of the code may be lost: about 7, 15, 25, 30 percent.
enum class QrLevel { low, medium, quartile, high };

// A square of modules without its quiet zone, one dot a module.
struct QrMatrix {
    Bitmap modules;

    [[nodiscard]] int side() const { return modules.width(); }
    [[nodiscard]] bool dark(int column, int row) const { return modules.get(column, row) == Ink::black; }
};

// Readers want four light modules on each side.
inline constexpr int kQrQuietModules = 4;

// Bytes of `text` as they are (UTF-8). Errc::invalid_argument when it is empty or does not fit (2953 bytes at level low).
[[nodiscard]] Result<QrMatrix> make_qr(std::string_view text, QrLevel level = QrLevel::medium);

// Draws the modules (no quiet zone) with their left upper corner at (x, y). dots_per_module >= 1; 203 dpi paper wants 4 or more.
void draw_qr(Bitmap& target, QrMatrix const& qr, int x, int y, int dots_per_module);

// The whole code with its quiet zone.
[[nodiscard]] Bitmap qr_bitmap(QrMatrix const& qr, int dots_per_module);

}  // namespace saduak::drivers
