#include "kiosk/ticket/ticket_paper.hpp"

#include <algorithm>

#include <SDL.h>

#include "core/base/assert.hpp"
#include "drivers/raster/qr.hpp"

namespace saduak::kiosk {

namespace {

using drivers::Bitmap;
using drivers::Ink;

constexpr std::int64_t kSecondsPerMinute = 60;
constexpr int kWidePaper = 500;  // dots: 80 mm paper, not 58 mm
constexpr int kSmallest = 32;    // px: below it the small loops of Thai letters fill at 203 dpi
constexpr int kInkAlpha = 112;   // a little below half: thin strokes stay whole

// The font's own line height leaves room for the deepest vowel below the tallest stack of marks: a tenth of the paper.
// These are closer; only ฎู right above ปี่ would touch.
struct Pitch {
    int rows = 0;   // from line to line
    int above = 0;  // the font's empty rows that are drawn over the line before
};
Pitch pitch_of(std::string const& line, int size_px)
{
    bool const latin = std::all_of(line.begin(), line.end(), [](char byte) { return static_cast<unsigned char>(byte) < 0xE0; });
    return latin ? Pitch{size_px * 122 / 100, size_px * 28 / 100} : Pitch{size_px * 136 / 100, size_px * 6 / 100};
}

// Draws downward; the paper grows with it.
class Roll {
public:
    Roll(int width, Fonts& fonts) : paper_(width, 0), fonts_(fonts), margin_(width >= kWidePaper ? 16 : 8) {}

    void space(int rows) { paper_.append_blank_rows(rows); }

    void text(std::string const& words, FontKey key)
    {
        for (std::string const& line : fonts_.balanced_lines(words, key, paper_.width() - 2 * margin_)) line_at(line, key, centred(line, key));
    }

    // Left-aligned behind a bullet.
    void item(std::string const& words, FontKey key)
    {
        int const indent = margin_ + key.size_px;
        int const dot = key.size_px / 5;
        bool first = true;
        for (std::string const& line : fonts_.lines(words, key, paper_.width() - indent - margin_)) {
            Pitch const pitch = pitch_of(line, key.size_px);
            int const middle = paper_.height() + fonts_.line_height(key) * 11 / 20 - pitch.above;
            line_at(line, key, indent);
            if (first) paper_.fill(margin_ + dot, middle, dot, dot);
            first = false;
        }
    }

    void rule()
    {
        space(12);
        int const top = paper_.height();
        space(10);
        for (int x = margin_; x + 8 <= paper_.width() - margin_; x += 14) paper_.fill(x, top, 8, 3);
    }

    // One line, white on black.
    void plate(std::string const& words, FontKey key)
    {
        while (key.size_px > kSmallest && fonts_.width(words, key) > paper_.width() - 4 * margin_) key.size_px -= 2;
        int const width = std::min(fonts_.width(words, key) + 3 * margin_ + key.size_px, paper_.width() - 2 * margin_);
        int const height = fonts_.line_height(key);
        space(8);
        int const top = paper_.height();
        space(height + 4);
        paper_.fill((paper_.width() - width) / 2, top, width, height);
        draw(words, key, centred(words, key), top, Ink::white);
    }

    // The digits alone, without the font's room above and below.
    void number(std::string const& words, int size_px)
    {
        FontKey key{size_px, Weight::bold};
        while (key.size_px > kSmallest && fonts_.width(words, key) > paper_.width() - 4 * margin_) key.size_px -= 4;
        SurfacePtr const picture = fonts_.draw(words, key, 0);
        Bitmap dots(picture->w, picture->h);
        stamp(*picture, dots, 0, 0, Ink::black);
        int top = 0;
        int bottom = dots.height();
        auto const blank = [&dots](int row) {
            auto const bytes = dots.rows(row, 1);
            return std::all_of(bytes.begin(), bytes.end(), [](Byte byte) { return byte == 0; });
        };
        while (top < bottom && blank(top)) ++top;
        while (bottom > top && blank(bottom - 1)) --bottom;
        int const at = paper_.height();
        space(bottom - top);
        Bitmap tight(dots.width(), 0);
        tight.append_rows(dots.rows(top, bottom - top), dots.stride());
        paper_.draw(tight, (paper_.width() - dots.width()) / 2, at);
    }

