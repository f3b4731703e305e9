// Internal to decide: one command against one state. Each `on` returns the events or the rejection; nothing here changes the state.
#pragma once

#include <initializer_list>
#include <string>
#include <vector>

#include "core/domain/command.hpp"
#include "core/domain/event.hpp"
#include "core/domain/rejection.hpp"
#include "core/domain/state.hpp"

namespace saduak::domain {

using Events = std::vector<Event>;

class Decision {
public:
    Decision(SiteState const& state, Command const& command, Instant now) : state_(state), command_(command), now_(now) {}

    // Tickets and their numbers: decide_tickets.cpp
    [[nodiscard]] Decided<Events> on(IssueTicket const& c) const;
    [[nodiscard]] Decided<Events> on(CheckIn const& c) const;
    [[nodiscard]] Decided<Events> on(RecordVisit const& c) const;
    [[nodiscard]] Decided<Events> on(ReportPaper const& c) const;
    [[nodiscard]] Decided<Events> on(ReprintTicket const& c) const;
    [[nodiscard]] Decided<Events> on(CancelTicket const& c) const;
    [[nodiscard]] Decided<Events> on(Rate const& c) const;
    [[nodiscard]] Decided<Events> on(ExplainRating const& c) const;

    // Calls: decide_calls.cpp
    [[nodiscard]] Decided<Events> on(OpenCounter const& c) const;
    [[nodiscard]] Decided<Events> on(PauseCounter const& c) const;
    [[nodiscard]] Decided<Events> on(ResumeCounter const& c) const;
    [[nodiscard]] Decided<Events> on(CloseCounter const& c) const;
    [[nodiscard]] Decided<Events> on(CallNext const& c) const;
    [[nodiscard]] Decided<Events> on(CallTicket const& c) const;
    [[nodiscard]] Decided<Events> on(AdoptTicket const& c) const;
    [[nodiscard]] Decided<Events> on(RecallTicket const& c) const;
    [[nodiscard]] Decided<Events> on(UndoCall const& c) const;
    [[nodiscard]] Decided<Events> on(MarkNoShow const& c) const;
    [[nodiscard]] Decided<Events> on(ReturnTicket const& c) const;

    // Service at the counter: decide_service.cpp
    [[nodiscard]] Decided<Events> on(StartService const& c) const;
    [[nodiscard]] Decided<Events> on(FinishService const& c) const;
    [[nodiscard]] Decided<Events> on(FinishStep const& c) const;
    [[nodiscard]] Decided<Events> on(TransferTicket const& c) const;
    [[nodiscard]] Decided<Events> on(HoldTicket const& c) const;
    [[nodiscard]] Decided<Events> on(ResumeTicket const& c) const;
    [[nodiscard]] Decided<Events> on(CompleteBackOffice const& c) const;
    [[nodiscard]] Decided<Events> on(GiveAdvice const& c) const;

