#include "kiosk/text/fonts.hpp"

#include <algorithm>
#include <array>

#include <SDL.h>
#include <SDL_ttf.h>
#include <fontconfig/fontconfig.h>

#include "core/base/assert.hpp"
#include "kiosk/text/letters.hpp"
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

std::string tlwg_package_name(std::string const& family)
{
    std::string name = "fonts-tlwg-";
    for (char const letter : family) name += static_cast<char>(std::tolower(static_cast<unsigned char>(letter)));
    return name + "-ttf";
}

// A phrase ends at a space, and at a mark after which Chinese writes none.
int breaks_inside_phrases(std::string const& text, std::vector<std::string> const& lines)
{
    constexpr std::array<std::string_view, 5> kEnds{"。", "，", "；", "：", "、"};
    int count = 0;
    for (std::size_t i = 1; i < lines.size(); ++i) {
        std::string const& before = lines[i - 1];
        bool const at_mark = std::any_of(kEnds.begin(), kEnds.end(), [&before](std::string_view mark) { return before.ends_with(mark); });
        if (!at_mark && text.find(before + " " + lines[i]) == std::string::npos) ++count;
    }
    return count;
}

// Kept results; beyond, all of the kind are forgotten.
constexpr std::size_t kWidthsMax = 8192;
constexpr std::size_t kBalancedMax = 512;
constexpr std::size_t kDotsBytesMax = 1U << 20U;  // some eight tickets without a line in common

constexpr Uint32 kInkAlpha = 112;  // a little below half: thin strokes stay whole

// What of a drawn line is ink, eight dots a byte.
drivers::Bitmap ink_of(SDL_Surface const& picture)
{
    SADUAK_ASSERT(picture.format->BytesPerPixel == 4 && picture.format->Amask == 0xFF000000U);
    drivers::Bitmap dots(picture.w, 0);
    std::size_t const stride = dots.stride();
    Bytes packed(stride * static_cast<std::size_t>(picture.h));
    for (int y = 0; y < picture.h; ++y) {
        auto const* const row = reinterpret_cast<Uint32 const*>(static_cast<Byte const*>(picture.pixels) + y * picture.pitch);
        Byte* const target = packed.data() + static_cast<std::size_t>(y) * stride;
        for (int x = 0; x < picture.w; ++x)
            if (row[x] >= kInkAlpha << 24U) target[x / 8] = static_cast<Byte>(target[x / 8] | 0x80U >> (static_cast<unsigned>(x) % 8));
    }
    dots.append_rows(packed, stride);
    return dots;
}

// Marks that are drawn by no glyph of their own.
bool invisible(char32_t code) { return code < 0x20 || (code >= 0x200B && code <= 0x200D) || code == 0x2060; }

}  // namespace

void FreeSurface::operator()(SDL_Surface* surface) const { SDL_FreeSurface(surface); }
void Fonts::CloseFont::operator()(_TTF_Font* font) const { TTF_CloseFont(font); }

Fonts::Fonts(std::string family, std::vector<Face> faces) : family_(std::move(family)), faces_(std::move(faces)) {}

Fonts::Fonts(Fonts&& other) noexcept
    : family_(std::move(other.family_)), faces_(std::move(other.faces_)), owns_library_(std::exchange(other.owns_library_, false)),
      fonts_(std::move(other.fonts_)), widths_(std::move(other.widths_)), dots_(std::move(other.dots_)),
      dots_bytes_(std::exchange(other.dots_bytes_, 0)), balanced_(std::move(other.balanced_))
{
}

Fonts& Fonts::operator=(Fonts&& other) noexcept
{
    std::swap(family_, other.family_);
    std::swap(faces_, other.faces_);
    std::swap(owns_library_, other.owns_library_);
    std::swap(fonts_, other.fonts_);
    std::swap(widths_, other.widths_);
    std::swap(dots_, other.dots_);
    std::swap(dots_bytes_, other.dots_bytes_);
    std::swap(balanced_, other.balanced_);
    return *this;
}

Fonts::~Fonts()
{
    fonts_.clear();
    if (owns_library_) TTF_Quit();
}