    // The code, and the words beside it where the paper is wide enough, else beneath.
    void code(drivers::QrMatrix const& qr, std::vector<std::string> const& captions)
    {
        int const modules = qr.side() + 2 * drivers::kQrQuietModules;
        bool const beside = paper_.width() >= kWidePaper;
        int const module = std::clamp(paper_.width() * (beside ? 48 : 75) / 100 / modules, 3, 7);
        Bitmap const picture = drivers::qr_bitmap(qr, module);
        int const top = paper_.height();
        int const left = beside ? 0 : (paper_.width() - picture.width()) / 2;
        space(picture.height());
        paper_.draw(picture, left, top);
        if (beside) return captions_beside(captions, picture.width(), top, picture.height());
        for (std::string const& caption : captions) text(caption, {kSmallest, Weight::regular});
    }

    [[nodiscard]] int width() const { return paper_.width(); }
    [[nodiscard]] bool fits(std::string const& line, FontKey key) { return fonts_.width(line, key) <= paper_.width() - 2 * margin_; }
    [[nodiscard]] Bitmap take() { return std::move(paper_); }

private:
    [[nodiscard]] int centred(std::string const& line, FontKey key) { return (paper_.width() - fonts_.width(line, key)) / 2; }

    void line_at(std::string const& line, FontKey key, int x)
    {
        Pitch const pitch = pitch_of(line, key.size_px);
        int const top = paper_.height();
        space(pitch.rows);
        draw(line, key, x, top - pitch.above, Ink::black);
    }

    void captions_beside(std::vector<std::string> const& captions, int left, int top, int height)
    {
        FontKey const key{kSmallest, Weight::regular};
        std::vector<std::string> lines;
        for (std::string const& caption : captions)
            for (std::string& line : fonts_.lines(caption, key, paper_.width() - left - margin_)) lines.push_back(std::move(line));
        int rows = 0;
        for (std::string const& line : lines) rows += pitch_of(line, key.size_px).rows;
        int y = top + std::max(0, height - rows) / 2;
        for (std::string const& line : lines) {
            Pitch const pitch = pitch_of(line, key.size_px);
            draw(line, key, left, y - pitch.above, Ink::black);
            y += pitch.rows;
        }
    }

    void draw(std::string const& line, FontKey key, int x, int top, Ink ink)
    {
        SurfacePtr const picture = fonts_.draw(line, key, 0);
        if (!picture) return;
        stamp(*picture, paper_, x, top, ink);
    }

    static void stamp(SDL_Surface& picture, Bitmap& target, int x, int y, Ink ink)
    {
        SADUAK_ASSERT(picture.format->BytesPerPixel == 4);
        auto const* bytes = static_cast<Byte const*>(picture.pixels);
        for (int row = 0; row < picture.h; ++row)
            for (int column = 0; column < picture.w; ++column) {
                Uint32 const* pixels = reinterpret_cast<Uint32 const*>(bytes + row * picture.pitch);
                auto const alpha = (pixels[column] & picture.format->Amask) >> picture.format->Ashift;
                if (alpha >= kInkAlpha) target.set(x + column, y + row, ink);
            }
    }

    Bitmap paper_;
    Fonts& fonts_;
    int margin_;
};

// What is said in both languages: the ticket's own large, the other beneath.
class Writer {
public:
    Writer(TicketContent const& content, Roll& roll, Messages const& messages) : content_(content), roll_(roll), messages_(messages) {}

    void names()
    {
        roll_.space(8);
        roll_.text(in_language(content_.agency_name, first()), {36, Weight::bold});
        roll_.text(in_language(content_.site_name, first()), {32, Weight::regular});
        if (content_.demo) roll_.plate(messages_.text(first(), "ticket_demo"), {32, Weight::bold});
    }

    void head()
    {
        roll_.rule();
        roll_.text(messages_.text(first(), "ticket_title") + "  " + messages_.text(second(), "ticket_title"), {36, Weight::regular});
        if (content_.original == Original::copy)
            roll_.plate(messages_.text(first(), "ticket_copy") + "  " + messages_.text(second(), "ticket_copy"), {44, Weight::bold});
        roll_.space(18);
        roll_.number(content_.number, roll_.width() * 2 / 5);
        roll_.space(18);
        if (content_.ticket_class == domain::TicketClass::priority)
            roll_.plate(messages_.text(first(), "class_priority") + "  " + messages_.text(second(), "class_priority"), {40, Weight::bold});
        roll_.space(4);
        roll_.text(in_language(content_.service_name, first()), {44, Weight::bold});
        roll_.text(in_language(content_.service_name, second()), {32, Weight::regular});
        if (content_.step_name.empty()) return;
        roll_.text(messages_.text(first(), "ticket_step", {{"step", in_language(content_.step_name, first())}}), {36, Weight::regular});
    }

