#include "kiosk/app/printer_setup.hpp"

#include <map>

#include <spdlog/spdlog.h>

#include "drivers/printer/open_port.hpp"
#include "drivers/printer/record.hpp"

namespace saduak::kiosk {

namespace {

constexpr int kRowsOfHalfTicket = 300;

}  // namespace

Result<PrinterSetup> PrinterSetup::create(KioskConfig const& config)
{
    PrinterSetup setup;
    if (!config.printer_profile.empty()) {
        SADUAK_TRY(setup.profile_, drivers::load_profile(config.printer_profile));
    }
    setup.target_ = config.printer_target;
    setup.record_ = config.printer_record;
    if (config.printer == PrinterKind::virtual_printer) {
        drivers::VirtualPrinterOptions options;
        options.width_dots = setup.profile_.width_dots;
        options.ticket_folder = std::filesystem::absolute(config.printer_folder);
        setup.virtual_printer_ = std::make_shared<drivers::VirtualPrinter>(options);
    }
    return setup;
}

OpenPort PrinterSetup::opener() const
{
    OpenPort open = [target = target_] { return drivers::open_port(target); };
    if (virtual_printer_) open = [printer = virtual_printer_] { return printer->connect(); };
    if (record_.empty()) return open;
    return [open, file = record_]() -> Result<std::unique_ptr<drivers::PrinterPort>> {
        SADUAK_TRY(auto port, open());
        drivers::Recording recording = drivers::record_port(std::move(port), file);
        if (!recording.begun) spdlog::warn("the printer is not recorded: {}", recording.begun.error().context);
        return std::move(recording.port);
    };
}

std::optional<drivers::UsbWatch> PrinterSetup::watch(std::function<void()> changed) const
{
    if (virtual_printer_ || !target_.starts_with("usb")) return std::nullopt;
    auto watch = drivers::UsbWatch::start(std::move(changed));
    if (watch) return std::move(*watch);
    spdlog::warn("a printer that is plugged in again is noticed after seconds only: {}", watch.error().context);
    return std::nullopt;
}

std::filesystem::path PrinterSetup::last_picture() const { return virtual_printer_ ? virtual_printer_->last_file() : std::filesystem::path(); }

Status PrinterSetup::set_fault(std::string_view name) const
{
    using drivers::VirtualPrinter;
    static std::map<std::string_view, std::function<void(VirtualPrinter&)>> const faults{
        {"paper-out", [](VirtualPrinter& p) { p.set_paper(drivers::Paper::out); }},
        {"paper-ends-in-ticket", [](VirtualPrinter& p) { p.set_rows_left(kRowsOfHalfTicket); }},
        {"paper-low", [](VirtualPrinter& p) { p.set_paper(drivers::Paper::near_end); }},
        {"paper-in", [](VirtualPrinter& p) { p.set_paper(drivers::Paper::present); }},
        {"cover-open", [](VirtualPrinter& p) { p.set_cover(drivers::Cover::open); }},
        {"cover-closed", [](VirtualPrinter& p) { p.set_cover(drivers::Cover::closed); }},
        {"silent", [](VirtualPrinter& p) { p.set_status_line(drivers::StatusLine::silent); }},
        {"answering", [](VirtualPrinter& p) { p.set_status_line(drivers::StatusLine::answering); }},
        {"unplug", [](VirtualPrinter& p) { p.unplug(); }},
        {"plug-in", [](VirtualPrinter& p) { p.plug_in(); }},
        {"jam", [](VirtualPrinter& p) { p.jam_cutter(); }},
        {"power-cycle", [](VirtualPrinter& p) { p.power_cycle(); }},
    };
    if (!virtual_printer_) return fail(Errc::unsupported, "only a virtual printer takes faults");
    auto const found = faults.find(name);
    if (found == faults.end()) return fail(Errc::invalid_argument, "no such printer fault: " + std::string(name));
    found->second(*virtual_printer_);
    return {};
}

}  // namespace saduak::kiosk
