#include "kiosk/callbox/config.hpp"

#include <algorithm>

#include "core/base/ids.hpp"
#include "kiosk/app/config_section.hpp"

namespace saduak::kiosk {

namespace {

Result<CallBoxConfig> config_of(toml::table const& root, std::filesystem::path const& folder)
{
    constexpr std::string_view kSections[] = {"server", "counter", "keypad"};
    for (auto const& [key, node] : root)
        if (std::find(std::begin(kSections), std::end(kSections), key.str()) == std::end(kSections))
            return fail(Errc::parse, "unknown section " + std::string(key.str()));
    CallBoxConfig config;
    Section server(root, "server");
    SADUAK_TRY(config.server.url, server.text("url"));
    SADUAK_TRY(config.server.fingerprint, server.text("fingerprint"));
    SADUAK_TRY(config.token, server.text("token"));
    SADUAK_TRY_STATUS(server.all_known());
    auto const visible = [](char letter) { return letter > ' ' && letter < 0x7F; };
    if (config.token.empty() || !std::all_of(config.token.begin(), config.token.end(), visible))
        return fail(Errc::parse, "server.token must be a token of `saduak-server token add`");

    Section counter(root, "counter");
    SADUAK_TRY(config.site, counter.text("site"));
    SADUAK_TRY(config.counter, counter.text("id"));
    SADUAK_TRY(std::string const letter, counter.text("letter"));
    SADUAK_TRY_STATUS(counter.all_known());
    if (!valid_code(config.site)) return fail(Errc::parse, "counter.site must be the id that the server knows");
    if (!valid_code(config.counter)) return fail(Errc::parse, "counter.id must be the id that the server knows");
    if (letter.size() > 1 || (letter.size() == 1 && (letter[0] < 'A' || letter[0] > 'Z'))) return fail(Errc::parse, "counter.letter must be A to Z");
    if (!letter.empty()) config.letter = letter[0];

    Section keypad(root, "keypad");
    SADUAK_TRY(std::string const device, keypad.text("device"));
    SADUAK_TRY(config.pad, drivers::parse_pad(device).map_error(in(std::string("keypad.device"))));
    SADUAK_TRY(std::string const mapping, keypad.text("mapping"));
    if (mapping.empty()) return fail(Errc::parse, "keypad.mapping must be a file of firmware-config/keypads or one that was learned");
    SADUAK_TRY(config.map, drivers::load_key_map(folder / mapping));
    if (config.map.kind != drivers::PadKind::call_box) return fail(Errc::parse, "keypad.mapping is not of a call box");
    SADUAK_TRY_STATUS(keypad.all_known());
    return config;
}

}  // namespace

Result<CallBoxConfig> load_callbox_config(std::filesystem::path const& file)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(file, missing)) return fail(Errc::not_found, "no configuration at " + file.string());
    try {
        toml::table const root = toml::parse_file(file.string());
        return config_of(root, file.parent_path()).map_error(in(file.string()));
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, file.string() + ": " + std::string(error.description()));
    }
}

}  // namespace saduak::kiosk
