// Any bytes, in any pieces: the frame reader neither crashes nor keeps more than a frame and what it was fed.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "core/wire/frame.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    if (size == 0) return 0;
    std::string_view const bytes(reinterpret_cast<char const*>(data) + 1, size - 1);
    std::size_t const piece = std::size_t{1} + data[0];
    saduak::wire::FrameReader reader;
    for (std::size_t at = 0; at < bytes.size(); at += piece) {
        reader.feed(bytes.substr(at, piece));
        for (;;) {
            auto const body = reader.next();
            if (!body) return 0;  // the stream is lost
            if (!*body) break;
            if ((*body)->size() < saduak::wire::kFrameBodyMin || (*body)->size() > saduak::wire::kFrameBodyMax) std::abort();
        }
    }
    return 0;
}