    // The site, its days, ranges and appointments: decide_site.cpp
    [[nodiscard]] Decided<Events> on(ConfigureSite const& c) const;
    [[nodiscard]] Decided<Events> on(BookAppointment const& c) const;
    [[nodiscard]] Decided<Events> on(CancelAppointment const& c) const;
    [[nodiscard]] Decided<Events> on(StopSite const& c) const;
    [[nodiscard]] Decided<Events> on(ReopenSite const& c) const;
    [[nodiscard]] Decided<Events> on(GrantRange const& c) const;
    [[nodiscard]] Decided<Events> on(WithdrawRange const& c) const;
    [[nodiscard]] Decided<Events> on(ReleaseRange const& c) const;
    [[nodiscard]] Decided<Events> on(ReportCaughtUp const& c) const;
    [[nodiscard]] Decided<Events> on(ReportPrinter const& c) const;
    [[nodiscard]] Decided<Events> on(CallStaff const& c) const;
    [[nodiscard]] Decided<Events> on(AnswerStaffCall const& c) const;
    [[nodiscard]] Decided<Events> on(EraseKept const& c) const;
    [[nodiscard]] Decided<Events> on(GiveContact const& c) const;
    [[nodiscard]] Decided<Events> on(WithdrawContact const& c) const;
    // Adds what goes with the ends among `events`: contacts.
    void add_erasures(Events& events) const;
    [[nodiscard]] Decided<Events> on(UnusableCommand const& c) const { return reject(RejectionCode::invalid, c.about); }
    [[nodiscard]] Decided<Events> on(CloseDay const& c) const;
    [[nodiscard]] Decided<Events> on(Tick const& c) const;

private:
    // Events with their heads filled in.
    [[nodiscard]] Event site_event(EventBody body) const;
    [[nodiscard]] Event without_ticket(Ticket const& ticket, EventBody body) const;
    [[nodiscard]] Event ticket_event(Ticket const& ticket, EventBody body) const;
    [[nodiscard]] Event counter_event(CounterId const& counter, EventBody body) const;
    [[nodiscard]] Event call_event(Ticket const& ticket, CounterId const& counter) const;
    // The end of a visit, or of one stop or service of a visit that goes on.
    [[nodiscard]] Event finish_event(Ticket const& ticket, Outcome outcome, std::int32_t matters) const;
    [[nodiscard]] Event day_end_event(Ticket const& ticket) const;
    [[nodiscard]] Events close_day() const;
    [[nodiscard]] Event close_event(CounterId const& id, Counter const& counter) const;

    // What commands have in common: the thing they name, or why it cannot be had.
    [[nodiscard]] Decided<Ticket const*> find(TicketId const& id) const;
    // Of a device, its own tickets only.
    [[nodiscard]] Decided<Ticket const*> find_own(TicketId const& id) const;
    [[nodiscard]] Decided<Events> when(TicketId const& id, std::initializer_list<TicketState> allowed, EventBody body) const;
    [[nodiscard]] Counter counter_state(CounterId const& id) const;
    [[nodiscard]] Decided<Counter> known_counter(CounterId const& id) const;
    [[nodiscard]] Decided<Counter> open_counter(CounterId const& id) const;     // may have a ticket
    [[nodiscard]] Decided<Counter> idle_counter(CounterId const& id) const;     // open or paused, without a ticket
    [[nodiscard]] Decided<Counter> calling_counter(CounterId const& id) const;  // open, and the site is not stopped
    [[nodiscard]] Decided<Events> call(Ticket const& ticket, CounterId const& counter) const;

    [[nodiscard]] AnswerTime time_of(AnswerTime const& told, Ticket const& ticket) const;

    // Issuing.
    [[nodiscard]] Decided<void> check_new(TicketId const& ticket, std::string const& token_sha256, std::string const& lang) const;
    [[nodiscard]] Decided<Events> issue_online(IssueTicket const& c, Service const& service) const;
    [[nodiscard]] Decided<Events> issue_offline(IssueTicket const& c, Service const& service) const;
    [[nodiscard]] Decided<std::string> number_for(std::string const& prefix) const;
    [[nodiscard]] Instant taken_at(IssueTicket const& c) const;
    [[nodiscard]] Events superseded(TicketId const& id) const;
    // The range of a number that the caller may use: a kiosk its own, staff the reserve cards.
    [[nodiscard]] Decided<OfflineRange> usable_range(std::string const& number) const;
    [[nodiscard]] bool number_given(Date day, std::string const& number) const;
    [[nodiscard]] std::vector<OfflineRange> held_today() const;  // what online numbering leaves out
    [[nodiscard]] bool closed_by_hand(Date day, Instant taken) const;
    [[nodiscard]] bool gets_paper_yet(Ticket const& ticket) const;

    [[nodiscard]] bool strands_tickets(Service const& service, Service const* changed) const;
    [[nodiscard]] bool strands_tickets(CounterConfig const& counter, SiteConfig const& changed) const;

    SiteState const& state_;
    Command const& command_;
    Instant now_;
};

}  // namespace saduak::domain
