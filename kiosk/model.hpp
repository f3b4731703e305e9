// What the kiosk knows and shows, as one value (DESIGN 3: model, update, view are pure).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/domain/site_config.hpp"
#include "core/domain/words.hpp"
#include "drivers/escpos/status.hpp"
#include "kiosk/access.hpp"
#include "kiosk/paper_roll.hpp"
#include "kiosk/target.hpp"
#include "kiosk/text/messages.hpp"
#include "kiosk/ticket/ticket_paper.hpp"

namespace saduak::kiosk {

// Why no ticket can be taken now.
struct Closure {
    enum class Cause { hours, last_ticket, quota, stopped };
    Cause cause = Cause::hours;
    Instant opens;       // of hours; unset: not known
    std::string reason;  // of a stop, in the words of staff

    bool operator==(Closure const&) const = default;
};

// What the server pushes of the site (docs/PROTOCOL.md, `state`).
struct ServiceOffer {
    ServiceId id;
    domain::LocalText name;
    std::string icon;
    std::vector<domain::LocalText> documents;
    bool open = true;
    std::optional<Closure> closure;  // why it is not open, where the server says
    std::int64_t waiting = 0;
    WaitRange wait;

    bool operator==(ServiceOffer const&) const = default;
};
struct RateNow {
    TicketId ticket;
    std::string number;
    domain::LocalText counter_name;
    domain::LocalText service_name;

    bool operator==(RateNow const&) const = default;
};
struct SiteOffer {
    SiteId id;
    domain::LocalText name;
    domain::LocalText agency_name;
    bool demo = false;
    std::string public_url;
    std::int64_t return_after = 0;       // who missed the call comes back behind so many tickets; 0: not told
    std::optional<std::string> stopped;  // by staff, for this reason
    std::vector<ServiceOffer> services;
    std::optional<RateNow> rate_now;

    bool operator==(SiteOffer const&) const = default;
};

// Random names for the next ticket, drawn by the shell before they are needed: update draws nothing.
struct TicketNames {
    TicketId ticket;
    std::string token;  // the citizen's secret; the server gets its SHA-256 only
    std::string token_sha256;

    bool operator==(TicketNames const&) const = default;
};

// A ticket asked for, not yet answered.
struct Wanted {
    TicketNames names;
    ServiceId service;
    domain::TicketClass ticket_class = domain::TicketClass::general;

    bool operator==(Wanted const&) const = default;
};

// The server's answer to `issue`.
struct TicketGiven {
    TicketId id;
    std::string number;
    domain::LocalText step_name;
    Instant issued_at;
    std::int64_t ahead = 0;
    WaitRange wait;

    bool operator==(TicketGiven const&) const = default;
};

// The ticket that a citizen is being given.
struct Issued {
    Wanted wanted;
    TicketGiven given;
    domain::LocalText service_name;
    std::vector<domain::LocalText> documents;
    Lang lang = Lang::th;
    Original printed = Original::first;  // `copy`: the one reprint is spent

    bool operator==(Issued const&) const = default;
};

// The screens. Those that end by themselves carry the instant.
struct Home {
    std::size_t page = 0;
};
struct PriorityChoice {
    ServiceId service;
    Instant until;
};
// Nobody touched the choice for a while: asked before it is taken away (WCAG 2.2.1).
struct StillThere {
    ServiceId service;
    Instant until;
};
struct Issuing {
    Wanted wanted;
    Instant until;
};
struct Printing {
    Issued ticket;
    Instant until;
};
struct TakeTicket {
    Issued ticket;
    domain::Paper paper = domain::Paper::confirmed;
    Instant until;
};
// Paper failed: the number is shown, to be accepted (DESIGN 4.1).
struct NumberOnScreen {
    Issued ticket;
    Instant until;
};
enum class TroubleCause { starting, server, printer, slow_answer, refused_ticket, refused_device };
struct Trouble {
    TroubleCause cause = TroubleCause::starting;
    std::optional<Wanted> waiting_for;  // with slow_answer: it may still come
    Instant until;                      // unset: until the cause is gone
};
// No ticket of the site, or of the one that was asked for, can be taken now.
struct Closed {
    Closure why;
    Instant until;  // unset: until the site opens
};
// For staff: what the printer says and what to do about it.
struct ForStaff {
    Instant until;
};
struct RatingIdle {};
struct RatingAsk {
    RateNow about;
    Instant until;
};
struct Thanks {
    Instant until;
};
using Screen = std::variant<Home, PriorityChoice, StillThere, Issuing, Printing, TakeTicket, NumberOnScreen, Trouble, Closed, ForStaff, RatingIdle,
                            RatingAsk, Thanks>;

// Names of scripts and tests: "home", "take_ticket", ...
[[nodiscard]] std::string_view name_of(Screen const& screen);
// When the screen ends by itself; unset: never.
[[nodiscard]] Instant deadline_of(Screen const& screen);

struct Roles {
    bool issue = true;
    bool rate = false;
};

enum class LinkStatus { offline, online, refused };

struct Model {
    Roles roles;
    Lang language_at_rest = Lang::th;
    Lang lang = Lang::th;
    LinkStatus link = LinkStatus::offline;
    bool ever_online = false;  // else the screen says that it starts
    drivers::PrinterState printer = drivers::PrinterState::unknown;
    drivers::PrinterState printer_reported = drivers::PrinterState::unknown;
    PaperRoll roll;
    std::optional<SiteOffer> site;
    std::optional<TicketNames> next_names;
    Instant idle_at;        // set by a touch: when language and page go back to where they were, if nobody is being served
    TicketId rated;         // answered here: the same question in a later push is not asked again
    int staff_touches = 0;  // of the clock, one soon after the other
    Instant staff_touched_at;
    Screen screen = Trouble{};
    Instant screen_since;
    Access access;
    Panel panel = Panel::none;    // over the screen
    std::optional<Target> focus;  // where the keys are
};

// Why the whole site gives no tickets now; nothing while one of its services may.
[[nodiscard]] std::optional<Closure> closure_of(SiteOffer const& site);

[[nodiscard]] ServiceOffer const* find_service(Model const& model, ServiceId const& service);

}  // namespace saduak::kiosk
