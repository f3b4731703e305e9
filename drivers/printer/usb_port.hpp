// A USB printer through libusb. Printers are found by interface class 7, not by a table of ids: ids are shared by models
// that have nothing else in common. The few that need more are in usb_quirks.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "drivers/printer/port.hpp"

namespace saduak::drivers {

struct UsbProductId {
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    bool operator==(UsbProductId const&) const = default;
};

// Which printer; all that are set must match, nothing set matches any.
struct UsbSelector {
    std::optional<UsbProductId> product;
    std::string port_path;  // "1-1.2": bus, then the ports from the root hub
    std::string serial;
};

struct UsbPrinter {
    UsbProductId product;
    std::string port_path;
    std::string serial;  // empty when it has none or may not be read
};

// Every USB printer that is plugged in. Errc::io when libusb cannot start.
[[nodiscard]] Result<std::vector<UsbPrinter>> list_usb_printers();

// Takes the interface (the kernel's usblp is detached and comes back at close). No reset and no set_configuration: both
// make some printers vanish for seconds. Errc::not_found, permission, busy (another program has it) or io.
//
// The port reports Errc::disconnected when the device is gone, on an I/O error, and on a halt that one clear_halt does
// not end. Reads and writes are asynchronous transfers on one event loop that runs inside write() and read(): status
// that arrives while a picture goes out is kept for the next read().
[[nodiscard]] Result<std::unique_ptr<PrinterPort>> open_usb_port(UsbSelector const& selector);

}  // namespace saduak::drivers
