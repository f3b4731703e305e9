// A class-7 USB printer behind the kernel's usbfs interface, in this process: umockdev redirects /dev and /sys, and the
// ioctls of the unchanged libusb arrive here. What it is told to print goes to a VirtualPrinter.
#pragma once

#include <memory>

#include "drivers/printer/virtual_printer.hpp"

namespace saduak::drivers {

// How the kernel ends transfers when a device goes: at once, or with an I/O error first (seen on real hardware).
enum class UnplugStyle { clean, io_error_first };

class FakeUsbPrinter {
public:
    static constexpr char kPortPath[] = "1-1";
    static constexpr char kSerial[] = "SIM0001";

    // At most one at a time: umockdev's test bed is the process's.
    FakeUsbPrinter();
    ~FakeUsbPrinter();
    FakeUsbPrinter(FakeUsbPrinter const&) = delete;
    FakeUsbPrinter& operator=(FakeUsbPrinter const&) = delete;

    [[nodiscard]] VirtualPrinter& machine();

    // Bulk OUT answers NAK after so many more bytes, until resume().
    void hold_after_bytes(std::size_t bytes);
    void resume();
    // The OUT endpoint halts before its next byte and again after each of `times - 1` clear_halts.
    void halt_out(int times);
    // After so many more bytes of bulk OUT.
    void unplug_after_bytes(std::size_t bytes, UnplugStyle style);

    [[nodiscard]] bool kernel_driver_attached() const;
    [[nodiscard]] bool claimed() const;
    [[nodiscard]] int clear_halt_count() const;
    [[nodiscard]] int reset_count() const;
    [[nodiscard]] std::size_t transfers_in_flight() const;

    struct Fake;

private:
    std::unique_ptr<Fake> fake_;
};

}  // namespace saduak::drivers
