// Opens the port that a configuration names.
#pragma once

#include <memory>
#include <string_view>

#include "drivers/printer/port.hpp"

namespace saduak::drivers {

// "usb"                      the first USB printer (interface class 7)
// "usb:1-1.2"                the USB printer at that port path (bus-port.port...)
// "usb:04b8:0e15"            the first with that vendor and product id, four hex digits each
// "usb:serial=J4A0123"       the one with that serial number
// "file:/dev/usb/lp0"        a character device
// "file:/var/tmp/out.bin"    a file, created and appended to
// "tcp:printer.lan"          a network printer at port 9100
// "tcp:192.0.2.7:9101"       at another port; "tcp:[fd00::7]:9100" by its IPv6 address
// Errc::invalid_argument for another form; else what the port's open() says (not_found, permission, busy, timeout, io).
[[nodiscard]] Result<std::unique_ptr<PrinterPort>> open_port(std::string_view target);

}  // namespace saduak::drivers
