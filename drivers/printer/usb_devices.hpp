// Finding USB printers with libusb: what usb_port.cpp and the listing share.
#pragma once

#include <memory>
#include <vector>

#include <libusb.h>

#include "drivers/printer/usb_port.hpp"

namespace saduak::drivers::usb {

struct ExitContext {
    void operator()(libusb_context* context) const { libusb_exit(context); }
};
struct CloseHandle {
    void operator()(libusb_device_handle* handle) const { libusb_close(handle); }
};
struct UnrefDevice {
    void operator()(libusb_device* device) const { libusb_unref_device(device); }
};
using Context = std::unique_ptr<libusb_context, ExitContext>;
using Handle = std::unique_ptr<libusb_device_handle, CloseHandle>;
using Device = std::unique_ptr<libusb_device, UnrefDevice>;

// Where a printer's interface is, from its descriptors.
struct Interface {
    int number = 0;
    int alternate = 0;
    Byte out = 0;
    Byte in = 0;  // 0: no way back
};

// Must be gone before its context is.
struct Candidate {
    Device device;
    Interface interface;
    UsbPrinter printer;
};

[[nodiscard]] Result<Context> start();
// Every device with a printer interface that takes bulk data, in libusb's order.
[[nodiscard]] Result<std::vector<Candidate>> find_printers(libusb_context* context);
[[nodiscard]] bool matches(UsbPrinter const& printer, UsbSelector const& selector);
// "usb 04b8:0e15 at 1-1.2 serial J4A0123"
[[nodiscard]] std::string describe(UsbPrinter const& printer);

// libusb's words and our code for a libusb error.
[[nodiscard]] std::string words(int code);
[[nodiscard]] Errc code_of(int code);

}  // namespace saduak::drivers::usb
