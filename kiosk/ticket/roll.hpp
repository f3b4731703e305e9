// A strip of paper that is drawn downward and grows: lines of text, plates, rules, the code.
#pragma once

#include <string>
#include <vector>

#include "drivers/raster/bitmap.hpp"
#include "drivers/raster/qr.hpp"
#include "kiosk/text/fonts.hpp"
#include "kiosk/ticket/ticket_template.hpp"

namespace saduak::kiosk {

struct Caption {
    std::string words;
    FontKey key;
};

class Roll {
public:
    // `fonts` must outlive it.
    Roll(int width_dots, Fonts& fonts);

    void space(int rows) { paper_.append_blank_rows(rows); }
    // A dashed line with room around it.
    void rule();
    void text(std::string const& words, FontKey key, Side align);
    // Left-aligned behind a bullet.
    void item(std::string const& words, FontKey key);
    // White on black. Letters shrink by a quarter at most, then the words take several lines.
    void plate(std::string const& words, FontKey key);
    // The digits alone, without the font's room above and below; smaller where they are too wide.
    void number(std::string const& words, int size_px);
    void picture(drivers::Bitmap const& dots, Side align);
    // The code, and the words beside it where the paper is wide enough and the block asks, else beneath.
    void code(drivers::QrMatrix const& qr, TicketBlock const& block, std::vector<Caption> const& captions);

    [[nodiscard]] int width() const { return paper_.width(); }
    [[nodiscard]] bool fits(std::string const& line, FontKey key) { return fonts_.width(line, key) <= paper_.width() - 2 * margin_; }
    [[nodiscard]] drivers::Bitmap take() { return std::move(paper_); }

private:
    [[nodiscard]] int left_of(int width, Side align) const;
    void line_at(std::string const& line, FontKey key, int x);
    void captions_beside(std::vector<Caption> const& captions, int left, int top, int height);
    void draw(std::string const& line, FontKey key, int x, int top, drivers::Ink ink);

    drivers::Bitmap paper_;
    Fonts& fonts_;
    int margin_;
};

}  // namespace saduak::kiosk
