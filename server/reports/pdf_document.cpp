#include "server/reports/pdf_document.hpp"

#include <algorithm>
#include <cerrno>

#include <cairo-pdf.h>
#include <pango/pangocairo.h>
#include <qrencode.h>

#include "core/base/assert.hpp"

namespace saduak::server {
namespace {

// Text copied out of the file is exact for this font; Debian's fonts-tlwg-loma-ttf.
constexpr char const* kFont = "Loma";
constexpr double kPointsPerMm = 72.0 / 25.4;
constexpr double kHairline = 0.5;  // points
constexpr int kQuietModules = 4;

struct Release {
    void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
    void operator()(cairo_t* cairo) const { cairo_destroy(cairo); }
    void operator()(PangoContext* context) const { g_object_unref(context); }
    void operator()(PangoLayout* layout) const { g_object_unref(layout); }
    void operator()(PangoFont* font) const { g_object_unref(font); }
    void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
    void operator()(QRcode* code) const { QRcode_free(code); }
};
template <class T>
using Owned = std::unique_ptr<T, Release>;

cairo_status_t append(void* bytes, unsigned char const* data, unsigned int size)
{
    static_cast<std::string*>(bytes)->append(data, data + size);
    return CAIRO_STATUS_SUCCESS;
}

double points(double mm) { return mm * kPointsPerMm; }

Owned<PangoFontDescription> font(TextStyle const& style, double size_pt)
{
    Owned<PangoFontDescription> description(pango_font_description_new());
    pango_font_description_set_family_static(description.get(), kFont);
    pango_font_description_set_weight(description.get(), style.weight == TextWeight::bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_font_description_set_absolute_size(description.get(), size_pt * PANGO_SCALE);
    return description;
}

// Fontconfig never says no: it gives some other font.
Status check_font(PangoContext* context)
{
    Owned<PangoFontDescription> const wanted = font({}, 10);
    Owned<PangoFont> const given(pango_context_load_font(context, wanted.get()));
    Owned<PangoFontDescription> const description(given ? pango_font_describe(given.get()) : pango_font_description_new());
    char const* family = pango_font_description_get_family(description.get());
    if (family != nullptr && std::string_view(family) == kFont) return {};
    return fail(Errc::not_found, std::string("the font ") + kFont + " is not installed: install the package fonts-tlwg-loma-ttf");
}

PangoAlignment alignment(TextAlign align)
{
    switch (align) {
    case TextAlign::left: return PANGO_ALIGN_LEFT;
    case TextAlign::centre: return PANGO_ALIGN_CENTER;
    case TextAlign::right: return PANGO_ALIGN_RIGHT;
    }
    return PANGO_ALIGN_LEFT;
}

}  // namespace

struct PdfDocument::Drawing {
    std::string bytes;
    Owned<cairo_surface_t> surface;
    Owned<cairo_t> cairo;
    Owned<PangoContext> pango;
    bool on_page = false;
};

PdfDocument::PdfDocument(std::unique_ptr<Drawing> drawing) : drawing_(std::move(drawing)) {}
PdfDocument::PdfDocument(PdfDocument&&) noexcept = default;
PdfDocument& PdfDocument::operator=(PdfDocument&&) noexcept = default;
PdfDocument::~PdfDocument() = default;

Result<PdfDocument> PdfDocument::create(std::string const& title, Instant created)
{
    auto drawing = std::make_unique<Drawing>();
    drawing->surface.reset(cairo_pdf_surface_create_for_stream(append, &drawing->bytes, points(kPageWidth), points(kPageHeight)));
    cairo_pdf_surface_set_metadata(drawing->surface.get(), CAIRO_PDF_METADATA_TITLE, title.c_str());
    cairo_pdf_surface_set_metadata(drawing->surface.get(), CAIRO_PDF_METADATA_CREATOR, "Saduak");
    // Cairo reads whole seconds only, and drops any other text without a word.
    std::string const date = format_rfc3339(created).substr(0, std::string_view("2026-11-21T03:25:41").size()) + "Z";
    cairo_pdf_surface_set_metadata(drawing->surface.get(), CAIRO_PDF_METADATA_CREATE_DATE, date.c_str());
    drawing->cairo.reset(cairo_create(drawing->surface.get()));
    if (cairo_status_t const status = cairo_status(drawing->cairo.get()); status != CAIRO_STATUS_SUCCESS)
        return fail(Errc::internal, std::string("cairo: ") + cairo_status_to_string(status));
    drawing->pango.reset(pango_cairo_create_context(drawing->cairo.get()));
    pango_context_set_round_glyph_positions(drawing->pango.get(), FALSE);
    SADUAK_TRY_STATUS(check_font(drawing->pango.get()));
    return PdfDocument(std::move(drawing));
}

void PdfDocument::begin_page()
{
    if (drawing_->on_page) cairo_show_page(drawing_->cairo.get());
    drawing_->on_page = true;
    cairo_set_source_rgb(drawing_->cairo.get(), 0, 0, 0);
    cairo_set_line_width(drawing_->cairo.get(), kHairline);
}

void PdfDocument::text(std::string_view words, PageArea const& area, TextStyle const& style)
{
    SADUAK_ASSERT(drawing_->on_page);
    Owned<PangoLayout> const layout(pango_layout_new(drawing_->pango.get()));
    pango_layout_set_text(layout.get(), words.data(), static_cast<int>(words.size()));
    pango_layout_set_alignment(layout.get(), alignment(style.align));
    pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
    pango_layout_set_width(layout.get(), pango_units_from_double(points(area.width)));
    double size_pt = style.size_pt;
    for (;;) {
        pango_layout_set_font_description(layout.get(), font(style, size_pt).get());
        int width = 0, height = 0;
        pango_layout_get_size(layout.get(), &width, &height);
        if (pango_units_to_double(height) <= points(area.height) || size_pt <= style.size_pt / 2) break;
        size_pt = std::max(size_pt - 0.5, style.size_pt / 2);
    }
    pango_layout_set_height(layout.get(), pango_units_from_double(points(area.height)));
    pango_layout_set_ellipsize(layout.get(), PANGO_ELLIPSIZE_END);
    cairo_move_to(drawing_->cairo.get(), points(area.x), points(area.y));
    pango_cairo_show_layout(drawing_->cairo.get(), layout.get());
}

void PdfDocument::line(double x1, double y1, double x2, double y2, LineStyle style)
{
    SADUAK_ASSERT(drawing_->on_page);
    cairo_t* cairo = drawing_->cairo.get();
    cairo_save(cairo);
    constexpr double kCutDashes[] = {4, 4};
    constexpr double kDots[] = {0.6, 1.6};
    if (style == LineStyle::cut) {
        cairo_set_source_rgb(cairo, 0.5, 0.5, 0.5);
        cairo_set_dash(cairo, kCutDashes, 2, 0);
    }
    if (style == LineStyle::dotted) cairo_set_dash(cairo, kDots, 2, 0);
    cairo_move_to(cairo, points(x1), points(y1));
    cairo_line_to(cairo, points(x2), points(y2));
    cairo_stroke(cairo);
    cairo_restore(cairo);
}

void PdfDocument::frame(PageArea const& area)
{
    SADUAK_ASSERT(drawing_->on_page);
    cairo_rectangle(drawing_->cairo.get(), points(area.x), points(area.y), points(area.width), points(area.height));
    cairo_stroke(drawing_->cairo.get());
}

Status PdfDocument::qr(std::string_view content, double x, double y, double side)
{
    SADUAK_ASSERT(drawing_->on_page);
    auto const* data = reinterpret_cast<unsigned char const*>(content.data());
    Owned<QRcode> const code(QRcode_encodeData(static_cast<int>(content.size()), data, 0, QR_ECLEVEL_M));
    if (!code && errno == ERANGE) return fail(Errc::invalid_argument, "the text is too long for a QR code");
    if (!code) return fail(Errc::internal, "a QR code could not be made");
    double const module = side / (code->width + 2 * kQuietModules);
    cairo_t* cairo = drawing_->cairo.get();
    cairo_save(cairo);
    // Neighbouring modules would show hairlines between them where edges are smoothed.
    cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
    for (int row = 0; row < code->width; ++row)
        for (int column = 0; column < code->width; ++column)
            if ((code->data[row * code->width + column] & 1) != 0)
                cairo_rectangle(cairo, points(x + (column + kQuietModules) * module), points(y + (row + kQuietModules) * module), points(module),
                                points(module));
    cairo_fill(cairo);
    cairo_restore(cairo);
    return {};
}

Result<std::string> PdfDocument::finish()
{
    if (drawing_->on_page) cairo_show_page(drawing_->cairo.get());
    drawing_->on_page = false;
    cairo_status_t status = cairo_status(drawing_->cairo.get());
    cairo_surface_finish(drawing_->surface.get());
    if (status == CAIRO_STATUS_SUCCESS) status = cairo_surface_status(drawing_->surface.get());
    if (status != CAIRO_STATUS_SUCCESS) return fail(Errc::internal, std::string("cairo: ") + cairo_status_to_string(status));
    return std::move(drawing_->bytes);
}

}  // namespace saduak::server
