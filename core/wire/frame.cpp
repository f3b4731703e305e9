#include "core/wire/frame.hpp"

#include "core/base/assert.hpp"

namespace saduak::wire {

std::string encode_frame(std::string_view body)
{
    SADUAK_ASSERT(body.size() >= kFrameBodyMin && body.size() <= kFrameBodyMax);
    std::string frame;
    frame.reserve(kFrameHeaderBytes + body.size());
    for (int shift = 24; shift >= 0; shift -= 8) frame += static_cast<char>((body.size() >> shift) & 0xFF);
    frame += body;
    return frame;
}

void FrameReader::feed(std::string_view bytes)
{
    // Drop what was read once it is the larger part, so that the cost stays linear.
    if (start_ > buffer_.size() / 2) {
        buffer_.erase(0, start_);
        start_ = 0;
    }
    buffer_ += bytes;
}

Result<std::optional<std::string>> FrameReader::next()
{
    if (buffer_.size() - start_ < kFrameHeaderBytes) return std::nullopt;
    std::size_t length = 0;
    for (std::size_t i = 0; i < kFrameHeaderBytes; ++i) length = (length << 8) | static_cast<unsigned char>(buffer_[start_ + i]);
    if (length < kFrameBodyMin || length > kFrameBodyMax)
        return fail(Errc::parse, "frame of " + std::to_string(length) + " bytes; 2 to 65536 are allowed");
    if (buffer_.size() - start_ - kFrameHeaderBytes < length) return std::nullopt;
    std::string body = buffer_.substr(start_ + kFrameHeaderBytes, length);
    start_ += kFrameHeaderBytes + length;
    return body;
}

}  // namespace saduak::wire
