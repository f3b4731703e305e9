// A class-7 USB printer behind the kernel's usbfs interface, in this process: umockdev redirects /dev and /sys, and the
// ioctls of the unchanged libusb arrive here. What it is told to print goes to a VirtualPrinter.
#pragma once

#include <memory>

#include "drivers/printer/virtual_printer.hpp"

namespace saduak::drivers {

// How the kernel ends transfers when a device goes: at once, or with an I/O error first (seen on real hardware).
enum class UnplugStyle { clean, io_error_first };

// What its descriptors say. vendor_class: Epson's 04b8:0202 with interface class 255; vendor_class_unknown: the same class
// with an id that no table knows; unidirectional: an id of Star's.
enum class UsbModel { printer_class, vendor_class, vendor_class_unknown, unidirectional };

class FakeUsbPrinter {
public:
    static constexpr char kPortPath[] = "1-1";
    static constexpr char kSerial[] = "SIM0001";

    // At most one at a time: umockdev's test bed is the process's.
    explicit FakeUsbPrinter(UsbModel model = UsbModel::printer_class);
    ~FakeUsbPrinter();
    FakeUsbPrinter(FakeUsbPrinter const&) = delete;
    FakeUsbPrinter& operator=(FakeUsbPrinter const&) = delete;

    [[nodiscard]] VirtualPrinter& machine();

    // Bulk OUT answers NAK after so many more bytes, until resume().
    void hold_after_bytes(std::size_t bytes);
    void resume();
    // The OUT endpoint halts before its next byte and again after each of `times - 1` clear_halts.
    void halt_out(int times);
    // The same of IN.
    void halt_in(int times);
    // Bytes that come in although nobody asked.
    void say(ByteView bytes);
    // DLE EOT `query` is answered with this byte instead of the machine's.
    void overrule(Byte query, Byte reply);
    // After so many more bytes of bulk OUT.
    void unplug_after_bytes(std::size_t bytes, UnplugStyle style);

    // Back on the bus, announced; handles of before stay dead. Also after the machine itself was unplugged.
    void plug_in();
    // The kernel's word to those who listen that the device left.
    void announce_unplug();

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
