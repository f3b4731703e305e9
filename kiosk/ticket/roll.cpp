#include "kiosk/ticket/roll.hpp"

#include <algorithm>

#include "core/base/assert.hpp"

namespace saduak::kiosk {

namespace {

using drivers::Bitmap;
using drivers::Ink;

constexpr int kWidePaper = 500;  // dots: 80 mm paper, not 58 mm
constexpr int kSmallest = 32;    // px: below it the small loops of Thai letters fill at 203 dpi
constexpr int kCodePercentNarrow = 75;

// Without the white rows above and below.
Bitmap trimmed(Bitmap const& dots)
{
    auto const blank = [&dots](int row) {
        auto const bytes = dots.rows(row, 1);
        return std::all_of(bytes.begin(), bytes.end(), [](Byte byte) { return byte == 0; });
    };
    int top = 0;
    int bottom = dots.height();
    while (top < bottom && blank(top)) ++top;
    while (bottom > top && blank(bottom - 1)) --bottom;
    Bitmap tight(dots.width(), 0);
    tight.append_rows(dots.rows(top, bottom - top), dots.stride());
    return tight;
}

}  // namespace

Roll::Roll(int width_dots, Fonts& fonts) : paper_(width_dots, 0), fonts_(fonts), margin_(width_dots >= kWidePaper ? 16 : 8) {}

void Roll::rule()
{
    space(12);
    int const top = paper_.height();
    space(10);
    for (int x = margin_; x + 8 <= paper_.width() - margin_; x += 14) paper_.fill(x, top, 8, 3);
}

void Roll::text(std::string const& words, FontKey key, Side align)
{
    for (std::string const& line : fonts_.balanced_lines(words, key, paper_.width() - 2 * margin_))
        line_at(line, key, left_of(fonts_.width(line, key), align));
}

void Roll::item(std::string const& words, FontKey key)
{
    int const indent = margin_ + key.size_px;
    int const dot = key.size_px / 5;
    bool first = true;
    for (std::string const& line : fonts_.lines(words, key, paper_.width() - indent - margin_)) {
        int const middle = paper_.height() + fonts_.line_height(key) * 11 / 20 - fonts_.pitch(line, key).above;
        line_at(line, key, indent);
        if (first) paper_.fill(margin_ + dot, middle, dot, dot);
        first = false;
    }
}

void Roll::plate(std::string const& words, FontKey key)
{
    int const room = paper_.width() - 4 * margin_;
    int const least = std::max(kSmallest, key.size_px * 3 / 4);
    while (key.size_px > least && fonts_.width(words, key) > room) key.size_px -= 2;
    int const height = fonts_.line_height(key);
    for (std::string const& line : fonts_.balanced_lines(words, key, room)) {
        int const width = std::min(fonts_.width(line, key) + 3 * margin_ + key.size_px, paper_.width() - 2 * margin_);
        space(8);
        int const top = paper_.height();
        space(height + 4);
        paper_.fill((paper_.width() - width) / 2, top, width, height);
        draw(line, key, left_of(fonts_.width(line, key), Side::center), top, Ink::white);
    }
}

void Roll::number(std::string const& words, int size_px)
{
    FontKey key{size_px, Weight::bold};
    while (key.size_px > kSmallest && fonts_.width(words, key) > paper_.width() - 4 * margin_) key.size_px -= 4;
    if (Bitmap const* dots = fonts_.dots(words, key)) picture(trimmed(*dots), Side::center);
}

void Roll::picture(Bitmap const& dots, Side align)
{
    int const top = paper_.height();
    space(dots.height());
    paper_.draw(dots, left_of(dots.width(), align), top);
}

void Roll::code(drivers::QrMatrix const& qr, TicketBlock const& block, std::vector<Caption> const& captions)
{
    int const modules = qr.side() + 2 * drivers::kQrQuietModules;
    bool const wide = paper_.width() >= kWidePaper;
    bool const beside = wide && block.captions == Captions::beside;
    int const percent = wide ? block.percent : std::max(block.percent, kCodePercentNarrow);
    int const module = std::clamp(paper_.width() * percent / 100 / modules, 3, 7);
    Bitmap const square = drivers::qr_bitmap(qr, module);
    int const top = paper_.height();
    int const left = beside ? 0 : (paper_.width() - square.width()) / 2;
    space(square.height());
    paper_.draw(square, left, top);
    if (beside) return captions_beside(captions, square.width(), top, square.height());
    for (Caption const& caption : captions) text(caption.words, caption.key, Side::center);
}

int Roll::left_of(int width, Side align) const
{
    switch (align) {
    case Side::left: return margin_;
    case Side::center: return (paper_.width() - width) / 2;
    case Side::right: return paper_.width() - margin_ - width;
    }
    return margin_;
}

void Roll::line_at(std::string const& line, FontKey key, int x)
{
    Pitch const pitch = fonts_.pitch(line, key);
    int const top = paper_.height();
    space(pitch.rows);
    draw(line, key, x, top - pitch.above, Ink::black);
}

void Roll::captions_beside(std::vector<Caption> const& captions, int left, int top, int height)
{
    std::vector<Caption> lines;
    int rows = 0;
    for (Caption const& caption : captions)
        for (std::string& line : fonts_.balanced_lines(caption.words, caption.key, paper_.width() - left - margin_)) {
            rows += fonts_.pitch(line, caption.key).rows;
            lines.push_back({std::move(line), caption.key});
        }
    if (rows > height) space(rows - height);
    int y = top + std::max(0, height - rows) / 2;
    for (Caption const& line : lines) {
        Pitch const pitch = fonts_.pitch(line.words, line.key);
        draw(line.words, line.key, left, y - pitch.above, Ink::black);
        y += pitch.rows;
    }
}

void Roll::draw(std::string const& line, FontKey key, int x, int top, Ink ink)
{
    if (Bitmap const* dots = fonts_.dots(line, key)) paper_.draw(*dots, x, top, ink);
}

}  // namespace saduak::kiosk
