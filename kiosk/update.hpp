// What happens to the kiosk and what it then does. Pure: time is an argument, chance arrives in messages.
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/domain/command.hpp"
#include "kiosk/model.hpp"
#include "kiosk/target.hpp"

namespace saduak::kiosk {

// Messages.
struct Touched {
    Target target;
};
// The keys have moved on to this target.
struct Focused {
    Target target;
};
struct LinkChanged {
    LinkStatus status = LinkStatus::offline;
};
struct SitePushed {
    SiteOffer site;
};
struct NamesDrawn {
    TicketNames names;
};
struct IssueAnswered {
    TicketId ticket;                   // as asked
    std::optional<TicketGiven> given;  // nothing: the server refused
    std::optional<Closure> closure;    // refused because no ticket can be taken now
};
struct PrintEnded {
    TicketId ticket;
    Original original = Original::first;
    domain::Paper paper = domain::Paper::unconfirmed;  // confirmed, unconfirmed or failed
    std::string detail;                                // for staff
    std::int64_t paper_mm = 0;                         // what it took off the roll
};
struct PrinterChanged {
    drivers::PrinterState state = drivers::PrinterState::unknown;
};
struct TimePassed {};
using Msg = std::variant<Touched, Focused, LinkChanged, SitePushed, NamesDrawn, IssueAnswered, PrintEnded, PrinterChanged, TimePassed>;

// Effects, to be carried out in order.
struct Submit {
    domain::CommandBody command;  // journaled first, then sent until acknowledged
};
struct Print {
    TicketContent content;
    TicketId ticket;
};
struct DrawNames {};
struct KeepRoll {  // so that a start knows of it
    std::int64_t used_mm = 0;
};
using Effect = std::variant<Submit, Print, DrawNames, KeepRoll>;

struct Next {
    Model model;
    std::vector<Effect> effects;
};

// `now` is of a clock that never steps.
[[nodiscard]] Next update(Model model, Msg const& msg, Instant now);

// When time alone changes something; unset: never. The shell sends TimePassed then.
[[nodiscard]] Instant next_deadline(Model const& model);

// False: the screen is too new for a touch to be meant for it. A finger that touches twice would take a ticket unasked.
[[nodiscard]] bool settled(Model const& model, Instant now);

// Whether a ticket sent to the printer has a chance. A printer that never answers has one.
[[nodiscard]] bool may_print(drivers::PrinterState state);

inline constexpr Millis kTouchSettles{400};
inline constexpr Millis kIssueAnswer = seconds(2);  // DESIGN 4.1
inline constexpr Millis kSlowAnswer = seconds(10);  // a citizen who still waits may still get the ticket
inline constexpr Millis kChoiceIdle = seconds(40);
inline constexpr Millis kStillThere = seconds(20);    // WCAG 2.2.1: at least 20 s to answer
inline constexpr Millis kPrintSilence = seconds(12);  // beyond every deadline of drivers::Printer but less than the server's 15 s
inline constexpr Millis kTakeTicket = seconds(12);
inline constexpr Millis kTakeUnconfirmed = seconds(25);
inline constexpr Millis kNumberShown = seconds(55);  // the server voids the ticket after 60 s
inline constexpr Millis kRatingOpen = seconds(60);
inline constexpr Millis kThanks = seconds(4);
inline constexpr Millis kRefusedShown = seconds(10);
inline constexpr int kStaffTouches = 5;  // of the clock
inline constexpr Millis kStaffTouchPause = seconds(2);
inline constexpr Millis kStaffShown = seconds(120);

}  // namespace saduak::kiosk
