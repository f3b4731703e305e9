// บัตรคิวสำรอง: numbered cards on A4 to cut apart, for the day on which the kiosk or the power fails (docs/NUMBERS.md).
#pragma once

#include <string>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/numbering.hpp"
#include "core/domain/site_config.hpp"
#include "server/reports/report_texts.hpp"

namespace saduak::server {

struct ReserveCards {
    domain::OfflineRange range;  // the cards' numbers, first to last
    Instant granted_at;          // when their range was granted: stands in the file, so that a second print is the same file
};

inline constexpr int kCardsAcross = 2;
inline constexpr int kCardsDown = 5;
inline constexpr int kCardsPerPage = kCardsAcross * kCardsDown;

// "SADUAK:hall:A901": what the card's QR code says.
[[nodiscard]] std::string card_code(SiteId const& site, std::string const& number);

// The PDF's bytes. The service stands on the cards where the letter has one alone, else a line to write it on.
// Errc::not_found where the font is missing.
[[nodiscard]] Result<std::string> reserve_cards_pdf(domain::SiteConfig const& site, ReserveCards const& cards, ReportTexts const& texts);

}  // namespace saduak::server
