// Any bytes from a printer: every byte is used once, pieces change nothing, and a reply is understood afterwards.
#include "core/base/assert.hpp"
#include "drivers/escpos/status.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace saduak;
    using namespace saduak::drivers::escpos;
    ByteView const bytes(data, size);
    StatusParser whole;
    StatusParser pieces;
    auto const messages = whole.feed(bytes);
    std::vector<StatusMessage> singly;
    for (std::size_t at = 0; at < size; ++at)
        for (StatusMessage const& message : pieces.feed(bytes.subspan(at, 1))) singly.push_back(message);
    SADUAK_ASSERT(messages == singly);
    std::size_t used = whole.skipped_count();
    for (StatusMessage const& message : messages) {
        auto const* const automatic = std::get_if<AutomaticStatus>(&message);
        used += automatic != nullptr ? 4U : 1U;
        if (automatic != nullptr) static_cast<void>(describe(automatic->flags));
    }
    SADUAK_ASSERT(used <= size && size - used <= 3);
    auto const last = whole.feed(Bytes{0x12});
    SADUAK_ASSERT(last.size() == 1 && std::holds_alternative<RealTimeReply>(last[0]));
    return 0;
}
