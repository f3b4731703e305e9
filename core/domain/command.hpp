// What people, devices and time ask of a site. `decide` answers with events or a rejection.
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

struct ConfigureSite {
    SiteConfig config;
};

// The ticket's id and its token's hash come from whoever asks, so that a repeated or offline issue is the same ticket.
struct IssueTicket {
    TicketId ticket;
    ServiceId service;
    TicketClass ticket_class = TicketClass::general;
    Channel channel = Channel::kiosk;
    std::string lang = "th";
    std::string token_sha256;
    Paper paper = Paper::none;        // `pending` when it will be printed
    std::int64_t ahead = 0;           // filled in by the server before deciding
    std::int64_t estimate_p50_s = 0;  // likewise
    std::int64_t estimate_p90_s = 0;
    std::vector<ServiceId> then;  // further services of the same visit, at most kThenMax
    std::int32_t people = 1;      // 1 to 99
    // An offline ticket or a reserve card: its number, when it was taken, and no earlier than what (DESIGN 4.3).
    std::string number;           // empty: the server gives the number
    Instant taken_at;             // with `number`: as the caller's clock has it; unset: now
    Instant not_before;           // the kiosk's last contact; unset: unknown
    bool time_estimated = false;  // taken_at comes from a clock that is not known to be right
    TicketId supersedes;          // an issue that was abandoned unanswered: what it made is void
};
inline constexpr std::size_t kThenMax = 5;
// The citizen of a booked appointment is here; by its id or by the hash of the code shown.
struct CheckIn {
    AppointmentId appointment;  // empty: by code_sha256
    std::string code_sha256;
    TicketId ticket;
    Channel channel = Channel::kiosk;
    std::string lang = "th";
    std::string token_sha256;
    Paper paper = Paper::none;
};
// A counter calls a number of an offline range that the server has not heard of.
struct AdoptTicket {
    CounterId counter;
    TicketId ticket;  // id to give it
    std::string number;
    ServiceId service;  // empty: the one service of the number's letter
};
// A visit that was served on paper and is typed in afterwards. Times are in the past and in order.
struct RecordVisit {
    TicketId ticket;
    std::string number;  // of a reserve card
    ServiceId service;
    CounterId counter;
    TicketClass ticket_class = TicketClass::general;
    Instant taken_at;
    Instant called_at;    // unset: never called
    Instant finished_at;  // unset: not served
    Outcome outcome = Outcome::served;
};
// From the kiosk: confirmed, unconfirmed, failed, or accepted.
struct ReportPaper {
    TicketId ticket;
    Paper paper = Paper::unconfirmed;
    std::string detail;
};
struct ReprintTicket {
    TicketId ticket;
};

struct OpenCounter {
    CounterId counter;
};
struct PauseCounter {
    CounterId counter;
    std::string reason;
};
struct ResumeCounter {
    CounterId counter;
};
struct CloseCounter {
    CounterId counter;
};

enum class AlsoFinish { no, yes };
struct CallNext {
    CounterId counter;
    AlsoFinish finish = AlsoFinish::no;  // finish what the counter has, then call, in one command
};
struct CallTicket {
    CounterId counter;
    TicketId ticket;
};
struct RecallTicket {
    TicketId ticket;
};
struct UndoCall {
    TicketId ticket;
};
struct StartService {
    TicketId ticket;
};
struct FinishService {
    TicketId ticket;
    Outcome outcome = Outcome::served;
    std::int32_t matters = 1;  // done on this ticket, 1 to 99
};
// The step is done here and the same counter goes on with the next.
struct FinishStep {
    TicketId ticket;
};
struct TransferTicket {
    TicketId ticket;
    ServiceId service;  // empty: the same
    StepId step;        // empty: the service's first
    CounterId to;       // empty: any counter that serves it
    bool keeps_place = false;
};
struct CompleteBackOffice {
    TicketId ticket;
    Outcome outcome = Outcome::served;
};
struct GiveAdvice {
    CounterId counter;
    ServiceId service;  // empty: none in particular
};
struct HoldTicket {
    TicketId ticket;
};
struct ResumeTicket {
    TicketId ticket;
    CounterId counter;  // empty: back to its old place in the queue
};
struct MarkNoShow {
    TicketId ticket;
};
struct ReturnTicket {
    TicketId ticket;
};
struct CancelTicket {
    TicketId ticket;
};

