// What ESC/POS commands mean, as values.
#pragma once

#include <cstdint>
#include <string>
#include <variant>

#include "drivers/raster/bitmap.hpp"
#include "drivers/raster/qr.hpp"

namespace saduak::drivers::escpos {

struct Initialise {};
struct Raster {
    Bitmap picture;
};
// Printed by the printer itself (GS ( k).
struct NativeQr {
    std::string text;
    QrLevel level = QrLevel::low;
    int module_dots = 3;
};
// Printable text. Decoded for the listing; its letters are not drawn, only its lines take room on the paper.
struct Text {
    std::string text;
};
struct LineFeed {
    int lines = 1;
};
struct DotFeed {
    int rows = 0;
};
enum class Knife { full, partial };
struct CutPaper {
    Knife knife = Knife::full;
    int feed_rows = 0;
};
enum class Side { left, centre, right };
struct Align {
    Side side = Side::left;
};
struct RealTimeQuery {  // DLE EOT n
    int number = 0;
};
struct RealTimeRequest {  // DLE ENQ n
    int number = 0;
};
struct ClearBuffers {};  // DLE DC4 8
struct OrderedQuery {    // GS r n
    int number = 0;
};
struct AutomaticStatusMask {  // GS a n
    Byte mask = 0;
};
// Known, with nothing to show: modes, drawer pulses, bar codes.
struct Other {
    std::string name;
};
// Bytes that follow no command we know; decoding goes on behind them.
struct Malformed {
    std::string reason;
};

using Action = std::variant<Initialise, Raster, NativeQr, Text, LineFeed, DotFeed, CutPaper, Align, RealTimeQuery, RealTimeRequest, ClearBuffers,
                            OrderedQuery, AutomaticStatusMask, Other, Malformed>;

struct Command {
    std::uint64_t offset = 0;  // of its first byte since the start of the stream
    Action action;
};

// One line: "raster 576 x 64", "cut partial, feed 0".
[[nodiscard]] std::string describe(Action const& action);

}  // namespace saduak::drivers::escpos
