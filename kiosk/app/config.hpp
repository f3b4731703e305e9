// The kiosk's configuration (kiosk/README.md): file, then what the command line says instead.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "kiosk/app/settings.hpp"
#include "kiosk/link/server_link.hpp"
#include "kiosk/sdl/placement.hpp"
#include "kiosk/view/view.hpp"

namespace saduak::kiosk {

enum class PrinterKind { usb, file, network, virtual_printer, none };

struct KioskConfig {
    LinkOptions link;
    std::string url;  // of the server's pages, where bundles come from; empty: none are taken
    std::string url_fingerprint;
    Roles roles;
    Settings settings;  // a bundle may say otherwise
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
    std::filesystem::path voice_pack;          // empty: no spoken guidance
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
// What the file has no [server] and [device] for stands in DATA/enrolment.toml.
[[nodiscard]] Result<KioskConfig> load_config(std::filesystem::path const& file, Overrides const& overrides);
// The same folder, also of a configuration that is not yet enrolled; `file` or `data` may be empty. Errc as above.
[[nodiscard]] Result<std::filesystem::path> find_data_folder(std::filesystem::path const& file, std::string const& data);
// "issue", "rate" or "issue,rate".
[[nodiscard]] Result<Roles> parse_roles(std::string_view text);

}  // namespace saduak::kiosk
