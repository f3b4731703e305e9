// The kiosk's configuration (kiosk/README.md): file, then what the command line says instead.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "kiosk/link/server_link.hpp"
#include "kiosk/sdl/placement.hpp"
#include "kiosk/view/view.hpp"

namespace saduak::kiosk {

enum class PrinterKind { usb, file, network, virtual_printer, none };

struct KioskConfig {
    LinkOptions link;
    Roles roles;
    Lang language = Lang::th;
    std::filesystem::path data;
    std::filesystem::path assets;
    ScreenSize screen;
    bool fullscreen = false;
    Turn turn = Turn::none;  // as the panel is mounted
    PrinterKind printer = PrinterKind::none;
    std::string printer_target = "usb";     // as drivers::open_port takes it
    std::filesystem::path printer_folder;   // virtual: where pictures go
    std::filesystem::path printer_profile;  // empty: the default profile
    int roll_m = 0;                         // length of a new roll; 0: not told, its end is not forecast
    std::filesystem::path printer_record;   // empty: the conversation is not written down
    std::string keypad_device;              // of a rating terminal, as drivers::parse_pad takes it; empty: none
    std::filesystem::path keypad_mapping;
    std::string ticket_template = "standard";  // a name in assets/tickets, or a file
    std::filesystem::path ticket_logo;         // PNG; empty: none
};

// What stands on the command line and goes before the file.
struct Overrides {
    std::string role;
    std::string data;
    std::string virtual_printer;
};

// Errc::not_found, or parse naming the key. The data folder: --data, else SADUAK_HOME, else the file's.
[[nodiscard]] Result<KioskConfig> load_config(std::filesystem::path const& file, Overrides const& overrides);
// "issue", "rate" or "issue,rate".
[[nodiscard]] Result<Roles> parse_roles(std::string_view text);

}  // namespace saduak::kiosk
