// Frames of the device link: u32 big-endian length, then JSON text (docs/PROTOCOL.md).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"

namespace saduak::wire {

inline constexpr std::size_t kFrameHeaderBytes = 4;
inline constexpr std::size_t kFrameBodyMax = std::size_t{64} * 1024;
inline constexpr std::size_t kFrameBodyMin = 2;

// Header and body. The body must fit: SADUAK_ASSERT.
[[nodiscard]] std::string encode_frame(std::string_view body);

// Cuts a byte stream into frame bodies. Holds at most one frame and what has been fed.
class FrameReader {
public:
    void feed(std::string_view bytes);
    // The next whole body; nothing until more is fed. Errc::parse for a length out of range: the stream is lost.
    [[nodiscard]] Result<std::optional<std::string>> next();

private:
    std::string buffer_;
    std::size_t start_ = 0;
};

}  // namespace saduak::wire
