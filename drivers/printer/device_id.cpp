#include "drivers/printer/device_id.hpp"

#include <algorithm>
#include <array>
#include <cctype>

#include "drivers/printer/usb_devices.hpp"

namespace saduak::drivers {

namespace {

constexpr std::uint8_t kFromInterface = 0xA1;  // a class request to an interface that answers
constexpr std::uint8_t kGetDeviceId = 0;
constexpr unsigned kDeadlineMs = 1000;
constexpr std::size_t kLengthBytes = 2;

bool is(std::string_view key, std::string_view short_name, std::string_view long_name)
{
    auto const same = [key](std::string_view name) {
        return std::equal(key.begin(), key.end(), name.begin(), name.end(),
                          [](char a, char b) { return std::toupper(static_cast<unsigned char>(a)) == b; });
    };
    return same(short_name) || same(long_name);
}

Result<std::string> ask(usb::Candidate const& candidate)
{
    libusb_device_handle* raw = nullptr;
    int code = libusb_open(candidate.device.get(), &raw);
    if (code != LIBUSB_SUCCESS) return fail(usb::code_of(code), "cannot open the printer: " + usb::words(code));
    usb::Handle const handle(raw);
    libusb_set_auto_detach_kernel_driver(raw, 1);
    code = libusb_claim_interface(raw, candidate.interface.number);
    if (code != LIBUSB_SUCCESS) return fail(usb::code_of(code), "cannot claim the printer: " + usb::words(code));
    std::array<unsigned char, 1024> reply{};
    auto const index = static_cast<std::uint16_t>((candidate.interface.number << 8) | candidate.interface.alternate);
    int const size =
        libusb_control_transfer(raw, kFromInterface, kGetDeviceId, 0, index, reply.data(), static_cast<std::uint16_t>(reply.size()), kDeadlineMs);
    libusb_release_interface(raw, candidate.interface.number);
    if (size < static_cast<int>(kLengthBytes)) return fail(Errc::unsupported, "the printer does not name itself");
    ByteView const text = ByteView(reply).first(static_cast<std::size_t>(size)).subspan(kLengthBytes);
    return std::string(as_text(text));
}

}  // namespace

PrinterIdentity parse_device_id(std::string_view text)
{
    PrinterIdentity id;
    while (!text.empty()) {
        std::string_view const field = text.substr(0, text.find(';'));
        text.remove_prefix(std::min(text.size(), field.size() + 1));
        auto const colon = field.find(':');
        if (colon == std::string_view::npos) continue;
        std::string_view const key = field.substr(0, colon);
        std::string value(field.substr(colon + 1));
        std::erase_if(value, [](char letter) { return static_cast<unsigned char>(letter) < 0x20; });
        if (is(key, "MFG", "MANUFACTURER")) id.maker = std::move(value);
        else if (is(key, "MDL", "MODEL")) id.model = std::move(value);
        else if (is(key, "CMD", "COMMAND SET")) id.commands = std::move(value);
    }
    return id;
}

Result<std::string> read_device_id(std::string_view port_description)
{
    SADUAK_TRY(usb::Context const context, usb::start());
    SADUAK_TRY(auto const candidates, usb::find_printers(context.get()));
    for (usb::Candidate const& candidate : candidates)
        if (usb::describe(candidate.printer) == port_description) return ask(candidate);
    return fail(Errc::not_found, "not a USB printer: " + std::string(port_description));
}

}  // namespace saduak::drivers
