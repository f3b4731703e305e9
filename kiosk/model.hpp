// What the kiosk knows and shows, as one value (DESIGN 3: model, update, view are pure).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/domain/numbering.hpp"
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
    std::string prefix;           // the letter of its numbers
    std::string priority_prefix;  // of the priority class; empty: the same
    std::string icon;
    std::string group;  // id of its group; empty: on the first page
    std::vector<domain::LocalText> documents;
    domain::LocalText fee;        // in words; empty: not stated
    std::int64_t standard_s = 0;  // the published service time; 0: none
    bool open = true;
    std::optional<Closure> closure;  // why it is not open, where the server says
    bool queue_known = true;         // false: the server is out of reach, and nobody tells how many wait
    std::int64_t waiting = 0;
    WaitRange wait;

    bool operator==(ServiceOffer const&) const = default;
};
struct GroupOffer {
    std::string id;
    domain::LocalText name;
    std::string icon;

    bool operator==(GroupOffer const&) const = default;
};
struct RatingOffer {
    domain::RatingPlace place = domain::RatingPlace::counter;
    domain::LocalText question;            // empty: the screen's own
    std::vector<domain::LocalText> scale;  // five, 1 (least) first; empty: the screen's own

    bool operator==(RatingOffer const&) const = default;
};
struct RateNow {
    TicketId ticket;
    std::string number;
    domain::LocalText counter_name;
    domain::LocalText service_name;
    std::string token_sha256;  // at the exit, where the ticket is not known here

    bool operator==(RateNow const&) const = default;
};
// Theme, texts, ticket and settings for this site's kiosks, to be fetched.
struct BundleOffer {
    std::string sha256;
    std::int64_t bytes = 0;
    std::string path;  // at the server's pages

    bool operator==(BundleOffer const&) const = default;
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
    std::vector<domain::OfflineRange> ranges;  // this kiosk's own
    Millis day_starts_at{0};                   // local time at which the service day begins
    std::vector<GroupOffer> groups;
    RatingOffer rating;
    bool appointments = false;  // there are some, so a code may be checked in
    bool staff_called = false;  // from here, and nobody has answered yet
    std::optional<RateNow> rate_now;
    std::optional<BundleOffer> bundle;

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
    bool on_phone = false;  // no paper: the citizen keeps it by the code on the screen
    std::int32_t people = 1;
    bool offline = false;  // a number of the kiosk's own is being written down for it
    TicketId abandoned;    // in whose place

    bool operator==(Wanted const&) const = default;
};

// The server's answer to `issue`.
struct TicketGiven {
    TicketId id;
    std::string number;
    domain::LocalText step_name;
    Instant issued_at;  // unset: not known
    std::int64_t ahead = 0;
    WaitRange wait;
    bool offline = false;  // by the kiosk itself: nobody knows who waits
    // An appointment's check-in names neither.
    ServiceId service;
    std::optional<domain::TicketClass> ticket_class;

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
    std::string group;  // empty: the first page
    Instant until;      // unset where nothing is lost by waiting
};
struct PriorityChoice {
    ServiceId service;
    Instant until;
    bool on_phone = false;
    std::int32_t people = 1;
};
// The citizen has just had a ticket for this service from here: another is given after asking.
struct AskAgain {
    ServiceId service;
    std::string number;
    Instant until;
};
// The code of an appointment, typed or scanned.
enum class CodeFault { none, unknown, wrong_day, used, closed };
struct CodeEntry {
    std::string typed;
    Instant until;
    CodeFault fault = CodeFault::none;
    Instant slot;  // of wrong_day: when it is
};
using Choice = std::variant<Home, PriorityChoice, AskAgain, CodeEntry>;
// Nobody touched the choice for a while: asked before it is taken away (WCAG 2.2.1).
struct StillThere {
    Choice before;
    Instant until;
    std::int64_t left_s = 0;  // shown, counted down
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
// The ticket without paper: its code is on the screen until the citizen has it.
struct OnPhone {
    Issued ticket;
    Instant until;
};
// Paper failed: the number is shown, to be accepted (DESIGN 4.1).
struct NumberOnScreen {
    Issued ticket;
    Instant until;
};
enum class TroubleCause { starting, server, printer, slow_answer, refused_ticket, refused_device, no_numbers };
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
// Who stands there says that they are staff.
struct StaffPin {
    std::string digits;
    bool checking = false;  // the answer is on its way
    bool wrong = false;     // the last one was
    Instant until;
};
// For staff: what the printer says and what to do about it; with a PIN also what they may do.
struct ForStaff {
    bool may_act = false;
    Instant until;
};
struct StaffLog {
    Instant until;
};
// Nobody has touched the screen for a while, or the site is closed: dark, and moving now and then so that nothing burns in.
struct Dimmed {
    std::optional<Closure> why;  // of the site's being closed; nothing: it is open
    int place = 0;               // counts the moves
    Instant until;               // of the next move
};
struct RatingIdle {};
struct RatingAsk {
    RateNow about;
    Instant until;
};
// After the score, which is given already: what it was about.
struct RatingReasons {
    RateNow about;
    std::int32_t score = 0;
    Instant until;
};
struct Thanks {
    Instant until;
    bool counted = true;  // false: the server took no rating of this ticket
};
using Screen = std::variant<Home, PriorityChoice, AskAgain, CodeEntry, StillThere, Issuing, Printing, TakeTicket, OnPhone, NumberOnScreen, Trouble,
                            Closed, StaffPin, ForStaff, StaffLog, Dimmed, RatingIdle, RatingAsk, RatingReasons, Thanks>;

// Names of scripts and tests: "home", "take_ticket", ...
[[nodiscard]] std::string_view name_of(Screen const& screen);
// When the screen ends by itself; unset: never.
[[nodiscard]] Instant deadline_of(Screen const& screen);

// Nobody is being served there.
[[nodiscard]] bool resting(Screen const& screen);

struct Roles {
    bool issue = true;
    bool rate = false;
};

// Somebody to come to this device: asked for, or on the way.
enum class StaffCall { none, called, coming };
// The last ticket given here.
struct LastGiven {
    ServiceId service;
    std::string number;
    Instant at;
};

enum class LinkStatus { offline, online, refused };

// What the shell knows of the kiosk, looked up when staff ask.
struct StaffFacts {
    std::string address;  // of the server
    std::string fault;    // why it was last not reached; empty: it was
    std::int64_t unsent = 0;
    std::string version;
    std::string bundle;            // in force; empty: none
    std::string bundle_fault;      // why the last one was refused
    std::vector<std::string> log;  // the last lines

