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
    std::optional<Instant> heard_at;  // read from the data folder: when the server had said it, unset where not known
};
struct ClockTold {
    Clock clock;
};
struct NamesDrawn {
    TicketNames names;
};
struct IssueAnswered {
    TicketId ticket;                   // as asked
    std::optional<TicketGiven> given;  // nothing: the server refused
    std::optional<Closure> closure;    // refused because no ticket can be taken now
};
// The answer to IssueOffline.
struct OfflineAnswered {
    TicketId ticket;
    std::string number;  // written down; empty: there is none, or it cannot be written
    Instant at;          // unset: not known
};
struct PrintEnded {
    TicketId ticket;
    Original original = Original::first;
    domain::Paper paper = domain::Paper::unconfirmed;  // confirmed, unconfirmed or failed
    std::string detail;                                // for staff
    std::int64_t paper_mm = 0;                         // what it took off the roll
};
// By a scanner, or typed by it: letters and digits up to its Enter.
struct Scanned {
    std::string text;
    std::string token_sha256;  // of the token at the end of `text`; empty: there is none
};
// A check-in was refused.
struct CheckInRefused {
    TicketId ticket;
    CodeFault fault = CodeFault::unknown;
    Instant slot;  // of wrong_day
};
struct RatingRefused {};
struct PrinterChanged {
    drivers::PrinterState state = drivers::PrinterState::unknown;
};
struct PinChecked {
    bool right = false;
};
struct StaffTold {
    StaffFacts facts;
};
struct TimePassed {};
using Msg = std::variant<Touched, Focused, LinkChanged, SitePushed, ClockTold, NamesDrawn, IssueAnswered, OfflineAnswered, PrintEnded, PrinterChanged,
                         PinChecked, StaffTold, TimePassed, Scanned, CheckInRefused, RatingRefused>;

// Effects, to be carried out in order.
struct Submit {
    domain::CommandBody command;  // journaled first, then sent until acknowledged
};
// A number of the kiosk's own ranges is written down with this command, then told by OfflineAnswered.
struct IssueOffline {
    domain::IssueTicket command;  // without a number
    std::string prefix;
};
struct Print {
    TicketContent content;
    TicketId ticket;
};
struct DrawNames {};
struct KeepRoll {  // so that a start knows of it
    std::int64_t used_mm = 0;
};
struct CheckInCode {  // as Submit; the shell fills in the code's hash
    domain::CheckIn command;
    std::string code;
};
struct CheckPin {
    std::string digits;
};
struct TellStaff {};     // StaffTold is the answer
struct PrintTest {};     // a ticket that is none
struct RestartKiosk {};  // ends the program; systemd starts it again
struct Speak {           // instead of what is being said; no clips: silence
    Lang lang = Lang::th;
    std::vector<std::string> clips;
    int volume = 3;
};
using Effect = std::variant<Submit, IssueOffline, Print, DrawNames, KeepRoll, CheckInCode, CheckPin, TellStaff, PrintTest, RestartKiosk, Speak>;

struct Next {
    Model model;
    std::vector<Effect> effects;
};

// `now` is of a clock that never steps.
[[nodiscard]] Next update(Model model, Msg const& msg, Instant now);

// When time alone changes something; unset: never. The shell sends TimePassed then.
[[nodiscard]] Instant next_deadline(Model const& model);

// Nobody is being served, and nobody has just touched the screen.
[[nodiscard]] bool at_rest(Model const& model);

// When the screen dims if nobody touches it; unset: never.
[[nodiscard]] Instant dims_at(Model const& model);

// False: the screen is too new for a touch to be meant for it. A finger that touches twice would take a ticket unasked.
[[nodiscard]] bool settled(Model const& model, Instant now);

// Whether a ticket sent to the printer has a chance. A printer that never answers has one.
[[nodiscard]] bool may_print(drivers::PrinterState state);

inline constexpr Millis kTouchSettles{400};
inline constexpr Millis kIssueAnswer = seconds(2);  // DESIGN 4.1
inline constexpr Millis kWriteDown = seconds(5);    // a number of its own: a disk that takes longer is in trouble
inline constexpr Millis kSlowAnswer = seconds(10);  // a citizen who still waits may still get the ticket
inline constexpr Millis kChoiceIdle = seconds(40);
inline constexpr Millis kStillThere = seconds(20);    // WCAG 2.2.1: at least 20 s to answer
inline constexpr Millis kPrintSilence = seconds(12);  // beyond every deadline of drivers::Printer but less than the server's 15 s
inline constexpr Millis kTakeTicket = seconds(12);
inline constexpr Millis kTakeUnconfirmed = seconds(25);
inline constexpr Millis kNumberShown = seconds(55);  // the server voids the ticket after 60 s
inline constexpr Millis kRatingOpen = seconds(60);
inline constexpr Millis kReasonsOpen = seconds(15);
inline constexpr Millis kOnPhone = seconds(60);
inline constexpr Millis kAgainAsked = seconds(60);     // a second ticket for the same service within this is asked about
inline constexpr Millis kStaffCallTouch = seconds(2);  // a second touch of the button within this is the same finger
inline constexpr Millis kStaffCallLag = seconds(10);
inline constexpr Millis kStaffComing = seconds(60);
inline constexpr std::int32_t kPeopleMax = 9;  // of a group on one ticket, by this button
inline constexpr std::size_t kCodeMax = 16;
inline constexpr Millis kThanks = seconds(4);
inline constexpr Millis kRefusedShown = seconds(10);
inline constexpr int kStaffTouches = 5;  // of the clock
inline constexpr Millis kStaffTouchPause = seconds(2);
inline constexpr Millis kStaffShown = seconds(120);
inline constexpr Millis kClosedDims = minutes(1);
inline constexpr Millis kDimmedMoves = minutes(1);
inline constexpr Millis kPinShown = seconds(30);
inline constexpr int kPinTries = 5;
inline constexpr Millis kPinLocked = minutes(5);

}  // namespace saduak::kiosk