Result<Fonts::Face> Fonts::find_face(void* config, ScriptFont script)
{
    auto const find = [config, &script](int weight) -> Result<File> {
        PatternPtr const wanted(FcPatternCreate());
        FcPatternAddString(wanted.get(), FC_FAMILY, reinterpret_cast<FcChar8 const*>(script.family.c_str()));
        FcPatternAddInteger(wanted.get(), FC_WEIGHT, weight);
        FcPatternAddInteger(wanted.get(), FC_SLANT, FC_SLANT_ROMAN);
        FcConfigSubstitute(static_cast<FcConfig*>(config), wanted.get(), FcMatchPattern);
        FcDefaultSubstitute(wanted.get());
        FcResult outcome = FcResultMatch;
        PatternPtr const found(FcFontMatch(static_cast<FcConfig*>(config), wanted.get(), &outcome));
        FcChar8* found_family = nullptr;
        FcChar8* file = nullptr;
        int index = 0;
        bool const usable = found && FcPatternGetString(found.get(), FC_FAMILY, 0, &found_family) == FcResultMatch &&
                            FcPatternGetString(found.get(), FC_FILE, 0, &file) == FcResultMatch;
        if (!usable || script.family != reinterpret_cast<char const*>(found_family))
            return fail(Errc::not_found, "font " + script.family + " is not installed: install the package " + script.package);
        if (FcPatternGetInteger(found.get(), FC_INDEX, 0, &index) != FcResultMatch) index = 0;
        return File{reinterpret_cast<char const*>(file), index & 0xFFFF};
    };
    SADUAK_TRY(File const regular, find(FC_WEIGHT_REGULAR));
    SADUAK_TRY(File const bold, find(FC_WEIGHT_BOLD));
    return Face{std::move(script), regular, bold};
}

Result<Fonts> Fonts::open(std::string const& family, std::vector<ScriptFont> const& scripts)
{
    FontConfigPtr const config(FcInitLoadConfigAndFonts());
    if (!config) return fail(Errc::not_found, "fontconfig has no configuration: install the package fontconfig-config");
    ScriptFont base;
    // Without the script's name HarfBuzz puts the nikhahit of SARA AM over the tone mark. Latin comes out the same under it.
    base.script = "Thai";
    base.family = family;
    base.package = tlwg_package_name(family);
    std::vector<Face> faces;
    SADUAK_TRY(faces.emplace_back(), find_face(config.get(), base));
    for (ScriptFont const& script : scripts) {
        SADUAK_TRY(faces.emplace_back(), find_face(config.get(), script));
    }
    if (TTF_Init() != 0) return fail(Errc::internal, std::string("SDL_ttf: ") + TTF_GetError());
    Fonts fonts(family, std::move(faces));
    FontKey const probe;
    for (Face const& face : fonts.faces_)
        for (File const& file : {face.regular, face.bold}) {
            FontPtr const font(TTF_OpenFontIndex(file.path.c_str(), probe.size_px, file.index));
            if (!font) return fail(Errc::io, "font " + file.path + ": " + TTF_GetError());
        }
    return fonts;
}

_TTF_Font* Fonts::font(FaceKey key)
{
    FontPtr& slot = fonts_[key];
    if (!slot) {
        Face const& face = faces_[key.face];
        bool const bold = key.key.weight == Weight::bold;
        File const& file = bold ? face.bold : face.regular;
        slot.reset(TTF_OpenFontIndex(file.path.c_str(), key.key.size_px * face.script.size_percent / 100, file.index));
        SADUAK_ASSERT(slot != nullptr);  // open() has read this file before
        TTF_SetFontScriptName(slot.get(), face.script.script.c_str());
        // Normal hinting fills the small loops.
        TTF_SetFontHinting(slot.get(), TTF_HINTING_LIGHT);
    }
    return slot.get();
}

std::size_t Fonts::face_of(char32_t code) const
{
    for (std::size_t i = 1; i < faces_.size(); ++i)
        for (ScriptFont::Range const& range : faces_[i].script.ranges)
            if (code >= range.first && code <= range.last) return i;
    return 0;
}

// A space stays with the run before it; digits and ASCII marks are the base family's everywhere.
std::vector<Fonts::Run> Fonts::runs(std::string const& line) const
{
    if (faces_.size() == 1) return {{0, line}};
    std::vector<Letter> const letters = letters_of(line);
    std::vector<Run> runs;
    for (std::size_t i = 0; i < letters.size(); ++i) {
        std::size_t const face = letters[i].code == U' ' && !runs.empty() ? runs.back().face : face_of(letters[i].code);
        if (runs.empty() || runs.back().face != face) runs.push_back({face, {}});
        std::size_t const end = i + 1 < letters.size() ? letters[i + 1].offset : line.size();
        runs.back().text.append(line, letters[i].offset, end - letters[i].offset);
    }
    return runs;
}

int Fonts::width(std::string const& line, FontKey key)
{
    if (line.empty()) return 0;
    if (widths_.size() >= kWidthsMax) widths_.clear();
    auto const [slot, fresh] = widths_.try_emplace({line, key}, 0);
    if (fresh)
        for (Run const& run : runs(line)) {
            int width = 0;
            TTF_SizeUTF8(font({run.face, key}), run.text.c_str(), &width, nullptr);
            slot->second += width;
        }
    return slot->second;
}

