// A PDF of A4 pages, drawn by Cairo, its text set by Pango (Thai shaping, marks and line breaks). The same calls make the same
// bytes: the time in it is the caller's.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::server {

// Millimetres from the page's left upper corner.
struct PageArea {
    double x = 0;
    double y = 0;
    double width = 0;
    double height = 0;
};

inline constexpr double kPageWidth = 210;
inline constexpr double kPageHeight = 297;

enum class TextAlign { left, centre, right };
enum class TextWeight { normal, bold };
struct TextStyle {
    double size_pt = 10;
    TextWeight weight = TextWeight::normal;
    TextAlign align = TextAlign::left;
};

enum class LineStyle { solid, dotted, cut };  // cut: dashed, where scissors go

class PdfDocument {
public:
    // Errc::not_found where the font is missing (another one would be taken silently, with other widths and text that does not
    // copy), internal where Cairo cannot.
    [[nodiscard]] static Result<PdfDocument> create(std::string const& title, Instant created);

    PdfDocument(PdfDocument&&) noexcept;
    PdfDocument& operator=(PdfDocument&&) noexcept;
    ~PdfDocument();

    void begin_page();  // first of all, too
    // One paragraph at the area's top. What is too large for the area is set smaller, down to half; the rest ends in "…".
    void text(std::string_view words, PageArea const& area, TextStyle const& style);
    void line(double x1, double y1, double x2, double y2, LineStyle style);
    void frame(PageArea const& area);
    // A QR code with its quiet zone in the square; errors are corrected up to 15 percent. Errc::invalid_argument: too long.
    [[nodiscard]] Status qr(std::string_view content, double x, double y, double side);
    // The file's bytes; nothing can be drawn afterwards.
    [[nodiscard]] Result<std::string> finish();

private:
    struct Drawing;
    explicit PdfDocument(std::unique_ptr<Drawing> drawing);
    std::unique_ptr<Drawing> drawing_;
};

}  // namespace saduak::server
