#include "kiosk/app/config.hpp"

#include <cstdlib>
#include <set>

#include <toml++/toml.h>

#include "kiosk/ticket/ticket_template.hpp"

namespace saduak::kiosk {

namespace {

// Reads one table's keys; a key that nobody asks for is an error: it is misspelt.
class Section {
public:
    Section(toml::table const& root, std::string name) : name_(std::move(name)), table_(root[name_].as_table()) {}

    template <class T>
    [[nodiscard]] Result<T> value(std::string const& key, T fallback)
    {
        asked_.insert(key);
        if (table_ == nullptr || !table_->contains(key)) return fallback;
        auto const found = (*table_)[key].value<T>();
        if (!found) return fail(Errc::parse, name_ + "." + key + " has a value of the wrong kind");
        return *found;
    }
    [[nodiscard]] Result<std::string> text(std::string const& key, std::string fallback = {}) { return value<std::string>(key, std::move(fallback)); }
    [[nodiscard]] Result<int> pixels(std::string const& key, int fallback)
    {
        SADUAK_TRY(int const found, value<int>(key, fallback));
        if (found < 480 || found > 8192) return fail(Errc::parse, name_ + "." + key + " must be 480 to 8192");
        return found;
    }
    [[nodiscard]] Status all_known() const
    {
        if (table_ == nullptr) return {};
        for (auto const& [key, node] : *table_)
            if (!asked_.contains(std::string(key.str()))) return fail(Errc::parse, "unknown key " + name_ + "." + std::string(key.str()));
        return {};
    }

private:
    std::string name_;
    toml::table const* table_;
    std::set<std::string> asked_;
};

Result<Lang> parse_language(std::string const& text)
{
    if (text == "th") return Lang::th;
    if (text == "en") return Lang::en;
    return fail(Errc::parse, "kiosk.language must be th or en");
}

Result<PrinterKind> parse_printer_kind(std::string const& text)
{
    if (text == "usb") return PrinterKind::usb;
    if (text == "file") return PrinterKind::file;
    if (text == "virtual") return PrinterKind::virtual_printer;
    if (text == "none") return PrinterKind::none;
    return fail(Errc::parse, "printer.kind must be usb, file, virtual or none");
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
    if (config.screen.px_per_mm < 1 || config.screen.px_per_mm > 40) return fail(Errc::parse, "screen.px_per_mm must be 1 to 40");
    return screen.all_known();
}

Status read_printer(toml::table const& root, std::filesystem::path const& folder, KioskConfig& config)
{
    Section printer(root, "printer");
    SADUAK_TRY(std::string const kind, printer.text("kind", "none"));
    SADUAK_TRY(config.printer, parse_printer_kind(kind));
    SADUAK_TRY(config.printer_target, printer.text("target", "usb"));
    SADUAK_TRY(std::string const pictures, printer.text("folder", "tickets"));
    SADUAK_TRY(std::string const profile, printer.text("profile"));
    config.printer_folder = below(folder, pictures);
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
    SADUAK_TRY(std::string const data, kiosk.text("data"));
    SADUAK_TRY(std::string const language, kiosk.text("language", "th"));
    SADUAK_TRY(config.language, parse_language(language));
    SADUAK_TRY(std::string const assets, kiosk.text("assets"));
    config.data = below(folder, data);
    config.assets = below(folder, assets);
    return kiosk.all_known();
}

Status apply(Overrides const& overrides, KioskConfig& config)
{
    if (!overrides.role.empty()) {
        SADUAK_TRY(config.roles, parse_roles(overrides.role));
    }
    if (std::string const home = environment("SADUAK_HOME"); !home.empty()) config.data = home;
    if (!overrides.data.empty()) config.data = overrides.data;
    if (config.data.empty()) return fail(Errc::invalid_argument, "no data folder: set kiosk.data, SADUAK_HOME or --data");
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

Result<KioskConfig> config_of(toml::table const& root, std::filesystem::path const& folder)
{
    constexpr std::string_view kSections[] = {"server", "device", "kiosk", "screen", "printer", "ticket"};
    for (auto const& [key, node] : root)
        if (std::find(std::begin(kSections), std::end(kSections), key.str()) == std::end(kSections))
            return fail(Errc::parse, "unknown section " + std::string(key.str()));
    KioskConfig config;
    SADUAK_TRY_STATUS(read_link(root, config));
    SADUAK_TRY_STATUS(read_kiosk(root, folder, config));
    SADUAK_TRY_STATUS(read_screen(root, config));
    SADUAK_TRY_STATUS(read_printer(root, folder, config));
    SADUAK_TRY_STATUS(read_ticket(root, folder, config));
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
        SADUAK_TRY(KioskConfig config, config_of(root, file.parent_path()).map_error(in(file.string())));
        SADUAK_TRY_STATUS(apply(overrides, config));
        return config;
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, file.string() + ": " + std::string(error.description()));
    }
}

}  // namespace saduak::kiosk