int Fonts::line_height(FontKey key) { return TTF_FontHeight(font({0, key})); }

Pitch Fonts::pitch(std::string const& line, FontKey key) const
{
    int above = 100;  // percent of the size
    int below = 0;
    auto const make_room = [&above, &below](int line_percent, int above_percent) {
        above = std::min(above, above_percent);
        below = std::max(below, above_percent + line_percent);
    };
    for (Run const& run : runs(line)) {
        ScriptFont const& script = faces_[run.face].script;
        bool const latin = std::all_of(run.text.begin(), run.text.end(), [](char byte) { return static_cast<unsigned char>(byte) < 0xE0; });
        if (run.face != 0) make_room(script.line_percent, script.above_percent);
        else if (latin) make_room(122, 28);
        else make_room(136, 6);  // only ฎู right above ปี่ would touch
    }
    if (below == 0) return {key.size_px * 122 / 100, key.size_px * 28 / 100};
    return {key.size_px * (below - above) / 100, key.size_px * above / 100};
}

std::vector<std::string> Fonts::lines(std::string const& text, FontKey key, int width_px)
{
    auto const width_of = [this, key](std::string const& line) { return width(line, key); };
    return wrap(text, width_px, width_of);
}

std::vector<std::string> Fonts::balanced_lines(std::string const& text, FontKey key, int width_px)
{
    if (balanced_.size() >= kBalancedMax) balanced_.clear();
    auto const [slot, fresh] = balanced_.try_emplace({{text, key}, width_px});
    if (fresh) slot->second = balance(text, key, width_px);
    return slot->second;
}

std::vector<std::string> Fonts::balance(std::string const& text, FontKey key, int width_px)
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
    std::vector<Run> const parts = runs(line);
    if (parts.size() == 1 && parts[0].face == 0) return SurfacePtr(TTF_RenderUTF8_Blended(font({0, key}), line.c_str(), color));
    // The others stand on the base family's baseline, whose ascent is the highest.
    int const ascent = TTF_FontAscent(font({0, key}));
    int height = line_height(key);
    for (Run const& run : parts) height = std::max(height, ascent - TTF_FontDescent(font({run.face, key})) + 1);
    SurfacePtr whole(SDL_CreateRGBSurfaceWithFormat(0, std::max(1, width(line, key)), height, 32, SDL_PIXELFORMAT_ARGB8888));
    SADUAK_ASSERT(whole != nullptr);
    SDL_FillRect(whole.get(), nullptr, rgb & 0xFFFFFFU);  // transparent, but of the text's colour: edges blend into nothing darker
    int x = 0;
    for (Run const& run : parts) {
        _TTF_Font* const face = font({run.face, key});
        SurfacePtr const part(TTF_RenderUTF8_Blended(face, run.text.c_str(), color));
        // A family without a bold is drawn twice, a little apart: SDL_ttf's own thickening closes the gaps between strokes.
        int const copies = key.weight == Weight::bold && faces_[run.face].bold == faces_[run.face].regular ? 1 + key.size_px / 30 : 1;
        for (int shift = 0; part && shift < copies; ++shift) {
            SDL_Rect place{x + shift, ascent - TTF_FontAscent(face), 0, 0};
            SDL_BlitSurface(part.get(), nullptr, whole.get(), &place);
        }
        x += width(run.text, key);
    }
    return whole;
}

drivers::Bitmap const* Fonts::dots(std::string const& line, FontKey key)
{
    if (line.empty()) return nullptr;
    auto found = dots_.find({line, key});
    if (found == dots_.end()) {
        SurfacePtr const picture = draw(line, key, 0);
        if (!picture) return nullptr;
        drivers::Bitmap drawn = ink_of(*picture);
        if (dots_bytes_ + drawn.bytes().size() > kDotsBytesMax) {
            dots_.clear();
            dots_bytes_ = 0;
        }
        dots_bytes_ += drawn.bytes().size();
        found = dots_.emplace(LineKey{line, key}, std::move(drawn)).first;
    }
    return &found->second;
}

std::vector<char32_t> Fonts::missing_glyphs(std::string const& text)
{
    std::vector<char32_t> missing;
    FontKey const key;
    for (Letter const& letter : letters_of(text))
        if (!invisible(letter.code) && TTF_GlyphIsProvided32(font({face_of(letter.code), key}), letter.code) == 0) missing.push_back(letter.code);
    return missing;
}

}  // namespace saduak::kiosk
