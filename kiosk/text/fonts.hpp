// Fonts by name through fontconfig, shaped as Thai needs, measured and drawn. One thread (SDL_ttf is not safe to share).
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/base/result.hpp"

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

// One family in its sizes. Loma and Waree hold Thai and Latin in one file, so no text is split by script.
class Fonts {
public:
    // Errc::not_found names the Debian package when fontconfig has another family only: it would silently take that one.
    [[nodiscard]] static Result<Fonts> open(std::string const& family);
    ~Fonts();
    Fonts(Fonts&&) noexcept;
    Fonts& operator=(Fonts&&) noexcept;

    // The advance width of one line, in pixels.
    [[nodiscard]] int width(std::string const& line, FontKey key);
    // From one baseline to the next, with room for Thai marks stacked above and below.
    [[nodiscard]] int line_height(FontKey key);
    // Broken at words to at most `width_px`.
    [[nodiscard]] std::vector<std::string> lines(std::string const& text, FontKey key, int width_px);

    // As many lines as lines() makes, of about the same length: no last line of one word under a full one.
    [[nodiscard]] std::vector<std::string> balanced_lines(std::string const& text, FontKey key, int width_px);

    // 8-bit coverage in the alpha channel of a 32-bit surface whose height is at least line_height(); null for an empty line.
    [[nodiscard]] SurfacePtr draw(std::string const& line, FontKey key, std::uint32_t rgb);

    [[nodiscard]] std::string const& family() const { return family_; }

private:
    struct CloseFont {
        void operator()(_TTF_Font* font) const;
    };
    using FontPtr = std::unique_ptr<_TTF_Font, CloseFont>;

    Fonts(std::string family, std::string regular_file, std::string bold_file);
    _TTF_Font* font(FontKey key);

    std::string family_;
    std::string regular_file_;
    std::string bold_file_;
    bool owns_library_ = true;  // TTF_Init counts; a moved-from value has nothing to quit
    std::map<FontKey, FontPtr> fonts_;
    std::map<std::pair<std::string, FontKey>, int> widths_;  // shaping a line costs more than finding it
};

}  // namespace saduak::kiosk
