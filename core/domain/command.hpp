// What people, devices and time ask of a site. `decide` answers with events or a rejection.
#pragma once

#include <string>
#include <string_view>
#include <variant>

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
};
struct HoldTicket {
    TicketId ticket;
};
struct ResumeTicket {
    TicketId ticket;
    CounterId counter;
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

// `key` is drawn by the server from its secret and the ticket: the same ticket always has the same key.
struct Rate {
    TicketId ticket;
    RatingKey key;
    std::int32_t score = 0;  // 1 to 5; 0: no opinion
    RatingChannel channel = RatingChannel::terminal;
};

struct ReportPrinter {
    std::string state;  // drivers::PrinterState in words
};

// A device's command that nobody can read, or that is not its to give: refused with `about`, so that its stream goes on.
struct UnusableCommand {
    std::string about;
};

struct CloseDay {};
// What time brings: submitted by the engine when due() says so.
struct Tick {};

using CommandBody = std::variant<ConfigureSite, IssueTicket, ReportPaper, ReprintTicket, OpenCounter, PauseCounter, ResumeCounter, CloseCounter,
                                 CallNext, CallTicket, RecallTicket, UndoCall, StartService, FinishService, HoldTicket, ResumeTicket, MarkNoShow,
                                 ReturnTicket, CancelTicket, Rate, ReportPrinter, UnusableCommand, CloseDay, Tick>;

// Who asks. Rights were checked at the edge; the domain records the names.
struct Command {
    AgentId agent;
    DeviceId device;
    CommandBody body;
};

}  // namespace saduak::domain
