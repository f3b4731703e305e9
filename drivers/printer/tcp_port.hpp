// A network printer: raw bytes over TCP, usually port 9100.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "drivers/printer/port.hpp"

namespace saduak::drivers {

inline constexpr std::uint16_t kRawPrintingPort = 9100;

struct TcpTarget {
    std::string host;  // a name, 192.0.2.7, or fd00::7
    std::uint16_t port = kRawPrintingPort;
    bool operator==(TcpTarget const&) const = default;
};

// "HOST", "HOST:PORT", "[V6]" or "[V6]:PORT". Errc::invalid_argument.
[[nodiscard]] Result<TcpTarget> parse_tcp_target(std::string_view text);

// Name and connection together take at most `deadline`. Errc::not_found (no such name, nobody listens), timeout, or io.
//
// A reset, an end of the stream and a peer that acknowledges nothing for ten seconds are Errc::disconnected. That the
// network took bytes says nothing about paper: a few kB may lie on the way.
[[nodiscard]] Result<std::unique_ptr<PrinterPort>> open_tcp_port(TcpTarget const& target, Millis deadline = {3000});

}  // namespace saduak::drivers
