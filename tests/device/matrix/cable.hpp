// A virtual printer at the end of a real cable: what the kiosk opens is a USB device, a device file or a network address,
// and the bytes take the way through the kernel that they take in an office.
#pragma once

#include <memory>
#include <string>

#include "drivers/printer/virtual_printer.hpp"

namespace saduak::test {

class Cable {
public:
    virtual ~Cable() = default;
    [[nodiscard]] virtual drivers::VirtualPrinter& machine() = 0;
    // For drivers::open_port.
    [[nodiscard]] virtual std::string target() const = 0;
    // After the machine was unplugged or switched off and on: it can be opened again when this returns; connections of
    // before stay dead.
    virtual void plug_in() = 0;
};

// Under umockdev; one at a time.
[[nodiscard]] std::unique_ptr<Cable> usb_cable();
// A pseudo terminal where /dev/usb/lp0 would be.
[[nodiscard]] std::unique_ptr<Cable> lp_cable();
// TCP on loopback. A pulled cable is silence; what was connected before is reset when the printer is back.
[[nodiscard]] std::unique_ptr<Cable> network_cable();

}  // namespace saduak::test
