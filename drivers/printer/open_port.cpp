#include "drivers/printer/open_port.hpp"

#include <charconv>
#include <optional>

#include "drivers/printer/file_port.hpp"
#include "drivers/printer/tcp_port.hpp"
#include "drivers/printer/usb_port.hpp"

namespace saduak::drivers {

namespace {

std::optional<std::uint16_t> four_hex_digits(std::string_view text)
{
    std::uint16_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (text.size() != 4 || error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

// "1-1.2": digits, one dash, digits and dots.
bool is_port_path(std::string_view text)
{
    auto const dash = text.find('-');
    return dash != std::string_view::npos && dash > 0 && dash + 1 < text.size() &&
           text.substr(0, dash).find_first_not_of("0123456789") == std::string_view::npos &&
           text.substr(dash + 1).find_first_not_of("0123456789.") == std::string_view::npos;
}

std::optional<UsbSelector> parse_selector(std::string_view text)
{
    UsbSelector selector;
    constexpr std::string_view kSerial = "serial=";
    if (text.starts_with(kSerial) && text.size() > kSerial.size()) {
        selector.serial = text.substr(kSerial.size());
        return selector;
    }
    if (is_port_path(text)) {
        selector.port_path = text;
        return selector;
    }
    if (text.size() != 9 || text[4] != ':') return std::nullopt;
    auto const vendor = four_hex_digits(text.substr(0, 4));
    auto const product = four_hex_digits(text.substr(5));
    if (!vendor || !product) return std::nullopt;
    selector.product = UsbProductId{*vendor, *product};
    return selector;
}

}  // namespace

Result<std::unique_ptr<PrinterPort>> open_port(std::string_view target)
{
    constexpr std::string_view kUsb = "usb:";
    constexpr std::string_view kFile = "file:";
    constexpr std::string_view kTcp = "tcp:";
    if (target == "usb") return open_usb_port({});
    if (target.starts_with(kUsb))
        if (auto const selector = parse_selector(target.substr(kUsb.size()))) return open_usb_port(*selector);
    if (target.starts_with(kFile) && target.size() > kFile.size()) return open_file_port(target.substr(kFile.size()));
    if (target.starts_with(kTcp)) {
        SADUAK_TRY(TcpTarget const host, parse_tcp_target(target.substr(kTcp.size())));
        return open_tcp_port(host);
    }
    return fail(Errc::invalid_argument,
                "\"" + std::string(target) + "\" is no printer: usb, usb:1-1.2, usb:04b8:0e15, usb:serial=X, file:PATH or tcp:HOST:PORT");
}

}  // namespace saduak::drivers
