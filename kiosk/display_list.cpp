#include "kiosk/display_list.hpp"

#include <algorithm>
#include <cmath>

#include "kiosk/text/line_break.hpp"

namespace saduak::kiosk {

namespace {

double luminance(Color color)
{
    auto const channel = [](std::uint32_t value) {
        double const part = value / 255.0;
        return part <= 0.04045 ? part / 12.92 : std::pow((part + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel((color.rgb >> 16U) & 0xFFU) + 0.7152 * channel((color.rgb >> 8U) & 0xFFU) + 0.0722 * channel(color.rgb & 0xFFU);
}

bool fits(Text const& text, std::vector<std::string> const& lines, FontKey key, Fonts& fonts)
{
    if (static_cast<int>(lines.size()) > text.lines_max) return false;
    if (static_cast<int>(lines.size()) * line_pitch(key.size_px) > text.area.h) return false;
    return std::all_of(lines.begin(), lines.end(), [&](std::string const& line) { return fonts.width(line, key) <= text.area.w; });
}

void shorten(std::string& line, int width, FontKey key, Fonts& fonts)
{
    std::string const whole = line;
    std::vector<std::size_t> const ends = cluster_offsets(whole);
    for (auto end = ends.rbegin(); end != ends.rend(); ++end) {
        line = whole.substr(0, *end) + "…";
        if (fonts.width(line, key) <= width) return;
    }
}

}  // namespace

double contrast(Color a, Color b)
{
    double const light = std::max(luminance(a), luminance(b));
    double const dark = std::min(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

Rect intersection(Rect const& a, Rect const& b)
{
    int const left = std::max(a.x, b.x);
    int const top = std::max(a.y, b.y);
    return {left, top, std::max(0, std::min(a.x + a.w, b.x + b.w) - left), std::max(0, std::min(a.y + a.h, b.y + b.h) - top)};
}

Rect hull(Rect const& a, Rect const& b)
{
    if (a.empty()) return b;
    if (b.empty()) return a;
    int const left = std::min(a.x, b.x);
    int const top = std::min(a.y, b.y);
    return {left, top, std::max(a.x + a.w, b.x + b.w) - left, std::max(a.y + a.h, b.y + b.h) - top};
}

HitTarget const* hit(DisplayList const& list, int x, int y)
{
    auto const found = std::find_if(list.targets.rbegin(), list.targets.rend(), [x, y](auto const& target) { return target.area.contains(x, y); });
    return found == list.targets.rend() ? nullptr : &*found;
}

int line_pitch(int size_px) { return size_px * 7 / 5; }

FittedText fit(Text const& text, Fonts& fonts)
{
    bool const centred = text.align == Align::center;
    auto const lines_at = [&](FontKey key) {
        return centred ? fonts.balanced_lines(text.words, key, text.area.w) : fonts.lines(text.words, key, text.area.w);
    };
    for (int size = text.size_px; size >= text.size_min_px; size -= 2) {
        FontKey const key{size, text.weight};
        std::vector<std::string> lines = lines_at(key);
        if (fits(text, lines, key, fonts)) return {size, std::move(lines), true};
    }
    FontKey const key{text.size_min_px, text.weight};
    std::vector<std::string> lines = fonts.lines(text.words, key, text.area.w);
    auto const room = static_cast<std::size_t>(std::clamp(text.area.h / line_pitch(key.size_px), 1, text.lines_max));
    if (lines.size() > room) {
        lines.resize(room);
        lines.back() += "…";
    }
    for (std::string& line : lines)
        if (fonts.width(line, key) > text.area.w) shorten(line, text.area.w, key, fonts);
    return {key.size_px, std::move(lines), false};
}

}  // namespace saduak::kiosk
