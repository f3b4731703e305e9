#include "server/http/websocket.hpp"

#include <array>

#include <openssl/evp.h>
#include <openssl/sha.h>

namespace saduak::server {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

std::string base64(ByteView bytes)
{
    std::string text(4 * ((bytes.size() + 2) / 3) + 1, '\0');
    int const size = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

bool is_control(Byte opcode) { return (opcode & 0x8) != 0; }

bool known(Byte opcode) { return opcode <= 2 || (opcode >= 8 && opcode <= 10); }

}  // namespace

std::string websocket_accept(std::string_view key)
{
    std::string text(key);
    text += kGuid;
    std::array<Byte, SHA_DIGEST_LENGTH> digest{};
    SHA1(as_bytes(text).data(), text.size(), digest.data());
    return base64(digest);
}

bool valid_websocket_key(std::string_view key)
{
    if (key.size() != 24 || !key.ends_with("==")) return false;
    for (char const c : key.substr(0, 22)) {
        bool const letter = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
        if (!letter && !(c >= '0' && c <= '9') && c != '+' && c != '/') return false;
    }
    return true;
}

std::string websocket_frame(Opcode opcode, std::string_view payload)
{
    std::string frame;
    frame.reserve(payload.size() + 10);
    frame += static_cast<char>(0x80 | static_cast<std::uint8_t>(opcode));
    std::size_t const size = payload.size();
    int length_bytes = 0;
    if (size < 126) {
        frame += static_cast<char>(size);
    } else if (size <= 0xFFFF) {
        frame += static_cast<char>(126);
        length_bytes = 2;
    } else {
        frame += static_cast<char>(127);
        length_bytes = 8;
    }
    for (int i = length_bytes - 1; i >= 0; --i) frame += static_cast<char>((size >> (8 * i)) & 0xFF);
    frame += payload;
    return frame;
}

ClientFrame read_client_frame(ByteView bytes)
{
    ClientFrame frame;
    if (bytes.size() < 2) return frame;
    Byte const opcode = bytes[0] & 0x0F;
    bool const final = (bytes[0] & 0x80) != 0;
    std::size_t size = bytes[1] & 0x7F;
    bool const masked = (bytes[1] & 0x80) != 0;
    bool const wrong = !masked || (bytes[0] & 0x70) != 0 || !known(opcode) || size == 127 || (is_control(opcode) && (!final || size > 125));
    if (wrong) {
        frame.state = ClientFrame::State::refused;
        return frame;
    }
    std::size_t header = 2;
    if (size == 126) {
        if (bytes.size() < 4) return frame;
        size = static_cast<std::size_t>(bytes[2]) << 8 | bytes[3];
        header = 4;
    }
    if (size > kClientPayloadMax) {
        frame.state = ClientFrame::State::refused;
        return frame;
    }
    if (bytes.size() < header + 4 + size) return frame;
    ByteView const mask = bytes.subspan(header, 4);
    ByteView const payload = bytes.subspan(header + 4, size);
    frame.opcode = static_cast<Opcode>(opcode);
    frame.final = final;
    frame.payload.reserve(size);
    for (std::size_t i = 0; i < size; ++i) frame.payload += static_cast<char>(payload[i] ^ mask[i % 4]);
    frame.consumed = header + 4 + size;
    frame.state = ClientFrame::State::complete;
    return frame;
}

bool MessagePieces::take(ClientFrame const& frame)
{
    if (is_control(static_cast<Byte>(frame.opcode))) return true;  // may come between the pieces
    if ((frame.opcode == Opcode::continuation) != open_) return false;
    open_ = !frame.final;
    return true;
}

}  // namespace saduak::server
