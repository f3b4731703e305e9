// The page that tells a person what a printer's head, memory and knife can do.
#pragma once

#include <string>
#include <vector>

#include "drivers/raster/bitmap.hpp"
#include "kiosk/text/fonts.hpp"
#include "kiosk/text/messages.hpp"

namespace saduak::kiosk {

// The heads that are known to be sold; the ladder prints one step for each.
inline constexpr int kKnownWidths[] = {384, 512, 576, 640};
// Rows in one raster command, smallest first.
inline constexpr int kProbeBands[] = {24, 64, 128, 256};
// The bar to be measured: 40 mm at 203 dots an inch, 45 mm at 180, 27 mm at 300.
inline constexpr int kMeasuredDots = 320;

// One raster command: printers differ in how high and how wide a command may be, which is what is to be found out.
struct ProbeBand {
    drivers::Bitmap picture;
};

// The page from top to bottom. Steps wider than the head lose their right end; texts keep to the narrowest head.
// `description` names the printer. Errc::invalid_argument: it does not fit the QR code.
[[nodiscard]] Result<std::vector<ProbeBand>> draw_test_page(std::string const& description, Fonts& fonts, Messages const& messages);

}  // namespace saduak::kiosk
