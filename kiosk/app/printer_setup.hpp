// The configured printer: a port to open, and for the virtual one its faults and pictures.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "drivers/printer/usb_watch.hpp"
#include "kiosk/app/config.hpp"
#include "kiosk/printing/printer_thread.hpp"

namespace saduak::kiosk {

class PrinterSetup {
public:
    // Errc::not_found, parse: the profile.
    [[nodiscard]] static Result<PrinterSetup> create(KioskConfig const& config);

    [[nodiscard]] OpenPort opener() const;
    // Calls `changed`, from a thread of its own, when a USB device comes or goes. Nothing for other printers, nor where
    // the system does not tell.
    [[nodiscard]] std::optional<drivers::UsbWatch> watch(std::function<void()> changed) const;
    [[nodiscard]] drivers::Profile const& profile() const { return profile_; }
    // The newest ticket's picture, absolute; empty for a real printer.
    [[nodiscard]] std::filesystem::path last_picture() const;
    // "paper-out", "cover-open", ... Errc::invalid_argument, unsupported.
    [[nodiscard]] Status set_fault(std::string_view name) const;

private:
    drivers::Profile profile_;
    std::string target_;
    std::filesystem::path record_;
    std::shared_ptr<drivers::VirtualPrinter> virtual_printer_;  // shared with the opener; null for a real one
};

}  // namespace saduak::kiosk
