#include "drivers/printer/usb_quirks.hpp"

#include <optional>

namespace saduak::drivers::usb {

namespace {

struct Row {
    std::uint16_t vendor;
    std::optional<std::uint16_t> product;  // nothing: every product of the vendor
    Quirk quirk;
};

// From public drivers' tables; none of these was at hand (docs/PRINTERS.md).
constexpr Row kRows[] = {
    {0x04b8, 0x0202, {.vendor_class = true}},          // Epson UB-U05 and printers that answer with its id
    {0x0519, std::nullopt, {.unidirectional = true}},  // Star Micronics
};

}  // namespace

Quirk quirk_of(std::uint16_t vendor, std::uint16_t product)
{
    for (Row const& row : kRows)
        if (row.vendor == vendor && row.product.value_or(product) == product) return row.quirk;
    return {};
}

}  // namespace saduak::drivers::usb
