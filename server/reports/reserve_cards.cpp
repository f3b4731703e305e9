#include "server/reports/reserve_cards.hpp"

#include <optional>

#include "core/base/assert.hpp"
#include "server/reports/pdf_document.hpp"

namespace saduak::server {
namespace {

using domain::Service;
using domain::TicketClass;
using enum ReportLanguage;

// Millimetres. The grid leaves the edges that office printers do not reach, and a line for the sheet's number.
constexpr double kMargin = 10;
constexpr double kTop = 9;
constexpr double kCardWidth = (kPageWidth - 2 * kMargin) / kCardsAcross;
constexpr double kCardHeight = 54.6;
constexpr double kPadding = 3;
constexpr double kQrSide = 24;

// What a letter stands for on a card.
struct Letter {
    Service const* service = nullptr;  // null: several services write with it
    std::optional<TicketClass> only;   // a class that has this letter for itself
};

Letter letter_of(domain::SiteConfig const& site, std::string const& prefix)
{
    Letter letter;
    int services = 0;
    bool general = false, priority = false, appointment = false;
    for (Service const& service : site.services) {
        bool const is_general = service.prefix == prefix;
        bool const is_priority = prefix_of(service, TicketClass::priority) == prefix;
        bool const is_appointment = prefix_of(service, TicketClass::appointment) == prefix;
        if (!is_general && !is_priority && !is_appointment) continue;
        services += 1;
        letter.service = &service;
        general = general || is_general;
        priority = priority || is_priority;
        appointment = appointment || is_appointment;
    }
    if (services != 1) letter.service = nullptr;
    if (!general && priority && !appointment) letter.only = TicketClass::priority;
    if (!general && !priority && appointment) letter.only = TicketClass::appointment;
    return letter;
}

class CardSheet {
public:
    CardSheet(PdfDocument& page, domain::SiteConfig const& site, ReportTexts const& texts, Letter const& letter)
        : page_(page), site_(site), texts_(texts), letter_(letter)
    {
    }

    void begin(std::int32_t sheet, std::int32_t sheets, int cards)
    {
        page_.begin_page();
        for (int row = 0; row <= (cards + kCardsAcross - 1) / kCardsAcross; ++row) {
            double const y = kTop + row * kCardHeight;
            page_.line(kMargin - 5, y, kPageWidth - kMargin + 5, y, LineStyle::cut);
        }
        double const bottom = kTop + ((cards + kCardsAcross - 1) / kCardsAcross) * kCardHeight;
        for (int column = 0; column <= kCardsAcross; ++column) {
            double const x = kMargin + column * kCardWidth;
            page_.line(x, kTop - 3, x, bottom + 3, LineStyle::cut);
        }
        ReportTexts::Values const values{{"sheet", std::to_string(sheet)}, {"sheets", std::to_string(sheets)}};
        std::string const footer = in_language(site_.name, th) + " · " + texts_.text(th, "card_title") + " · " + texts_.text(th, "sheet_of", values) +
                                   " · " + texts_.text(en, "sheet_of", values);
        page_.text(footer, {kMargin, kTop + kCardsDown * kCardHeight + 4, kPageWidth - 2 * kMargin, 4}, {.size_pt = 7.5, .align = TextAlign::centre});
    }

