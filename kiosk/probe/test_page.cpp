#include "kiosk/probe/test_page.hpp"

#include <SDL.h>

#include "core/base/assert.hpp"
#include "drivers/raster/qr.hpp"

namespace saduak::kiosk {

namespace {

using drivers::Bitmap;

constexpr int kNarrowest = kKnownWidths[0];
constexpr int kTextPx = 32;  // below it the small loops of Thai letters fill
constexpr int kTextBandRows = 24;
constexpr int kInkAlpha = 112;
constexpr int kStepRows = 48;
constexpr int kBarDots = 8;
constexpr int kQrModuleDots = 5;

void stamp(Bitmap& target, Fonts& fonts, std::string const& line, int x, int y)
{
    SurfacePtr const picture = fonts.draw(line, {kTextPx, Weight::regular}, 0);
    if (!picture) return;
    SADUAK_ASSERT(picture->format->BytesPerPixel == 4);
    auto const* const bytes = static_cast<Byte const*>(picture->pixels);
    for (int row = 0; row < picture->h; ++row)
        for (int column = 0; column < picture->w; ++column) {
            auto const* const pixels = reinterpret_cast<Uint32 const*>(bytes + row * picture->pitch);
            auto const alpha = (pixels[column] & picture->format->Amask) >> picture->format->Ashift;
            if (alpha >= kInkAlpha) target.set(x + column, y + row);
        }
}

class Page {
public:
    Page(Fonts& fonts, Messages const& messages) : fonts_(fonts), messages_(messages) {}

    // In commands that every printer takes.
    void safe(Bitmap const& picture)
    {
        for (int first = 0; first < picture.height(); first += kTextBandRows) {
            int const rows = std::min(kTextBandRows, picture.height() - first);
            Bitmap band(picture.width(), 0);
            band.append_rows(picture.rows(first, rows), picture.stride());
            bands_.push_back({std::move(band)});
        }
    }

    void text(std::string const& words)
    {
        FontKey const key{kTextPx, Weight::regular};
        int const height = fonts_.line_height(key);
        for (std::string const& line : fonts_.lines(words, key, kNarrowest)) {
            Bitmap picture(kNarrowest, height);
            stamp(picture, fonts_, line, 0, 0);
            safe(picture);
        }
    }

    void message(std::string const& key, std::vector<Argument> const& arguments = {})
    {
        for (Lang const lang : {Lang::th, Lang::en}) text(messages_.text(lang, key, arguments));
    }

    // A line as long as the head should be wide, closed by a bar at its end; a mark every 40 dots.
    void width_step(int width)
    {
        Bitmap picture(width, kStepRows);
        picture.fill(0, kStepRows - 4, width, 4);
        picture.fill(width - kBarDots, 0, kBarDots, kStepRows);
        for (int x = 0; x < width; x += 40) picture.fill(x, kStepRows - 14, 2, 10);
        stamp(picture, fonts_, std::to_string(width), width - kBarDots - 80, -4);
        safe(picture);
    }

    void measured_bar()
    {
        Bitmap picture(kNarrowest, kTextBandRows);
        picture.fill(0, 4, kMeasuredDots, kTextBandRows - 8);
        safe(picture);
    }

    // Slanted lines in one command: a printer that loses rows breaks them.
    void band(int rows)
    {
        Bitmap picture(kNarrowest, rows);
        for (int y = 0; y < rows; ++y)
            for (int x = y % 16; x < kNarrowest - 100; x += 16) picture.fill(x, y, 3, 1);
        stamp(picture, fonts_, std::to_string(rows), kNarrowest - 80, (rows - fonts_.line_height({kTextPx, Weight::regular})) / 2);
        bands_.push_back({std::move(picture)});
        bands_.push_back({Bitmap(kNarrowest, 8)});
    }

    [[nodiscard]] Status code(std::string const& words)
    {
        SADUAK_TRY(drivers::QrMatrix const qr, drivers::make_qr(words));
        Bitmap const code = drivers::qr_bitmap(qr, kQrModuleDots);
        Bitmap picture(std::max(kNarrowest, code.width()), code.height());
        picture.draw(code, 0, 0);
        safe(picture);
        return {};
    }

    [[nodiscard]] std::vector<ProbeBand> take() { return std::move(bands_); }

private:
    Fonts& fonts_;
    Messages const& messages_;
    std::vector<ProbeBand> bands_;
};

}  // namespace

Result<std::vector<ProbeBand>> draw_test_page(std::string const& description, Fonts& fonts, Messages const& messages)
{
    Page page(fonts, messages);
    page.message("probe_title");
    page.text(description);
    page.message("probe_width");
    for (int const width : kKnownWidths) page.width_step(width);
    page.message("probe_length", {{"n", std::to_string(kMeasuredDots)}});
    page.measured_bar();
    page.message("probe_bands");
    for (int const rows : kProbeBands) page.band(rows);
    page.message("probe_sample");
    SADUAK_TRY_STATUS(page.code("SADUAK " + description));
    return page.take();
}

}  // namespace saduak::kiosk