    void wait()
    {
        roll_.rule();
        for (Lang const lang : {first(), second()}) {
            FontKey const key = lang == first() ? FontKey{40, Weight::bold} : FontKey{32, Weight::regular};
            std::string const ahead =
                content_.ahead == 0 ? messages_.text(lang, "ahead_none") : messages_.text(lang, "ahead", {{"n", std::to_string(content_.ahead)}});
            std::string const estimate = estimate_in(lang);
            if (std::string const both = ahead + " · " + estimate; lang == second() && !estimate.empty() && roll_.fits(both, key)) {
                roll_.text(both, key);
                continue;
            }
            roll_.text(ahead, key);
            if (!estimate.empty()) roll_.text(estimate, key);
        }
    }

    void issued()
    {
        if (!content_.issued_at.is_set()) return;
        roll_.space(6);
        LocalTime const local = local_time(content_.issued_at);
        roll_.text(messages_.text(first(), "ticket_issued", {{"date", long_date(local.date, first())}, {"time", clock_time(local, first())}}),
                   {32, Weight::regular});
    }

    void documents()
    {
        if (content_.documents.empty()) return;
        roll_.rule();
        roll_.text(messages_.text(first(), "take_documents"), {32, Weight::bold});
        for (domain::LocalText const& document : content_.documents) roll_.item(in_language(document, first()), {32, Weight::regular});
    }

    [[nodiscard]] Status code()
    {
        if (content_.citizen_url.empty()) return {};
        SADUAK_TRY(drivers::QrMatrix const qr, drivers::make_qr(content_.citizen_url, drivers::QrLevel::medium));
        roll_.rule();
        roll_.code(qr, {messages_.text(first(), "ticket_follow"), messages_.text(second(), "ticket_follow")});
        return {};
    }

    void terms()
    {
        roll_.rule();
        for (Lang const lang : {first(), second()}) {
            roll_.text(messages_.text(lang, "ticket_wait"), {32, lang == first() ? Weight::bold : Weight::regular});
            // A line more, not two: narrow paper goes without.
            if (std::string const rule = messages_.text(lang, "ticket_return", {{"n", std::to_string(content_.return_after)}});
                content_.return_after > 0 && roll_.fits(rule, {32, Weight::regular}))
                roll_.text(rule, {32, Weight::regular});
            roll_.text(messages_.text(lang, "ticket_terms"), {32, Weight::regular});
            roll_.space(8);
        }
        roll_.space(8);  // the last line's own depth
    }

private:
    [[nodiscard]] Lang first() const { return content_.lang; }
    [[nodiscard]] Lang second() const { return other(content_.lang); }

    [[nodiscard]] std::string estimate_in(Lang lang) const
    {
        WaitRange const& wait = content_.wait;
        if (!wait.stated) return content_.ahead == 0 ? messages_.text(lang, "estimate_soon") : std::string();
        if (wait.from_min == wait.to_min) return messages_.text(lang, "estimate_one", {{"b", std::to_string(wait.to_min)}});
        return messages_.text(lang, "estimate", {{"a", std::to_string(wait.from_min)}, {"b", std::to_string(wait.to_min)}});
    }

    TicketContent const& content_;
    Roll& roll_;
    Messages const& messages_;
};

}  // namespace

WaitRange wait_range(std::int64_t p50_s, std::int64_t p90_s)
{
    if (p90_s <= 0) return {};
    auto const whole_minutes = [](std::int64_t s) { return std::max<std::int64_t>(1, (s + kSecondsPerMinute - 1) / kSecondsPerMinute); };
    return {true, whole_minutes(p50_s), whole_minutes(std::max(p50_s, p90_s))};
}

Result<drivers::Bitmap> draw_ticket(TicketContent const& content, int width_dots, Fonts& fonts, Messages const& messages)
{
    SADUAK_ASSERT(width_dots >= 320);
    Roll roll(width_dots, fonts);
    Writer writer(content, roll, messages);
    writer.names();
    writer.head();
    writer.wait();
    writer.issued();
    writer.documents();
    SADUAK_TRY_STATUS(writer.code());
    writer.terms();
    return roll.take();
}

}  // namespace saduak::kiosk
