// Everything that happens is one of these, in an append-only log (DESIGN 1, 5).
// An event's ids stand in its head, because the log has a column for each; its body holds the rest.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/domain/site_config.hpp"
#include "core/domain/words.hpp"

namespace saduak::domain {

// Position in a site's log: 1, 2, 3 ... without gaps. 0: before the first event.
using Seq = std::int64_t;

struct SiteConfigured {
    SiteConfig config;
};

struct TicketIssued {
    std::string number;  // "A012"
    TicketClass ticket_class = TicketClass::general;
    Channel channel = Channel::kiosk;
    std::string lang;          // of the ticket and its page: "th", "en", ...
    Date day;                  // service day
    std::string token_sha256;  // of the citizen's token, hex
    Paper paper = Paper::none;
    std::int64_t ahead = 0;           // tickets before it at issue
    std::int64_t estimate_p50_s = 0;  // shown to the citizen, judged later (M23)
    std::int64_t estimate_p90_s = 0;
    std::vector<ServiceId> then;  // further services of the same visit, in order
    std::int32_t people = 1;      // a group on one ticket
    bool offline = false;         // the number is of an offline range or a reserve card
    bool adopted = false;         // called by its paper number before its issue was heard of
    Instant taken_at;             // when the citizen took it; unset: at the event's own time
    bool time_estimated = false;  // taken_at comes from a clock that is not known to be right
    AppointmentId appointment;    // checked in; empty: walked in
    Instant slot;                 // the appointment's time
};
// The kiosk's own news of a ticket that a counter had adopted: the two are one, by day and number.
struct TicketMerged {
    TicketId merged;  // the kiosk's id for it
    std::string lang;
    std::string token_sha256;
    Paper paper = Paper::unconfirmed;
    Instant taken_at;
    bool time_estimated = false;
    std::vector<ServiceId> then;  // services still to come that the counter could not know of
    std::int32_t people = 1;
};
// An offline ticket heard of after its service day was closed: counted, never called. It makes a revision of the day's gap report.
struct TicketLate {
    std::string number;
    TicketClass ticket_class = TicketClass::general;
    Channel channel = Channel::kiosk;
    Date day;
    Instant taken_at;
    bool time_estimated = false;
};
// A visit that was served on paper, by reserve card, and typed in afterwards with its times.
struct TicketRecorded {
    std::string number;
    TicketClass ticket_class = TicketClass::general;
    Date day;
    Instant taken_at;
    Instant called_at;    // unset: never called
    Instant finished_at;  // unset: not served
    Outcome outcome = Outcome::served;
};
struct TicketPaper {  // what became of the paper; also: the number was accepted on the screen
    Paper paper = Paper::none;
    std::string detail;  // printer state in words of drivers::PrinterState; empty if none
};
struct TicketReprinted {};  // a copy marked สำเนา was sent to the printer; paper is pending again
struct TicketCalled {};
struct TicketRecalled {};
struct TicketUndone {};  // a wrong call taken back: the ticket is in its old place
struct TicketStarted {};
struct TicketFinished {
    Outcome outcome = Outcome::served;
    bool start_imputed = false;  // no start was recorded: the last call stands for it (STANDARDS 7.1)
    bool end_imputed = false;    // nobody finished it: the day's close stands for the end
    std::int32_t matters = 1;    // how many matters were done on the one ticket
};
struct TicketTransferred {  // the visit's next segment begins to wait
    StepId step;            // step waited for; empty where the service has none
    bool start_imputed = false;
    ServiceId service;                  // service waited for; empty: the same
    CounterId to;                       // the only counter that may call it; empty: any that serves it
    bool keeps_place = false;           // ordered by its issue, not by its transfer
    Outcome outcome = Outcome::served;  // of the segment that ended
    std::int32_t matters = 1;           // likewise
};
// A step was done at the same counter, which goes on with the next one.
struct TicketStepDone {
    StepId step;
};
struct TicketHeld {};
struct TicketResumed {
    bool waits = false;  // back to its old place in the queue, not to a counter
};
struct TicketNoShow {};
struct TicketReturned {
    TicketId behind;  // it comes right after this one, or after others that returned behind it; empty: its old place
};
struct TicketCancelled {};
struct TicketExpired {};
struct TicketVoided {
    std::string reason;  // "no_paper", "day_closed", "superseded"
};
// ผลจากงานหลังบ้าน: a matter that went on in the back office is done, perhaps days after the visit.
struct BackOfficeCompleted {
    Outcome outcome = Outcome::served;
};
// A question answered at the counter without a ticket.
struct AdviceGiven {};

struct AppointmentBooked {
    AppointmentId appointment;
    Instant slot;
    std::string code_sha256;  // of the code that the citizen shows, hex
    Channel channel = Channel::booking;
};
struct AppointmentCancelled {
    AppointmentId appointment;
};
struct AppointmentMissed {
    AppointmentId appointment;
};

struct SiteStopped {
    StopKind kind = StopKind::closing;
    std::string reason;  // shown to citizens
};
struct SiteReopened {};

// Offline ranges; the holder is the event's device, none for reserve cards.
struct RangeGranted {
    std::string prefix;
    std::int32_t first = 1;
    std::int32_t last = 1;
};
struct RangeWithdrawn {  // asked back: skipped until the holder has acknowledged
    std::string prefix;
    std::int32_t first = 1;
};
struct RangeReleased {
    std::string prefix;
    std::int32_t first = 1;
};
// The device has sent everything that it issued on this service day and before.
struct DeviceCaughtUp {
    Date day;
};

// The citizen asked to be told of their ticket, and left a contact for it: kept beside the log under the key, gone with the ticket's end.
struct ContactGiven {
    ErasableKey key;
    std::string purpose;  // kContactPurpose
    Instant until;        // when it is erased at the latest
    ContactChannel channel = ContactChannel::line;
    std::int32_t ahead = 3;  // told when so many are ahead, or fewer
    std::string lang;
};

// What was kept beside the log under this key is gone (DESIGN 5).
struct Erased {
    ErasableKey key;
    std::string purpose;
};

struct CounterOpened {};
struct CounterPaused {
    std::string reason;
};
struct CounterResumed {};
struct CounterClosed {};

// Carries what a metric needs and no ticket: the key is drawn from a secret, so that nobody who holds the log
// alone can join an answer to its ticket (DESIGN 4.4, 5).
struct RatingReceived {
    RatingKey key;
    std::int32_t score = 0;  // 1 to 5; 0: no opinion
    RatingChannel channel = RatingChannel::terminal;
    std::int32_t questions_version = 1;
    TicketClass ticket_class = TicketClass::general;
    Date day;                     // service day of the ticket
    Instant given_at;             // of an answer that reached the server late; unset: the event's own time
    bool time_estimated = false;  // given_at comes from a clock that is not known to be right
};

// What that score was about. As RatingReceived it names no ticket.
struct RatingExplained {
    RatingKey key;
    std::vector<RatingReason> reasons;
    RatingChannel channel = RatingChannel::terminal;
    TicketClass ticket_class = TicketClass::general;
    Date day;                     // service day of the ticket
    Instant given_at;             // of an answer that reached the server late; unset: the event's own time
    bool time_estimated = false;  // given_at comes from a clock that is not known to be right
};

// A citizen at the event's device asks for somebody; until it is ended no second call is made there.
struct StaffCalled {};
struct StaffCallEnded {
    bool answered = false;  // by the event's agent; else the citizen took it back
};

struct PrinterChanged {
    std::string state;               // drivers::PrinterState in words
    std::int64_t roll_left_mm = -1;  // of paper; -1: not known
    std::int64_t ticket_mm = 0;      // what a ticket takes; 0: not known
};

struct DayClosed {
    Date day;
};

// A row of a foreign log, with its own times; read by metrics alone (DESIGN 5).
struct TicketImported {
    std::string ticket;  // the foreign log's own number
    TicketClass ticket_class = TicketClass::general;
    Instant issued_at;
    Instant called_at;    // unset: never called
    Instant started_at;   // unset: not recorded
    Instant finished_at;  // unset: not served
    Instant left_at;      // unset: did not leave
    std::string outcome;  // "served", "no_show", "cancelled", "expired"
};
struct ImportFinished {
    std::string file_sha256;
    std::string file_name;
    std::int64_t rows = 0;
    std::int64_t refused_rows = 0;
};

using EventBody =
    std::variant<SiteConfigured, TicketIssued, TicketPaper, TicketReprinted, TicketCalled, TicketRecalled, TicketUndone, TicketStarted,
                 TicketFinished, TicketTransferred, TicketHeld, TicketResumed, TicketNoShow, TicketReturned, TicketCancelled, TicketExpired,
                 TicketVoided, CounterOpened, CounterPaused, CounterResumed, CounterClosed, RatingReceived, PrinterChanged, DayClosed, TicketImported,
                 ImportFinished, TicketMerged, TicketLate, TicketRecorded, TicketStepDone, BackOfficeCompleted, AdviceGiven, AppointmentBooked,
                 AppointmentCancelled, AppointmentMissed, SiteStopped, SiteReopened, RangeGranted, RangeWithdrawn, RangeReleased, DeviceCaughtUp,
                 Erased, ContactGiven, RatingExplained, StaffCalled, StaffCallEnded>;

struct Event {
    Instant at;
    TicketId ticket;
    ServiceId service;
    CounterId counter;
    AgentId agent;
    DeviceId device;
    EventBody body;
};

// "ticket.issued": the log's `type` column.
[[nodiscard]] std::string_view type_name(EventBody const& body);

}  // namespace saduak::domain
