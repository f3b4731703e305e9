// Any bytes from a browser: a frame is whole, refused or waited for; more bytes never change what was said of the first ones.
#include <cstddef>
#include <cstdint>

#include "core/base/assert.hpp"
#include "server/http/websocket.hpp"

extern "C" int LLVMFuzzerTestOneInput(std::uint8_t const* data, std::size_t size)
{
    using namespace saduak;
    using server::ClientFrame;
    ByteView rest(data, size);
    while (!rest.empty()) {
        ClientFrame const frame = server::read_client_frame(rest);
        if (frame.state != ClientFrame::State::complete) {
            for (std::size_t part = 0; part < rest.size() && frame.state == ClientFrame::State::need_more; ++part)
                SADUAK_ASSERT(server::read_client_frame(rest.first(part)).state == ClientFrame::State::need_more);
            return 0;
        }
        SADUAK_ASSERT(frame.consumed > 0 && frame.consumed <= rest.size());
        SADUAK_ASSERT(frame.payload.size() <= server::kClientPayloadMax && frame.payload.size() < frame.consumed);
        SADUAK_ASSERT(server::read_client_frame(rest.first(frame.consumed)).payload == frame.payload);
        SADUAK_ASSERT(server::read_client_frame(rest.first(frame.consumed - 1)).state == ClientFrame::State::need_more);
        rest = rest.subspan(frame.consumed);
    }
    return 0;
}
