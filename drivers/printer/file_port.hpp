// A printer behind a device file (/dev/usb/lp0), or a plain file that keeps the bytes.
#pragma once

#include <filesystem>
#include <memory>

#include "drivers/printer/port.hpp"

namespace saduak::drivers {

// A character device is opened for both directions where it allows it and never blocks beyond a deadline. A plain file is
// created (0644), appended to, and never answers; anything else is Errc::invalid_argument. Errc::not_found (the folder or
// device is missing), permission, busy, io.
[[nodiscard]] Result<std::unique_ptr<PrinterPort>> open_file_port(std::filesystem::path const& path);

}  // namespace saduak::drivers
