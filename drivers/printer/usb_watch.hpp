// Tells when a USB device comes or goes, so that nobody has to look all the time.
#pragma once

#include <functional>
#include <memory>

#include "core/base/result.hpp"

namespace saduak::drivers {

// A thread of its own waits for the kernel's word and calls `changed` there. Any device counts: what it is, who looks
// finds out.
class UsbWatch {
public:
    // Errc::io; unsupported where libusb has no hotplug: looking from time to time is all there is then.
    [[nodiscard]] static Result<UsbWatch> start(std::function<void()> changed);
    ~UsbWatch();
    UsbWatch(UsbWatch&&) noexcept;
    UsbWatch& operator=(UsbWatch&&) noexcept;

private:
    struct Ears;
    explicit UsbWatch(std::unique_ptr<Ears> ears);

    std::unique_ptr<Ears> ears_;
};

}  // namespace saduak::drivers
