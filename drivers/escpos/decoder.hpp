// ESC/POS bytes back into commands and pictures. Written from the command reference and not from the encoder, so that
// one checks the other. The virtual printer and escpos-dump stand on it.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "drivers/escpos/command.hpp"

namespace saduak::drivers::escpos {

// Larger rasters than a head or the command reference allows are Malformed, which bounds what a Decoder keeps.
inline constexpr int kDecodedWidthMax = 8192;
inline constexpr int kDecodedRowsMax = 2303;

// What one command leaves behind for a later one.
struct DecoderMemory {
    NativeQr qr;           // GS ( k functions 65 to 80, printed by function 81
    Bitmap stored_raster;  // GS ( L function 112, printed once by function 50
};

// One command from the front of `bytes`: how many bytes it takes and what it means. Size 0: more bytes are needed.
struct Step {
    std::size_t size = 0;
    std::optional<Action> action;
};
[[nodiscard]] Step read_command(ByteView bytes, DecoderMemory& memory);

// Takes a byte stream in any pieces and keeps one unfinished command at most (2.4 MB at the worst). Where a piece ends
// within a run of text, the text comes out in two commands.
class Decoder {
public:
    // The commands that these bytes complete.
    [[nodiscard]] std::vector<Command> feed(ByteView bytes);
    // The end of the stream: an unfinished command is Malformed.
    [[nodiscard]] std::optional<Command> finish();
    [[nodiscard]] bool inside_command() const { return !pending_.empty(); }

private:
    Bytes pending_;
    std::uint64_t offset_ = 0;  // of pending_[0] since the start of the stream
    DecoderMemory memory_;
};

struct Decoded {
    std::vector<Command> commands;  // at most kCommandsMax; a last Malformed says where the listing stopped
    std::vector<Bitmap> tickets;    // one per cut, as PaperRoll keeps them
    Bitmap hanging;                 // printed after the last cut
};
inline constexpr std::size_t kCommandsMax = 20'000;

// A whole stream. width_dots 8 to kDecodedWidthMax.
[[nodiscard]] Decoded decode(ByteView bytes, int width_dots);

}  // namespace saduak::drivers::escpos
