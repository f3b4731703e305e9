// One site's live state: a fold over its log. Holds the current service day's tickets and nothing older.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/domain/event.hpp"
#include "core/domain/numbering.hpp"
#include "core/domain/site_config.hpp"

namespace saduak::domain {

struct Ticket {
    TicketId id;
    std::string number;
    ServiceId service;
    ServiceId issued_for;  // the service whose quota it counts against, also after a transfer
    std::size_t step = 0;  // index into the service's steps
    TicketClass ticket_class = TicketClass::general;
    Channel channel = Channel::kiosk;
    std::string lang;
    std::string token_sha256;
    DeviceId device;  // the kiosk that issued it; empty: none
    Paper paper = Paper::none;
    Instant paper_since;  // when `paper` last changed
    TicketState state = TicketState::waiting;
    Instant issued_at;
    Instant queued_at;        // by this it is ordered in its queue: its arrival there, or an appointment's time
    std::int64_t place = 0;   // order of arrival in the site: breaks ties of queued_at, survives undo
    std::int64_t behind = 0;  // returned no-shows share the place of the ticket that they come behind: 1, 2, ...; 0: own place
    Instant waiting_since;    // start of the segment's wait
    CounterId only_at;        // the one counter that may call it; empty: any that serves it
    Instant first_called_at;  // of this calling: what the undo limit counts from
    Instant called_at;        // last call or recall
    Instant started_at;       // unset until service starts
    Instant held_at;          // unset unless held
    Millis held_for{0};       // holds of this service that are over: no part of its duration
    bool met = false;         // a counter has begun to serve it: its citizen is there, whatever became of the paper
    Instant ended_at;         // unset while open
    Instant rate_until;       // answers given at the counter's terminal until then count; unset: not served
    CounterId counter;        // where it is, or was last
    AgentId agent;
    std::int32_t recalls = 0;
    std::int32_t no_shows = 0;
    Outcome outcome = Outcome::served;
    std::vector<ServiceId> then;  // services of the visit still to come
    std::int32_t people = 1;
    bool offline = false;
    bool adopted = false;  // and its kiosk has not been heard of
    AppointmentId appointment;
    Instant slot;

    bool operator==(Ticket const&) const = default;
};

// One line of waiting tickets: those who want the same stop and are of the same class, by arrival.
struct QueueKey {
    ServiceId service;
    std::size_t step = 0;
    TicketClass ticket_class = TicketClass::general;

    auto operator<=>(QueueKey const&) const = default;
};
struct QueuePlace {
    Instant queued_at;
    std::int64_t place = 0;
    std::int64_t behind = 0;

    auto operator<=>(QueuePlace const&) const = default;
};
using Queue = std::map<QueuePlace, TicketId>;

[[nodiscard]] QueueKey queue_key(Ticket const& ticket);
[[nodiscard]] QueuePlace queue_place(Ticket const& ticket);
[[nodiscard]] bool is_open(TicketState state);        // waiting, called, serving, held
[[nodiscard]] bool is_at_counter(TicketState state);  // called, serving
// A no-show of a day that is open; the day's close ends it for good.
[[nodiscard]] bool may_return(Ticket const& ticket);
// Void for want of paper, today: its kiosk, out of reach meanwhile, may still tell of paper that came out or a number that was accepted.
[[nodiscard]] bool may_get_paper(Ticket const& ticket);
// The ticket as it waits after this transfer at `at`: another stop, service or counter. The step must be one of the service's.
[[nodiscard]] Ticket transferred(Ticket ticket, TicketTransferred const& transfer, SiteConfig const& config, Instant at);

// Calls by one counter under a policy of runs ("after 2 priority, 1 general").
struct Turn {
    std::int32_t priority = 0;  // priority tickets called in the present round
    std::int32_t general = 0;   // general tickets called in it

    bool operator==(Turn const&) const = default;
};

struct Counter {
    CounterState state = CounterState::closed;
    Instant opened_at;  // unset: never
    AgentId agent;
    TicketId ticket;         // called or serving here; empty: none
    TicketId rating_ticket;  // rate_now (DESIGN 4.4): the ticket whose rating is asked here, until its rate_until. Empty: none.
    Turn turn;               // whose turn it is under the calling policy
    Turn turn_before;        // likewise before the last call: what undo restores

    bool operator==(Counter const&) const = default;
};

// One announcement, for displays: identified by the seq of its event, so that each is shown once.
struct Call {
    Seq seq = 0;
    std::string number;
    CounterId counter;
    Instant at;
    bool again = false;

    bool operator==(Call const&) const = default;
};

struct Appointment {
    AppointmentId id;
    ServiceId service;
    Instant slot;
    std::string code_sha256;
    Instant missed_at;  // when it counts as missed, unless checked in
    AppointmentState state = AppointmentState::booked;

    bool operator==(Appointment const&) const = default;
};

// A matter that the back office still works on.
struct BackOfficeMatter {
    std::string number;
    ServiceId service;
    Date day;  // service day of the visit
    Instant since;

