// Frames by the examples of RFC 6455.
#include <catch2/catch.hpp>

#include "server/http/websocket.hpp"

using namespace saduak;
using namespace saduak::server;

TEST_CASE("the handshake's answer is the one of RFC 6455, 1.3")
{
    CHECK(websocket_accept("dGhlIHNhbXBsZSBub25jZQ==") == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    CHECK(valid_websocket_key("dGhlIHNhbXBsZSBub25jZQ=="));
    CHECK_FALSE(valid_websocket_key("dGhlIHNhbXBsZSBub25jZQ"));
    CHECK_FALSE(valid_websocket_key("dGhlIHNhbXBsZSBub25j!Q=="));
}

TEST_CASE("a server's frame has the length in the fewest bytes")
{
    CHECK(websocket_frame(Opcode::text, "Hello") == std::string("\x81\x05Hello"));
    CHECK(websocket_frame(Opcode::text, std::string(126, 'x')).substr(0, 4) == std::string("\x81\x7E\x00\x7E", 4));
    CHECK(websocket_frame(Opcode::text, std::string(65536, 'x')).substr(0, 10) == std::string("\x81\x7F\x00\x00\x00\x00\x00\x01\x00\x00", 10));
}

TEST_CASE("a client's masked frame is read, also when it comes byte by byte")
{
    Bytes const hello{0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58};
    for (std::size_t size = 0; size < hello.size(); ++size)
        CHECK(read_client_frame(ByteView(hello).first(size)).state == ClientFrame::State::need_more);
    auto const frame = read_client_frame(hello);
    REQUIRE(frame.state == ClientFrame::State::complete);
    CHECK(frame.payload == "Hello");
    CHECK(frame.opcode == Opcode::text);
    CHECK(frame.consumed == hello.size());
}

TEST_CASE("frames that a client may not send are refused")
{
    Bytes const unmasked{0x81, 0x05, 'H', 'e', 'l', 'l', 'o'};
    Bytes const reserved_bit{0xC1, 0x80, 0, 0, 0, 0};
    Bytes const unknown_opcode{0x83, 0x80, 0, 0, 0, 0};
    Bytes const long_ping{0x89, 0xFE, 0x01, 0x00, 0, 0, 0, 0};
    Bytes const huge{0x82, 0xFF, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0};
    Bytes const too_long{0x82, 0xFE, 0x20, 0x00, 0, 0, 0, 0};
    for (Bytes const& frame : {unmasked, reserved_bit, unknown_opcode, long_ping, huge, too_long})
        CHECK(read_client_frame(frame).state == ClientFrame::State::refused);
}
