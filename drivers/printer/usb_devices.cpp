#include "drivers/printer/usb_devices.hpp"

#include <array>
#include <cstdio>
#include <optional>

#include "drivers/printer/usb_quirks.hpp"

namespace saduak::drivers {

namespace usb {

namespace {

struct FreeConfig {
    void operator()(libusb_config_descriptor* config) const { libusb_free_config_descriptor(config); }
};

Interface endpoints_of(libusb_interface_descriptor const& setting)
{
    Interface found{setting.bInterfaceNumber, setting.bAlternateSetting, 0, 0};
    for (int i = 0; i < setting.bNumEndpoints; ++i) {
        libusb_endpoint_descriptor const& endpoint = setting.endpoint[i];
        if ((endpoint.bmAttributes & LIBUSB_TRANSFER_TYPE_MASK) != LIBUSB_TRANSFER_TYPE_BULK) continue;
        bool const in = (endpoint.bEndpointAddress & LIBUSB_ENDPOINT_DIR_MASK) == LIBUSB_ENDPOINT_IN;
        Byte& slot = in ? found.in : found.out;
        if (slot == 0) slot = endpoint.bEndpointAddress;
    }
    return found;
}

// The printer interface, one with a way back before one without.
std::optional<Interface> printer_interface(libusb_device* device, Quirk quirk)
{
    libusb_config_descriptor* raw = nullptr;
    if (libusb_get_active_config_descriptor(device, &raw) != LIBUSB_SUCCESS) return std::nullopt;
    std::unique_ptr<libusb_config_descriptor, FreeConfig> const config(raw);
    std::optional<Interface> best;
    for (int i = 0; i < config->bNumInterfaces; ++i)
        for (int j = 0; j < config->interface[i].num_altsetting; ++j) {
            libusb_interface_descriptor const& setting = config->interface[i].altsetting[j];
            bool const by_quirk = quirk.vendor_class && setting.bInterfaceClass == LIBUSB_CLASS_VENDOR_SPEC;
            if (setting.bInterfaceClass != LIBUSB_CLASS_PRINTER && !by_quirk) continue;
            Interface found = endpoints_of(setting);
            if (quirk.unidirectional) found.in = 0;
            if (found.out != 0 && (!best || (best->in == 0 && found.in != 0))) best = found;
        }
    return best;
}

std::string port_path(libusb_device* device)
{
    std::array<std::uint8_t, 8> ports{};
    int const count = libusb_get_port_numbers(device, ports.data(), static_cast<int>(ports.size()));
    std::string path = std::to_string(libusb_get_bus_number(device));
    // A device right at the controller has no port; its address tells it apart then.
    if (count <= 0) return path + "@" + std::to_string(libusb_get_device_address(device));
    for (int i = 0; i < count; ++i) path += (i == 0 ? "-" : ".") + std::to_string(ports[static_cast<std::size_t>(i)]);
    return path;
}

std::string serial_of(libusb_device* device, Byte index)
{
    if (index == 0) return {};
    libusb_device_handle* raw = nullptr;
    if (libusb_open(device, &raw) != LIBUSB_SUCCESS) return {};
    Handle const handle(raw);
    std::array<unsigned char, 128> text{};
    int const size = libusb_get_string_descriptor_ascii(handle.get(), index, text.data(), static_cast<int>(text.size()));
    return size > 0 ? std::string(as_text(ByteView(text).first(static_cast<std::size_t>(size)))) : std::string();
}

}  // namespace

std::string words(int code) { return libusb_strerror(code); }

Errc code_of(int code)
{
    switch (code) {
    case LIBUSB_ERROR_ACCESS: return Errc::permission;
    case LIBUSB_ERROR_NO_DEVICE:
    case LIBUSB_ERROR_NOT_FOUND: return Errc::not_found;
    case LIBUSB_ERROR_BUSY: return Errc::busy;
    default: return Errc::io;
    }
}

Result<Context> start()
{
    libusb_context* context = nullptr;
    int const code = libusb_init(&context);
    if (code != LIBUSB_SUCCESS) return fail(Errc::io, "cannot start libusb: " + words(code));
    return Context(context);
}

Result<std::vector<Candidate>> find_printers(libusb_context* context)
{
    libusb_device** list = nullptr;
    auto const count = libusb_get_device_list(context, &list);
    if (count < 0) return fail(Errc::io, "cannot list USB devices: " + words(static_cast<int>(count)));
    std::vector<Candidate> found;
    for (ssize_t i = 0; i < count; ++i) {
        libusb_device_descriptor descriptor{};
        if (libusb_get_device_descriptor(list[i], &descriptor) != LIBUSB_SUCCESS) continue;
        auto const interface = printer_interface(list[i], quirk_of(descriptor.idVendor, descriptor.idProduct));
        if (!interface) continue;
        UsbPrinter printer{{descriptor.idVendor, descriptor.idProduct}, port_path(list[i]), serial_of(list[i], descriptor.iSerialNumber)};
        found.push_back({Device(libusb_ref_device(list[i])), *interface, std::move(printer)});
    }
    libusb_free_device_list(list, 1);
    return found;
}

bool matches(UsbPrinter const& printer, UsbSelector const& selector)
{
    return (!selector.product || *selector.product == printer.product) && (selector.port_path.empty() || selector.port_path == printer.port_path) &&
           (selector.serial.empty() || selector.serial == printer.serial);
}

std::string describe(UsbPrinter const& printer)
{
    std::array<char, 16> ids{};
    std::snprintf(ids.data(), ids.size(), "%04x:%04x", unsigned{printer.product.vendor}, unsigned{printer.product.product});
    return "usb " + std::string(ids.data()) + " at " + printer.port_path + (printer.serial.empty() ? "" : " serial " + printer.serial);
}

}  // namespace usb

Result<std::vector<UsbPrinter>> list_usb_printers()
{
    SADUAK_TRY(usb::Context const context, usb::start());
    SADUAK_TRY(auto const candidates, usb::find_printers(context.get()));
    std::vector<UsbPrinter> printers;
    printers.reserve(candidates.size());
    for (usb::Candidate const& candidate : candidates) printers.push_back(candidate.printer);
    return printers;
}

}  // namespace saduak::drivers