    bool operator==(StaffFacts const&) const = default;
};

// True time, as far as the kiosk knows it.
struct Clock {
    std::optional<Millis> ahead;  // true time less the clock that update() is told; nothing: not known, and no time is shown

    [[nodiscard]] std::optional<Instant> at(Instant now) const { return ahead ? std::optional(now + *ahead) : std::nullopt; }
    bool operator==(Clock const&) const = default;
};

struct Model {
    Roles roles;
    Lang language_at_rest = Lang::th;
    Lang lang = Lang::th;
    LinkStatus link = LinkStatus::offline;
    bool ever_online = false;  // else the screen says that it starts
    bool link_tried = false;   // until then nobody knows whether the server is there
    Clock clock;
    drivers::PrinterState printer = drivers::PrinterState::unknown;
    drivers::PrinterState printer_reported = drivers::PrinterState::unknown;
    PaperRoll roll;
    std::optional<SiteOffer> site;   // as shown
    std::optional<SiteOffer> heard;  // as the server said last
    Instant heard_at;                // true time; unset: not known
    std::optional<TicketNames> next_names;
    Instant idle_at;        // set by a touch: when language and page go back to where they were, if nobody is being served
    TicketId rated;         // answered here: the same question in a later push is not asked again
    int staff_touches = 0;  // of the clock, one soon after the other
    Instant staff_touched_at;
    StaffCall staff_call = StaffCall::none;
    Instant staff_call_since;
    bool staff_call_heard = false;  // the server's state has said it, so its silence means an answer
    std::optional<LastGiven> last_given;
    Millis saver_after{};  // without a touch; 0: the screen never dims
    Instant touched_at;
    bool pin_set = false;
    int pin_wrong = 0;  // tries since the last right one
    Instant pin_locked_until;
    StaffFacts staff;
    std::vector<Lang> voices;  // that a voice pack has
    Screen screen = Trouble{};
    Instant screen_since;
    Access access;
    Panel panel = Panel::none;    // over the screen
    std::optional<Target> focus;  // where the keys are
};

// Why the whole site gives no tickets now; nothing while one of its services may.
[[nodiscard]] std::optional<Closure> closure_of(SiteOffer const& site);

[[nodiscard]] ServiceOffer const* find_service(Model const& model, ServiceId const& service);

// One button of the home screen, or of a group's page: one of the two is there.
struct HomeEntry {
    ServiceOffer const* service = nullptr;
    GroupOffer const* group = nullptr;
};
// In order: services, then groups that have some. They point into `site`.
[[nodiscard]] std::vector<HomeEntry> entries_of(SiteOffer const& site, std::string const& group);

}  // namespace saduak::kiosk
