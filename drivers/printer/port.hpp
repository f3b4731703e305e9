// Where printer bytes go and come from: USB, a device file, the network, or the virtual printer.
#pragma once

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::drivers {

// One open connection to one printer. Used by one thread, the printer thread. A port that reported
// Errc::disconnected stays dead: close it and open another.
class PrinterPort {
public:
    virtual ~PrinterPort() = default;

    // Sends what it can before the deadline and returns how many bytes the printer took; fewer than asked is
    // no error: the caller continues from there and never resends (HARDWARE: a timeout carries a partial count).
    [[nodiscard]] virtual Result<std::size_t> write(ByteView bytes, Millis deadline) = 0;
    // Whatever the printer sent; empty when the deadline passed in silence.
    [[nodiscard]] virtual Result<Bytes> read(Millis deadline) = 0;
    // What to show staff: "usb 04b8:0e15 at 1-1.2".
    [[nodiscard]] virtual std::string description() const = 0;
};

}  // namespace saduak::drivers
