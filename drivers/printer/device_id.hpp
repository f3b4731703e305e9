// What a USB printer calls itself (IEEE 1284 device id): "MFG:EPSON;MDL:TM-T20II;CMD:ESC/POS;CLS:PRINTER;".
#pragma once

#include <string>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::drivers {

struct PrinterIdentity {
    std::string maker;
    std::string model;
    std::string commands;  // "ESC/POS", where it says so
    bool operator==(PrinterIdentity const&) const = default;
};

// Takes what it understands: printers get the length, the case and the last semicolon wrong.
[[nodiscard]] PrinterIdentity parse_device_id(std::string_view text);

// Asks the USB printer that a port describes so ("usb 04b8:0e15 at 1-1.2"); the port must be closed. Errc::not_found, permission,
// busy, io, or unsupported when it does not answer within a second.
[[nodiscard]] Result<std::string> read_device_id(std::string_view port_description);

}  // namespace saduak::drivers