// When a device's citizen answered, as the server makes it out from the device's clocks.
struct AnswerTime {
    Instant at;              // unset: as it arrives
    bool estimated = false;  // `at` comes from a clock that is not known to be right
};

// `key` is drawn by the server from its secret and the ticket: the same ticket always has the same key.
struct Rate {
    TicketId ticket;
    RatingKey key;
    std::int32_t score = 0;  // 1 to 5; 0: no opinion
    RatingChannel channel = RatingChannel::terminal;
    std::string token_sha256;  // of an exit terminal, which knows no ticket: the server finds it by the citizen's token
    AnswerTime given;
};
// What the score was about: after it, once. The rating counts without.
struct ExplainRating {
    TicketId ticket;
    RatingKey key;
    std::vector<RatingReason> reasons;  // 1 to 4, each once
    RatingChannel channel = RatingChannel::terminal;
    std::string token_sha256;  // as in Rate
    AnswerTime given;
};

// A citizen at the device wants somebody to come, or no longer.
struct CallStaff {
    bool wanted = true;
};
// Somebody goes there.
struct AnswerStaffCall {
    DeviceId device;
};

struct ReportPrinter {
    std::string state;               // drivers::PrinterState in words
    std::int64_t roll_left_mm = -1;  // of paper; -1: not known
    std::int64_t ticket_mm = 0;      // what a ticket takes, as the last ones did; 0: not known
};
inline constexpr std::int64_t kRollMax_mm = 1'000'000;
inline constexpr std::int64_t kTicketMax_mm = 2'000;

// A device's command that nobody can read, or that is not its to give: refused with `about`, so that its stream goes on.
struct UnusableCommand {
    std::string about;
};

struct BookAppointment {
    AppointmentId appointment;
    ServiceId service;
    Instant slot;
    std::string code_sha256;
    Channel channel = Channel::booking;
};
struct CancelAppointment {
    AppointmentId appointment;
};

struct StopSite {
    StopKind kind = StopKind::closing;
    std::string reason;  // shown to citizens, 1 to 500 bytes
};
struct ReopenSite {};

struct GrantRange {
    DeviceId device;  // empty: reserve cards
    std::string prefix;
    std::int32_t size = 100;  // 1 to kOfflineRangeMax
};
struct WithdrawRange {
    std::string prefix;
    std::int32_t first = 1;
};
// From the holder: it gives no more numbers of it. Reserve cards: an administrator says so.
struct ReleaseRange {
    std::string prefix;
    std::int32_t first = 1;
};
struct ReportCaughtUp {
    Date day;
};

// The engine deletes what is kept under the key in the same transaction.
struct EraseKept {
    ErasableKey key;
    std::string purpose;
};

// The citizen wants to be told of their ticket. The contact itself is kept beside the log, under the key (DESIGN 5).
struct GiveContact {
    TicketId ticket;
    ErasableKey key;
    ContactChannel channel = ContactChannel::line;
    std::int32_t ahead = 3;  // 1 to kContactAheadMax
    std::string lang = "th";
};
inline constexpr std::int32_t kContactAheadMax = 20;
struct WithdrawContact {
    TicketId ticket;
};

struct CloseDay {};
// What time brings: submitted by the engine when due() says so.
struct Tick {};

using CommandBody =
    std::variant<ConfigureSite, IssueTicket, ReportPaper, ReprintTicket, OpenCounter, PauseCounter, ResumeCounter, CloseCounter, CallNext, CallTicket,
                 RecallTicket, UndoCall, StartService, FinishService, HoldTicket, ResumeTicket, MarkNoShow, ReturnTicket, CancelTicket, Rate,
                 ReportPrinter, UnusableCommand, CloseDay, Tick, CheckIn, AdoptTicket, RecordVisit, FinishStep, TransferTicket, CompleteBackOffice,
                 GiveAdvice, BookAppointment, CancelAppointment, StopSite, ReopenSite, GrantRange, WithdrawRange, ReleaseRange, ReportCaughtUp,
                 EraseKept, GiveContact, WithdrawContact, ExplainRating, CallStaff, AnswerStaffCall>;

// Who asks. Rights were checked at the edge; the domain records the names.
struct Command {
    AgentId agent;
    DeviceId device;
    CommandBody body;
};

}  // namespace saduak::domain
