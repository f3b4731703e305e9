// WebSocket (RFC 6455) as far as a server needs that sends text and reads nothing but control frames: values and bytes, no I/O.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"

namespace saduak::server {

// The answer to Sec-WebSocket-Key.
[[nodiscard]] std::string websocket_accept(std::string_view key);
// 16 bytes in base64.
[[nodiscard]] bool valid_websocket_key(std::string_view key);

enum class Opcode : std::uint8_t { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };

// One final, unmasked frame: a server's.
[[nodiscard]] std::string websocket_frame(Opcode opcode, std::string_view payload);

inline constexpr std::size_t kClientPayloadMax = 4096;  // clients have nothing to say

struct ClientFrame {
    enum class State {
        need_more,
        complete,
        refused,  // not masked, too long, reserved bits, fragmented control: close with 1002
    };
    State state = State::need_more;
    std::size_t consumed = 0;
    Opcode opcode = Opcode::text;
    bool final = true;    // the last piece of its message
    std::string payload;  // unmasked
};
// The first frame in `bytes`.
[[nodiscard]] ClientFrame read_client_frame(ByteView bytes);

// Whether frames follow one another as RFC 6455 5.4 wants it: no continuation of nothing, no new message within another.
class MessagePieces {
public:
    [[nodiscard]] bool take(ClientFrame const& frame);

private:
    bool open_ = false;
};

}  // namespace saduak::server
