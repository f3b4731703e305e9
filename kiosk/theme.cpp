#include "kiosk/theme.hpp"

#include <charconv>
#include <set>
#include <vector>

#include <toml++/toml.h>

namespace saduak::kiosk {

namespace {

struct ColorKey {
    char const* name;
    Color Theme::*member;
};
constexpr ColorKey kColors[] = {
    {"ground", &Theme::ground},     {"surface", &Theme::surface},
    {"text", &Theme::text},         {"muted", &Theme::muted},
    {"line", &Theme::line},         {"hair", &Theme::hair},
    {"header", &Theme::header},     {"header_text", &Theme::header_text},
    {"primary", &Theme::primary},   {"primary_text", &Theme::primary_text},
    {"accent", &Theme::accent},     {"accent_surface", &Theme::accent_surface},
    {"warning", &Theme::warning},   {"warning_surface", &Theme::warning_surface},
    {"disabled", &Theme::disabled}, {"disabled_text", &Theme::disabled_text},
    {"demo", &Theme::demo},         {"demo_text", &Theme::demo_text},
};

struct SizeKey {
    char const* name;
    int Theme::*member;
};
constexpr SizeKey kSizes[] = {
    {"number", &Theme::number}, {"title", &Theme::title}, {"button", &Theme::button}, {"body", &Theme::body},           {"small", &Theme::small},
    {"margin", &Theme::margin}, {"gap", &Theme::gap},     {"radius", &Theme::radius}, {"target_mm", &Theme::target_mm},
};

Result<Color> color_of(toml::table const& colors, std::string const& name)
{
    std::string const text = colors[name].value_or(std::string());
    Color color;
    bool const shape = text.size() == 7 && text[0] == '#';
    char const* const end = text.data() + text.size();
    if (!shape || std::from_chars(text.data() + 1, end, color.rgb, 16).ptr != end)
        return fail(Errc::parse, "theme: color." + name + " must be text like \"#12ab9f\"");
    return color;
}

Status check_keys(toml::table const& table, std::string const& where, std::set<std::string> const& known)
{
    for (auto const& [key, value] : table)
        if (!known.contains(std::string(key.str()))) return fail(Errc::parse, "theme: unknown key " + where + "." + std::string(key.str()));
    return {};
}

Result<Theme> theme_of(toml::table const& root)
{
    Theme theme;
    theme.family = root["font"]["family"].value_or(std::string());
    if (theme.family.empty()) return fail(Errc::parse, "theme: font.family is missing");
    toml::table const* colors = root["color"].as_table();
    toml::table const* sizes = root["size"].as_table();
    if (colors == nullptr || sizes == nullptr) return fail(Errc::parse, "theme: [color] and [size] are needed");
    std::set<std::string> known;
    for (ColorKey const& key : kColors) {
        SADUAK_TRY(theme.*key.member, color_of(*colors, key.name));
        known.insert(key.name);
    }
    for (std::size_t i = 0; i < theme.faces.size(); ++i) {
        std::string const name = "face_" + std::to_string(i + 1);
        SADUAK_TRY(theme.faces[i], color_of(*colors, name));
        known.insert(name);
    }
    SADUAK_TRY_STATUS(check_keys(*colors, "color", known));
    known.clear();
    for (SizeKey const& key : kSizes) {
        auto const value = (*sizes)[key.name].value<int>();
        if (!value || *value < 1 || *value > 1000) return fail(Errc::parse, std::string("theme: size.") + key.name + " must be 1 to 1000");
        theme.*key.member = *value;
        known.insert(key.name);
    }
    SADUAK_TRY_STATUS(check_keys(*sizes, "size", known));
    return theme;
}

}  // namespace

Result<Theme> load_theme(std::filesystem::path const& file)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(file, missing)) return fail(Errc::not_found, "no theme at " + file.string());
    try {
        return theme_of(toml::parse_file(file.string()));
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, file.string() + ": " + std::string(error.description()));
    }
}

}  // namespace saduak::kiosk
