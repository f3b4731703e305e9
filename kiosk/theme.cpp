#include "kiosk/theme.hpp"

#include <charconv>
#include <set>
#include <vector>

#include <toml++/toml.h>

namespace saduak::kiosk {

namespace {

struct ColorKey {
    char const* name;
    Color Palette::*member;
};
constexpr ColorKey kColors[] = {
    {"ground", &Palette::ground},     {"surface", &Palette::surface},
    {"text", &Palette::text},         {"muted", &Palette::muted},
    {"line", &Palette::line},         {"hair", &Palette::hair},
    {"header", &Palette::header},     {"header_text", &Palette::header_text},
    {"primary", &Palette::primary},   {"primary_text", &Palette::primary_text},
    {"accent", &Palette::accent},     {"accent_surface", &Palette::accent_surface},
    {"warning", &Palette::warning},   {"warning_surface", &Palette::warning_surface},
    {"disabled", &Palette::disabled}, {"disabled_text", &Palette::disabled_text},
    {"demo", &Palette::demo},         {"demo_text", &Palette::demo_text},
};

struct SizeKey {
    char const* name;
    int Theme::*member;
};
constexpr SizeKey kSizes[] = {
    {"number", &Theme::number}, {"title", &Theme::title}, {"button", &Theme::button}, {"body", &Theme::body},           {"small", &Theme::small},
    {"margin", &Theme::margin}, {"gap", &Theme::gap},     {"radius", &Theme::radius}, {"target_mm", &Theme::target_mm},
};

Result<Color> color_of(toml::table const& colors, std::string const& table, std::string const& name)
{
    std::string const text = colors[name].value_or(std::string());
    Color color;
    bool const shape = text.size() == 7 && text[0] == '#';
    char const* const end = text.data() + text.size();
    if (!shape || std::from_chars(text.data() + 1, end, color.rgb, 16).ptr != end)
        return fail(Errc::parse, "theme: " + table + "." + name + " must be text like \"#12ab9f\"");
    return color;
}

Status check_keys(toml::table const& table, std::string const& where, std::set<std::string> const& known)
{
    for (auto const& [key, value] : table)
        if (!known.contains(std::string(key.str()))) return fail(Errc::parse, "theme: unknown key " + where + "." + std::string(key.str()));
    return {};
}

Result<Palette> palette_of(toml::table const& colors, std::string const& table)
{
    Palette palette;
    std::set<std::string> known;
    for (ColorKey const& key : kColors) {
        SADUAK_TRY(palette.*key.member, color_of(colors, table, key.name));
        known.insert(key.name);
    }
    for (std::size_t i = 0; i < palette.faces.size(); ++i) {
        std::string const name = "face_" + std::to_string(i + 1);
        SADUAK_TRY(palette.faces[i], color_of(colors, table, name));
        known.insert(name);
    }
    SADUAK_TRY_STATUS(check_keys(colors, table, known));
    return palette;
}

Result<Theme> theme_of(toml::table const& root)
{
    Theme theme;
    theme.family = root["font"]["family"].value_or(std::string());
    if (theme.family.empty()) return fail(Errc::parse, "theme: font.family is missing");
    toml::table const* colors = root["color"].as_table();
    toml::table const* sizes = root["size"].as_table();
    toml::table const* strong = root["high_contrast"].as_table();
    if (colors == nullptr || sizes == nullptr || strong == nullptr) return fail(Errc::parse, "theme: [color], [high_contrast] and [size] are needed");
    SADUAK_TRY(static_cast<Palette&>(theme), palette_of(*colors, "color"));
    SADUAK_TRY(theme.high_contrast, palette_of(*strong, "high_contrast"));
    std::set<std::string> known;
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
