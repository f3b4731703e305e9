// Any bytes: no crash, bounded output, and the same pictures whether the stream comes whole or in pieces.
#include <algorithm>

#include "core/base/assert.hpp"
#include "drivers/escpos/decoder.hpp"
#include "drivers/escpos/paper_roll.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace saduak;
    using namespace saduak::drivers;
    constexpr int kWidth = 384;
    ByteView const bytes(data, size);
    escpos::Decoded const whole = escpos::decode(bytes, kWidth);
    SADUAK_ASSERT(whole.commands.size() <= escpos::kCommandsMax);
    for (escpos::Command const& command : whole.commands) {
        SADUAK_ASSERT(command.offset < size);
        SADUAK_ASSERT(!escpos::describe(command.action).empty());
    }
    // Where the listing was not cut short, pieces must not change the paper.
    if (whole.commands.size() >= escpos::kCommandsMax) return 0;
    escpos::Decoder decoder;
    escpos::PaperRoll roll(kWidth);
    constexpr std::size_t kPiece = 5;
    for (std::size_t at = 0; at < size; at += kPiece)
        for (escpos::Command const& command : decoder.feed(bytes.subspan(at, std::min(kPiece, size - at)))) roll.apply(command.action);
    SADUAK_ASSERT(std::equal(whole.tickets.begin(), whole.tickets.end(), roll.tickets().begin(), roll.tickets().end()));
    SADUAK_ASSERT(whole.hanging == roll.hanging());
    return 0;
}
