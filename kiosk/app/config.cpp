#include "kiosk/app/config.hpp"

#include <cstdlib>

#include "kiosk/app/config_section.hpp"

#include "drivers/printer/tcp_port.hpp"

#include "kiosk/enrolment/enrolment.hpp"
#include "kiosk/ticket/ticket_template.hpp"

namespace saduak::kiosk {

namespace {

Result<PrinterKind> parse_printer_kind(std::string const& text)
{
    if (text == "usb") return PrinterKind::usb;
    if (text == "file") return PrinterKind::file;
    if (text == "network") return PrinterKind::network;
    if (text == "virtual") return PrinterKind::virtual_printer;
    if (text == "none") return PrinterKind::none;
    return fail(Errc::parse, "printer.kind must be usb, file, network, virtual or none");
}

// What drivers::open_port takes. A misspelt host is found here and not in front of the first citizen.
Result<std::string> parse_target(PrinterKind kind, std::string const& text)
{
    if (kind == PrinterKind::file) return "file:" + text;
    if (kind != PrinterKind::network) return text;
    std::string const host = text.starts_with("tcp:") ? text.substr(4) : text;
    SADUAK_TRY(auto const parsed, drivers::parse_tcp_target(host).map_error(in(std::string("printer.target"))));
    static_cast<void>(parsed);
    return "tcp:" + host;
}

std::filesystem::path below(std::filesystem::path const& folder, std::string const& path)
{
    return path.empty() ? std::filesystem::path() : folder / path;  // an absolute path stays as it is
}

std::string environment(char const* name)
{
    char const* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

Status read_link(toml::table const& root, KioskConfig& config)
{
    Section server(root, "server");
    SADUAK_TRY(std::string const address, server.text("address"));
    SADUAK_TRY(config.link.server, platform::parse_address(address).map_error(in(std::string("server.address"))));
    SADUAK_TRY(config.link.fingerprint, server.text("fingerprint"));
    SADUAK_TRY(config.url, server.text("url"));
    SADUAK_TRY(config.url_fingerprint, server.text("url_fingerprint"));
    SADUAK_TRY_STATUS(server.all_known());
    Section device(root, "device");
    SADUAK_TRY(std::string id, device.text("id"));
    SADUAK_TRY(config.link.key, device.text("key"));
    SADUAK_TRY(std::string const role, device.text("role", "issue"));
    SADUAK_TRY(config.roles, parse_roles(role));
    if (!valid_code(id)) return fail(Errc::parse, "device.id must be the id that the server knows");
    if (!valid_sha256_hex(config.link.key)) return fail(Errc::parse, "device.key must be 64 hex digits");
    config.link.device = DeviceId(std::move(id));
    config.link.version = SADUAK_VERSION;
    return device.all_known();
}

Status read_screen(toml::table const& root, KioskConfig& config)
{
    Section screen(root, "screen");
    SADUAK_TRY(config.screen.width, screen.pixels("width", config.screen.width));
    SADUAK_TRY(config.screen.height, screen.pixels("height", config.screen.height));
    SADUAK_TRY(config.screen.px_per_mm, screen.value<double>("px_per_mm", config.screen.px_per_mm));
    SADUAK_TRY(config.fullscreen, screen.value<bool>("fullscreen", false));
    SADUAK_TRY(int const degrees, screen.value<int>("rotate", 0));
    SADUAK_TRY(config.turn, parse_turn(degrees).map_error(in("screen.rotate")));
    if (config.screen.px_per_mm < 1 || config.screen.px_per_mm > 40) return fail(Errc::parse, "screen.px_per_mm must be 1 to 40");
    return screen.all_known();
}

Status read_printer(toml::table const& root, std::filesystem::path const& folder, KioskConfig& config)
{
    Section printer(root, "printer");
    SADUAK_TRY(std::string const kind, printer.text("kind", "none"));
    SADUAK_TRY(config.printer, parse_printer_kind(kind));
    SADUAK_TRY(std::string const target, printer.text("target", "usb"));
    SADUAK_TRY(config.printer_target, parse_target(config.printer, target));
    SADUAK_TRY(std::string const pictures, printer.text("folder", "tickets"));
    SADUAK_TRY(std::string const profile, printer.text("profile"));
    SADUAK_TRY(config.roll_m, printer.value<int>("roll_m", 0));
    if (config.roll_m < 0 || config.roll_m > 1000)
        return fail(Errc::parse, "printer.roll_m must be 0 to 1000 (metres of paper on a new roll; 0: not known)");
    SADUAK_TRY(std::string const record, printer.text("record"));
    config.printer_folder = below(folder, pictures);
    config.printer_record = below(folder, record);
    config.printer_profile = below(folder, profile);
    return printer.all_known();
}

Status read_ticket(toml::table const& root, std::filesystem::path const& folder, KioskConfig& config)
{
    Section ticket(root, "ticket");
    SADUAK_TRY(std::string const design, ticket.text("template", config.ticket_template));
    SADUAK_TRY(std::string const logo, ticket.text("logo"));
    config.ticket_template = is_template_name(design) ? design : below(folder, design).string();
    config.ticket_logo = below(folder, logo);
    return ticket.all_known();
}

Status read_kiosk(toml::table const& root, std::filesystem::path const& folder, KioskConfig& config)
{
    Section kiosk(root, "kiosk");
    static_cast<void>(kiosk.text("language"));  // read_settings reads it
    SADUAK_TRY(std::string const assets, kiosk.text("assets"));
    static_cast<void>(kiosk.text("data"));  // data_of has read it
    config.assets = below(folder, assets);
    return kiosk.all_known();
}

Status apply(Overrides const& overrides, KioskConfig& config)
{
    if (!overrides.role.empty()) {
        SADUAK_TRY(config.roles, parse_roles(overrides.role));
    }
    if (config.assets.empty()) config.assets = environment("SADUAK_ASSETS");
    if (config.assets.empty()) config.assets = SADUAK_ASSETS_DIR;
    if (!overrides.virtual_printer.empty()) {
        config.printer = PrinterKind::virtual_printer;
        config.printer_folder = overrides.virtual_printer;
    }
    if (config.roles.issue && config.printer == PrinterKind::none)
        return fail(Errc::invalid_argument, "a kiosk that issues tickets needs a printer: set printer.kind, or --virtual-printer DIR");
    return {};
}

Status read_keypad(toml::table const& root, std::filesystem::path const& folder, KioskConfig& config)
{
    Section keypad(root, "keypad");
    SADUAK_TRY(config.keypad_device, keypad.text("device"));
    SADUAK_TRY(std::string const mapping, keypad.text("mapping"));
    config.keypad_mapping = below(folder, mapping);
    if (config.keypad_device.empty() != mapping.empty()) return fail(Errc::parse, "keypad.device and keypad.mapping go together");
    if (!config.keypad_device.empty() && !config.roles.rate) return fail(Errc::parse, "[keypad] is for kiosks that rate");
    return keypad.all_known();
}

Result<std::filesystem::path> data_of(toml::table const& root, std::filesystem::path const& folder, std::string const& data)
{
    if (!data.empty()) return data;
    if (std::string const home = environment("SADUAK_HOME"); !home.empty()) return home;
    std::string const configured = root["kiosk"]["data"].value_or(std::string());
    if (configured.empty()) return fail(Errc::invalid_argument, "no data folder: set kiosk.data, SADUAK_HOME or --data");
    return below(folder, configured);
}

// Where [server] and [device] stand: in the configuration, or in what an enrolment left.
Result<toml::table> link_table(toml::table const& root, std::filesystem::path const& data)
{
    if (root.contains("device") || root.contains("server")) return root;
    std::filesystem::path const enrolled = enrolment_file(data);
    std::error_code missing;
    if (!std::filesystem::is_regular_file(enrolled, missing))
        return fail(Errc::not_found, "no [device], and no " + enrolled.string() + ": enrol the device first (saduak-kiosk enrol --help)");
    return toml::parse_file(enrolled.string());
}

Status read_voice(toml::table const& root, std::filesystem::path const& folder, KioskConfig& config)
{
    Section voice(root, "voice");
    SADUAK_TRY(std::string const pack, voice.text("pack"));
    config.voice_pack = below(folder, pack);
    return voice.all_known();
}

Result<KioskConfig> config_of(toml::table const& root, std::filesystem::path const& folder, std::filesystem::path data)
{
    constexpr std::string_view kSections[] = {"server", "device", "kiosk", "screen", "printer", "keypad", "ticket", "staff", "screensaver", "voice"};
    for (auto const& [key, node] : root)
        if (std::find(std::begin(kSections), std::end(kSections), key.str()) == std::end(kSections))
            return fail(Errc::parse, "unknown section " + std::string(key.str()));
    KioskConfig config;
    config.data = std::move(data);
    SADUAK_TRY(toml::table const link, link_table(root, config.data));
    SADUAK_TRY_STATUS(read_link(link, config));
    SADUAK_TRY_STATUS(read_kiosk(root, folder, config));
    SADUAK_TRY_STATUS(read_screen(root, config));
    SADUAK_TRY_STATUS(read_printer(root, folder, config));
    SADUAK_TRY_STATUS(read_keypad(root, folder, config));
    SADUAK_TRY_STATUS(read_voice(root, folder, config));
    SADUAK_TRY_STATUS(read_ticket(root, folder, config));
    SADUAK_TRY_STATUS(read_settings(root, config.settings));
    return config;
}

}  // namespace

Result<Roles> parse_roles(std::string_view text)
{
    if (text == "issue") return Roles{true, false};
    if (text == "rate") return Roles{false, true};
    if (text == "issue,rate" || text == "rate,issue") return Roles{true, true};
    return fail(Errc::invalid_argument, "role must be issue, rate or issue,rate, not \"" + std::string(text) + "\"");
}

Result<KioskConfig> load_config(std::filesystem::path const& file, Overrides const& overrides)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(file, missing)) return fail(Errc::not_found, "no configuration at " + file.string());
    try {
        toml::table const root = toml::parse_file(file.string());
        SADUAK_TRY(auto data, data_of(root, file.parent_path(), overrides.data));
        SADUAK_TRY(KioskConfig config, config_of(root, file.parent_path(), std::move(data)).map_error(in(file.string())));
        SADUAK_TRY_STATUS(apply(overrides, config));
        return config;
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, file.string() + ": " + std::string(error.description()));
    }
}

Result<std::filesystem::path> find_data_folder(std::filesystem::path const& file, std::string const& data)
{
    if (file.empty()) return data_of({}, {}, data);
    std::error_code missing;
    if (!std::filesystem::is_regular_file(file, missing)) return fail(Errc::not_found, "no configuration at " + file.string());
    try {
        return data_of(toml::parse_file(file.string()), file.parent_path(), data);
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, file.string() + ": " + std::string(error.description()));
    }
}

}  // namespace saduak::kiosk
