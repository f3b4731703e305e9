// The paper ticket as dots for the printer.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/site_config.hpp"
#include "core/domain/words.hpp"
#include "drivers/raster/bitmap.hpp"
#include "kiosk/text/fonts.hpp"
#include "kiosk/text/messages.hpp"
#include "kiosk/ticket/ticket_template.hpp"

namespace saduak::kiosk {

// How long the wait is thought to be, in whole minutes, rounded up. Not stated is not 0.
struct WaitRange {
    bool stated = false;
    std::int64_t from_min = 0;
    std::int64_t to_min = 0;

    bool operator==(WaitRange const&) const = default;
};
[[nodiscard]] WaitRange wait_range(std::int64_t p50_s, std::int64_t p90_s);

enum class Original { first, copy };  // a copy carries the mark สำเนา

// Everything that stands on the paper.
struct TicketContent {
    domain::LocalText agency_name;
    domain::LocalText site_name;
    bool demo = false;
    std::string number;
    ServiceId service;
    domain::LocalText service_name;
    domain::LocalText step_name;  // empty: the service is one stop
    domain::TicketClass ticket_class = domain::TicketClass::general;
    bool offline = false;  // given without the server: marked, and without ahead and wait
    std::int64_t ahead = 0;
    WaitRange wait;
    Instant issued_at;  // unset: the clock cannot be trusted, no time is printed
    std::vector<domain::LocalText> documents;
    std::int64_t return_after = 0;  // who missed the call comes back behind so many tickets; 0: nothing is said
    std::string citizen_url;        // empty: no QR
    Lang lang = Lang::th;           // comes first; the template says what follows
    Original original = Original::first;
    std::int32_t people = 1;  // more than one: stands below the service
};

// `width_dots` wide (at least 320), as high as needed. Errc::invalid_argument when the URL does not fit a QR code.
[[nodiscard]] Result<drivers::Bitmap> draw_ticket(TicketContent const& content, TicketTemplate const& design, int width_dots, Fonts& fonts,
                                                  Messages const& messages);

}  // namespace saduak::kiosk
