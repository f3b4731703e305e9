#include "kiosk/text/fonts.hpp"

#include <algorithm>

#include <SDL.h>
#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>

#include "core/base/assert.hpp"
#include "kiosk/text/line_break.hpp"

namespace saduak::kiosk {

namespace {

struct DestroyPattern {
    void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
};
using PatternPtr = std::unique_ptr<FcPattern, DestroyPattern>;

struct DestroyFontConfig {
    void operator()(FcConfig* config) const { FcConfigDestroy(config); }
};
// Our own, not fontconfig's global one: that is never given back.
using FontConfigPtr = std::unique_ptr<FcConfig, DestroyFontConfig>;

std::string lower_package_name(std::string const& family)
{
    std::string name = "fonts-tlwg-";
    for (char const letter : family) name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return name + "-ttf";
}

Result<std::string> find_file(FcConfig* config, std::string const& family, Weight weight)
{
    PatternPtr const wanted(FcPatternCreate());
    FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<FcChar8 const*>(family.c_str()));
    FcPatternAddInteger(wanted.get(), FC_WEIGHT, weight == Weight::bold ? FC_WEIGHT_BOLD : FC_WEIGHT_REGULAR);
    FcPatternAddInteger(wanted.get(), FC_SLANT, FC_SLANT_ROMAN);
    FcConfigSubstitute(config, wanted.get(), FcMatchPattern);
    FcDefaultSubstitute(wanted.get());
    FcResult outcome = FcResultMatch;
    PatternPtr const found(FcFontMatch(config, wanted.get(), &outcome));
    FcChar8* found_family = nullptr;
    FcChar8* file = nullptr;
    bool const usable = found && FcPatternGetString(found.get(), FC_FAMILY, 0, &found_family) == FcResultMatch &&
                        FcPatternGetString(found.get(), FC_FILE, 0, &file) == FcResultMatch;
    if (!usable || family != reinterpret_cast<char const*>(found_family))
        return fail(Errc::not_found, "font " + family + " is not installed: install the package " + lower_package_name(family));
    return std::string(reinterpret_cast<char const*>(file));
}

int breaks_inside_phrases(std::string const& text, std::vector<std::string> const& lines)
{
    int count = 0;
    for (std::size_t i = 1; i < lines.size(); ++i)
        if (text.find(lines[i - 1] + " " + lines[i]) == std::string::npos) ++count;
    return count;
}

constexpr std::size_t kWidthsMax = 8192;  // measured lines kept; beyond, all are forgotten

}  // namespace

void FreeSurface::operator()(SDL_Surface* surface) const { SDL_FreeSurface(surface); }
void Fonts::CloseFont::operator()(_TTF_Font* font) const { TTF_CloseFont(font); }

Fonts::Fonts(std::string family, std::string regular_file, std::string bold_file)
    : family_(std::move(family)), regular_file_(std::move(regular_file)), bold_file_(std::move(bold_file))
{
}

Fonts::Fonts(Fonts&& other) noexcept
    : family_(std::move(other.family_)), regular_file_(std::move(other.regular_file_)), bold_file_(std::move(other.bold_file_)),
      owns_library_(std::exchange(other.owns_library_, false)), fonts_(std::move(other.fonts_)), widths_(std::move(other.widths_))
{
}

Fonts& Fonts::operator=(Fonts&& other) noexcept
{
    std::swap(family_, other.family_);
    std::swap(regular_file_, other.regular_file_);
    std::swap(bold_file_, other.bold_file_);
    std::swap(owns_library_, other.owns_library_);
    std::swap(fonts_, other.fonts_);
    std::swap(widths_, other.widths_);
    return *this;
}

Fonts::~Fonts()
{
    fonts_.clear();
    if (owns_library_) TTF_Quit();
}

Result<Fonts> Fonts::open(std::string const& family)
{
    FontConfigPtr const config(FcInitLoadConfigAndFonts());
    if (!config) return fail(Errc::not_found, "fontconfig has no configuration: install the package fontconfig-config");
    SADUAK_TRY(std::string regular, find_file(config.get(), family, Weight::regular));
    SADUAK_TRY(std::string bold, find_file(config.get(), family, Weight::bold));
    if (TTF_Init() != 0) return fail(Errc::internal, std::string("SDL_ttf: ") + TTF_GetError());
    Fonts fonts(family, std::move(regular), std::move(bold));
    FontKey const probe;
    for (std::string const& file : {fonts.regular_file_, fonts.bold_file_}) {
        FontPtr const font(TTF_OpenFont(file.c_str(), probe.size_px));
        if (!font) return fail(Errc::io, "font " + file + ": " + TTF_GetError());
    }
    return fonts;
}

_TTF_Font* Fonts::font(FontKey key)
{
    FontPtr& slot = fonts_[key];
    if (!slot) {
        std::string const& file = key.weight == Weight::bold ? bold_file_ : regular_file_;
        slot.reset(TTF_OpenFont(file.c_str(), key.size_px));
        SADUAK_ASSERT(slot != nullptr);  // open() has read this file before
        // Without the script's name HarfBuzz puts the nikhahit of SARA AM over the tone mark.
        TTF_SetFontScriptName(slot.get(), "Thai");
        // Normal hinting fills the small loops.
        TTF_SetFontHinting(slot.get(), TTF_HINTING_LIGHT);
    }
    return slot.get();
}

int Fonts::width(std::string const& line, FontKey key)
{
    if (line.empty()) return 0;
    if (widths_.size() >= kWidthsMax) widths_.clear();
    auto const [slot, fresh] = widths_.try_emplace({line, key}, 0);
    if (fresh) TTF_SizeUTF8(font(key), line.c_str(), &slot->second, nullptr);
    return slot->second;
}

int Fonts::line_height(FontKey key) { return TTF_FontHeight(font(key)); }

std::vector<std::string> Fonts::lines(std::string const& text, FontKey key, int width_px)
{
    auto const width_of = [this, key](std::string const& line) { return width(line, key); };
    return wrap(text, width_px, width_of);
}

std::vector<std::string> Fonts::balanced_lines(std::string const& text, FontKey key, int width_px)
{
    std::vector<std::string> best = lines(text, key, width_px);
    if (best.size() < 2) return best;
    int best_breaks = breaks_inside_phrases(text, best);
    // Narrower columns, as long as they make no more lines: the lines become alike. Among them the one that breaks at the
    // most spaces, since Thai writes a space where a phrase ends.
    int const step = std::max(4, width_px / 64);
    for (int width = width_px - step; width >= width_px / 2; width -= step) {
        std::vector<std::string> tried = lines(text, key, width);
        if (tried.size() != best.size()) break;
        int const breaks = breaks_inside_phrases(text, tried);
        if (breaks > best_breaks) continue;
        best = std::move(tried);
        best_breaks = breaks;
    }
    return best;
}

SurfacePtr Fonts::draw(std::string const& line, FontKey key, std::uint32_t rgb)
{
    if (line.empty()) return nullptr;
    SDL_Color const color{static_cast<Uint8>(rgb >> 16U), static_cast<Uint8>(rgb >> 8U), static_cast<Uint8>(rgb), 255};
    return SurfacePtr(TTF_RenderUTF8_Blended(font(key), line.c_str(), color));
}

}  // namespace saduak::kiosk
