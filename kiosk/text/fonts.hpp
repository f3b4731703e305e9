// Fonts by name through fontconfig, shaped as each script needs, measured and drawn. One thread (SDL_ttf is not safe to share).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "drivers/raster/bitmap.hpp"
#include "kiosk/text/languages.hpp"

struct SDL_Surface;
struct _TTF_Font;

namespace saduak::kiosk {

enum class Weight { regular, bold };

struct FontKey {
    int size_px = 32;  // of the em square
    Weight weight = Weight::regular;
    auto operator<=>(FontKey const&) const = default;
};

struct FreeSurface {
    void operator()(SDL_Surface* surface) const;
};
using SurfacePtr = std::unique_ptr<SDL_Surface, FreeSurface>;

// A line set tight, as on paper. The font's own line height leaves room for the deepest vowel below the tallest stack of marks.
struct Pitch {
    int rows = 0;   // from line to line
    int above = 0;  // empty rows at the top of what draw() gives, to be drawn over the line before
};

// A family that holds Thai and Latin in one file (Loma, Waree), and one for each further script: a line is cut into runs of one
// script, each drawn with its own font on one baseline.
class Fonts {
public:
    // Errc::not_found names the Debian package when fontconfig has another family only: it would silently take that one.
    [[nodiscard]] static Result<Fonts> open(std::string const& family, std::vector<ScriptFont> const& scripts = {});
    ~Fonts();
    Fonts(Fonts&&) noexcept;
    Fonts& operator=(Fonts&&) noexcept;

    // The advance width of one line, in pixels.
    [[nodiscard]] int width(std::string const& line, FontKey key);
    // From one baseline to the next, with room for Thai marks stacked above and below.
    [[nodiscard]] int line_height(FontKey key);
    [[nodiscard]] Pitch pitch(std::string const& line, FontKey key) const;
    // Broken at words to at most `width_px`.
    [[nodiscard]] std::vector<std::string> lines(std::string const& text, FontKey key, int width_px);

    // As many lines as lines() makes, of about the same length: no last line of one word under a full one.
    [[nodiscard]] std::vector<std::string> balanced_lines(std::string const& text, FontKey key, int width_px);

    // 8-bit coverage in the alpha channel of a 32-bit surface whose height is at least line_height(); null for an empty line.
    [[nodiscard]] SurfacePtr draw(std::string const& line, FontKey key, std::uint32_t rgb);

    // The same as dots of ink and none. What was drawn lately is kept: most lines of a ticket stand on the next one too. Valid until
    // the next call; null for an empty line.
    [[nodiscard]] drivers::Bitmap const* dots(std::string const& line, FontKey key);

    // The code points of `text` that its scripts' fonts lack: they would be drawn as empty boxes.
    [[nodiscard]] std::vector<char32_t> missing_glyphs(std::string const& text);

    [[nodiscard]] std::string const& family() const { return family_; }

private:
    struct CloseFont {
        void operator()(_TTF_Font* font) const;
    };
    using FontPtr = std::unique_ptr<_TTF_Font, CloseFont>;

    struct File {
        std::string path;
        long index = 0;  // within a collection
        bool operator==(File const&) const = default;
    };
    // The first is the theme's family.
    struct Face {
        ScriptFont script;
        File regular;
        File bold;  // the regular one where the family has no bold: drawn thicker then
    };
    struct Run {
        std::size_t face = 0;
        std::string text;
    };
    struct FaceKey {
        std::size_t face = 0;
        FontKey key;
        auto operator<=>(FaceKey const&) const = default;
    };

    Fonts(std::string family, std::vector<Face> faces);
    [[nodiscard]] static Result<Face> find_face(void* config, ScriptFont script);
    [[nodiscard]] _TTF_Font* font(FaceKey key);
    [[nodiscard]] std::size_t face_of(char32_t code) const;
    [[nodiscard]] std::vector<std::string> balance(std::string const& text, FontKey key, int width_px);
    [[nodiscard]] std::vector<Run> runs(std::string const& line) const;

    std::string family_;
    std::vector<Face> faces_;
    bool owns_library_ = true;  // TTF_Init counts; a moved-from value has nothing to quit
    std::map<FaceKey, FontPtr> fonts_;
    using LineKey = std::pair<std::string, FontKey>;
    std::map<LineKey, int> widths_;  // shaping a line costs more than finding it
    std::map<LineKey, drivers::Bitmap> dots_;
    std::size_t dots_bytes_ = 0;
    std::map<std::pair<LineKey, int>, std::vector<std::string>> balanced_;  // by width
};

}  // namespace saduak::kiosk
