#include "tests/device/fake_usb_printer.hpp"
#include "tests/device/matrix/cable.hpp"

namespace saduak::test {

namespace {

class UsbCable final : public Cable {
public:
    drivers::VirtualPrinter& machine() override { return fake_.machine(); }
    std::string target() const override { return "usb"; }
    void plug_in() override { fake_.plug_in(); }

private:
    drivers::FakeUsbPrinter fake_;
};

}  // namespace

std::unique_ptr<Cable> usb_cable() { return std::make_unique<UsbCable>(); }

}  // namespace saduak::test
