// USB printers that do not say what they are. Everything else is found by its interface class: ids are shared by models
// that have nothing else in common, so this table stays short.
#pragma once

#include <cstdint>

namespace saduak::drivers::usb {

struct Quirk {
    bool vendor_class = false;    // its printer interface has class 255 instead of 7
    bool unidirectional = false;  // it has a way back that is not to be used: reads hang or upset it
};

[[nodiscard]] Quirk quirk_of(std::uint16_t vendor, std::uint16_t product);

}  // namespace saduak::drivers::usb