    bool operator==(BackOfficeMatter const&) const = default;
};

// A kiosk's printer as last reported, and what has been printed since.
struct Printer {
    std::string state;               // drivers::PrinterState in words
    std::int64_t roll_left_mm = -1;  // at the report; -1: not known
    std::int64_t ticket_mm = 0;      // 0: not known
    std::int64_t printed = 0;        // tickets sent to it since the report
    std::deque<Instant> prints;      // the last kPrintsKept of this service day, oldest first

    bool operator==(Printer const&) const = default;
};
inline constexpr std::size_t kPrintsKept = 20;

// What a citizen left so as to be told of their ticket: all but the contact itself, which no fold reads.
struct Contact {
    ErasableKey key;
    ContactChannel channel = ContactChannel::line;
    std::int32_t ahead = 3;
    std::string lang;
    Instant since;

    bool operator==(Contact const&) const = default;
};
inline constexpr std::string_view kContactPurpose = "notify";

struct SiteStop {
    StopKind kind = StopKind::closing;
    std::string reason;
    Instant since;

    bool operator==(SiteStop const&) const = default;
};

// A closed day's numbers: what its gap report is made of.
struct PastDay {
    std::int32_t revision = 1;
    std::map<std::string, std::int32_t> last_number;  // by prefix, as online numbering left it
    std::vector<std::string> gaps;                    // online numbers that nobody got
    std::vector<OfflineRange> ranges;                 // as they stood at the close
    std::set<std::string> offline_used;               // by offline ranges and reserve cards, late ones too
    std::set<DeviceId> awaited;                       // kiosks with a range that may still send tickets of this day
    Instant closed_at;                                // unset: it never was; numbers of it were heard of later

    bool operator==(PastDay const&) const = default;
};

struct SiteState {
    SiteConfig config;                                       // config.id empty: the site is not configured
    Seq seq = 0;                                             // last event applied
    Instant last_at;                                         // time in a site never goes back
    Date day;                                                // current service day; 1970-01-01 before the first ticket
    bool day_open = false;                                   // tickets were issued on `day` and it was not closed
    std::unordered_map<TicketId, Ticket> tickets;            // of this service day, ended ones too
    std::set<TicketId> open;                                 // waiting, called, serving or held
    std::map<QueueKey, Queue> queues;                        // the waiting ones; no empty queue is kept
    std::set<std::pair<Instant, TicketId>> paper_deadlines;  // of pending and failed paper
    std::unordered_map<std::string, TicketId> by_token;      // token_sha256 to ticket
    std::map<std::string, std::int32_t> last_number;         // by prefix, this day
    std::map<CounterId, Counter> counters;
    std::deque<Call> calls;                                          // last 50, oldest first
    std::set<RatingKey> rated;                                       // keys used this day
    std::map<DeviceId, Printer> printers;                            // by kiosk
    std::map<ServiceId, std::deque<std::int64_t>> recent_service_s;  // last 30 service durations, seconds, by service
    std::int64_t places = 0;                                         // arrivals so far
    std::unordered_map<std::string, TicketId> by_number;             // of this service day
    std::unordered_map<TicketId, TicketId> merged;                   // a kiosk's id to the adopted ticket's, this day
    std::map<ServiceId, std::int32_t> issued;                        // of this day, voided ones less
    std::vector<OfflineRange> ranges;                                // by prefix and first number
    std::vector<OfflineRange> released;                              // given back on this service day or since: skipped on that day
    std::optional<SiteStop> stop;
    std::map<AppointmentId, Appointment> appointments;                  // from today on
    std::unordered_map<std::string, AppointmentId> by_code;             // code_sha256 to appointment
    std::set<std::pair<Instant, AppointmentId>> appointment_deadlines;  // of booked ones: when they are missed
    std::map<TicketId, BackOfficeMatter> back_office;
    std::map<Date, PastDay> past_days;        // the last kPastDaysKept
    std::map<TicketId, Contact> contacts;     // of tickets that have not ended
    std::set<RatingKey> explained;            // keys of this day whose reasons are known
    std::map<DeviceId, Instant> staff_calls;  // where somebody is waited for, and since when

    bool operator==(SiteState const&) const = default;

    [[nodiscard]] Ticket const* find(TicketId const& ticket) const;               // also by the kiosk's id of an adopted one
    [[nodiscard]] Ticket const* find_by_number(std::string const& number) const;  // of the current service day
    [[nodiscard]] Ticket const* find_by_token(std::string const& token_sha256) const;
};

inline constexpr std::size_t kCallsKept = 50;
inline constexpr std::size_t kRecentServicesKept = 30;
inline constexpr Millis kPaperReportLimit = seconds(15);  // pending without a report becomes unconfirmed
inline constexpr Millis kNoPaperLimit = seconds(60);      // failed, neither reprinted nor accepted, becomes void
inline constexpr Millis kUndoLimit = seconds(30);
inline constexpr Millis kRateNowLimit = seconds(60);
inline constexpr std::size_t kPastDaysKept = 60;
inline constexpr std::size_t kAppointmentsMax = 20'000;  // booked ahead at one site
inline constexpr std::size_t kBackOfficeMax = 50'000;    // open matters of one site
inline constexpr Millis kBookAhead = hours(24 * 90);

}  // namespace saduak::domain