    [[nodiscard]] Status card(int place, std::string const& number)
    {
        double const x = kMargin + (place % kCardsAcross) * kCardWidth + kPadding;
        double const y = kTop + (place / kCardsAcross) * kCardHeight + kPadding;
        double const width = kCardWidth - 2 * kPadding;
        double const left = width - kQrSide - 1;
        page_.text(in_language(site_.name, th), {x, y, left, 4.4}, {.size_pt = 9.5, .weight = TextWeight::bold});
        page_.text(in_language(site_.agency_name, th) + " · " + in_language(site_.name, en), {x, y + 4.4, left, 3.4}, {.size_pt = 7});
        page_.text(title(), {x, y + 8, left, 4.6}, {.size_pt = 9.5});
        page_.text(number, {x, y + 11, left, 16}, {.size_pt = 40, .weight = TextWeight::bold});
        SADUAK_TRY_STATUS(page_.qr(card_code(site_.id, number), x + left + 1, y - 2, kQrSide));
        if (site_.demo) demo_mark({x + left + 1, y + kQrSide - 2.4, kQrSide, 6.4});
        service({x, y + 26.2, site_.demo ? left : width, 4.4});
        write_lines(x, y + 34.2, width);
        page_.text(terms(th), {x, y + 44.6, width, 2.9}, {.size_pt = 6.2});
        page_.text(terms(en), {x, y + 47.2, width, 2.6}, {.size_pt = 5.8});
        return {};
    }

private:
    [[nodiscard]] std::string title() const
    {
        std::string words = texts_.both("card_title");
        if (letter_.only == TicketClass::priority) words += " · " + texts_.both("card_priority");
        if (letter_.only == TicketClass::appointment) words += " · " + texts_.both("card_appointment");
        return words;
    }
    [[nodiscard]] std::string terms(ReportLanguage language) const
    {
        return texts_.text(language, "card_used_when") + " " + texts_.text(language, "card_wait");
    }

    void demo_mark(PageArea const& area)
    {
        TextStyle const style{.size_pt = 6.5, .align = TextAlign::centre};
        page_.frame(area);
        page_.text(texts_.text(th, "demo"), {area.x, area.y + 0.3, area.width, 3.2}, style);
        page_.text(texts_.text(en, "demo"), {area.x, area.y + 3.3, area.width, 3}, style);
    }

    void service(PageArea const& area)
    {
        if (letter_.service == nullptr) {
            write_line("card_service", area.x, area.y + 1, area.width, 16);
            return;
        }
        std::string const thai = in_language(letter_.service->name, th);
        std::string const english = in_language(letter_.service->name, en);
        page_.text(thai, area, {.size_pt = 9.5, .weight = TextWeight::bold});
        if (english != thai) page_.text(english, {area.x, area.y + area.height - 0.2, area.width, 3.4}, {.size_pt = 7.5});
    }

    // A label in both languages and a dotted line to write on, together `width` wide.
    void write_line(char const* key, double x, double y, double width, double label)
    {
        page_.text(texts_.text(th, key), {x, y, label, 3.2}, {.size_pt = 7.5});
        page_.text(texts_.text(en, key), {x, y + 2.8, label, 2.4}, {.size_pt = 5.5});
        page_.line(x + label, y + 4.4, x + width - 1.5, y + 4.4, LineStyle::dotted);
    }

    void write_lines(double x, double y, double width)
    {
        double const third = width / 3;
        write_line("card_date", x, y, third, 7);
        write_line("card_taken_at", x + third, y, third, 14);
        write_line("card_called_at", x + 2 * third, y, third, 12);
        write_line("card_counter", x, y + 5.2, third, 14);
        write_line("card_finished_at", x + third, y + 5.2, third, 15);
    }

    PdfDocument& page_;
    domain::SiteConfig const& site_;
    ReportTexts const& texts_;
    Letter const& letter_;
};

}  // namespace

std::string card_code(SiteId const& site, std::string const& number) { return "SADUAK:" + site.str() + ":" + number; }

Result<std::string> reserve_cards_pdf(domain::SiteConfig const& site, ReserveCards const& cards, ReportTexts const& texts)
{
    domain::OfflineRange const& range = cards.range;
    SADUAK_ASSERT(range.first >= 1 && range.first <= range.last);
    SADUAK_TRY(PdfDocument document, PdfDocument::create(texts.both("card_title") + " · " + in_language(site.name, th), cards.granted_at));
    Letter const letter = letter_of(site, range.prefix);
    CardSheet sheet(document, site, texts, letter);
    std::int32_t const count = range.last - range.first + 1;
    std::int32_t const sheets = (count + kCardsPerPage - 1) / kCardsPerPage;
    for (std::int32_t i = 0; i < count; ++i) {
        if (i % kCardsPerPage == 0) sheet.begin(i / kCardsPerPage + 1, sheets, std::min(count - i, std::int32_t{kCardsPerPage}));
        SADUAK_TRY_STATUS(sheet.card(i % kCardsPerPage, domain::format_number(range.prefix, range.first + i)));
    }
    return document.finish();
}

}  // namespace saduak::server
