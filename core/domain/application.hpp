// Internal to apply: one event onto one state. Each `on` checks all that it needs before it changes anything: a wrong log leaves the
// state as it was.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>

#include "core/domain/calling.hpp"
#include "core/domain/event.hpp"
#include "core/domain/state.hpp"

namespace saduak::domain {

class Application {
public:
    Application(SiteState& state, Event const& event) : state_(state), event_(event) {}

    // Tickets and their numbers: apply_tickets.cpp
    [[nodiscard]] Status on(TicketIssued const& e);
    [[nodiscard]] Status on(TicketMerged const& e);
    [[nodiscard]] Status on(TicketLate const& e);
    [[nodiscard]] Status on(TicketRecorded const& e);
    [[nodiscard]] Status on(TicketPaper const& e);
    [[nodiscard]] Status on(TicketReprinted const& e);
    [[nodiscard]] Status on(TicketCancelled const& e);
    [[nodiscard]] Status on(TicketExpired const& e);
    [[nodiscard]] Status on(TicketVoided const& e);

    // Calls and service: apply_service.cpp
    [[nodiscard]] Status on(TicketCalled const& e);
    [[nodiscard]] Status on(TicketRecalled const& e);
    [[nodiscard]] Status on(TicketUndone const& e);
    [[nodiscard]] Status on(TicketStarted const& e);
    [[nodiscard]] Status on(TicketFinished const& e);
    [[nodiscard]] Status on(TicketStepDone const& e);
    [[nodiscard]] Status on(TicketTransferred const& e);
    [[nodiscard]] Status on(TicketHeld const& e);
    [[nodiscard]] Status on(TicketResumed const& e);
    [[nodiscard]] Status on(TicketNoShow const& e);
    [[nodiscard]] Status on(TicketReturned const& e);
    [[nodiscard]] Status on(BackOfficeCompleted const& e);
    [[nodiscard]] Status on(AdviceGiven const& e);
    [[nodiscard]] Status on(RatingReceived const& e);
    [[nodiscard]] Status on(RatingExplained const& e);
    [[nodiscard]] Status on(CounterOpened const& e);
    [[nodiscard]] Status on(CounterPaused const& e);
    [[nodiscard]] Status on(CounterResumed const& e);
    [[nodiscard]] Status on(CounterClosed const& e);

    // The site, its days, ranges and appointments: apply_site.cpp
    [[nodiscard]] Status on(SiteConfigured const& e);
    [[nodiscard]] Status on(AppointmentBooked const& e);
    [[nodiscard]] Status on(AppointmentCancelled const& e);
    [[nodiscard]] Status on(AppointmentMissed const& e);
    [[nodiscard]] Status on(SiteStopped const& e);
    [[nodiscard]] Status on(SiteReopened const& e);
    [[nodiscard]] Status on(RangeGranted const& e);
    [[nodiscard]] Status on(RangeWithdrawn const& e);
    [[nodiscard]] Status on(RangeReleased const& e);
    [[nodiscard]] Status on(DeviceCaughtUp const& e);
    [[nodiscard]] Status on(PrinterChanged const& e);
    [[nodiscard]] Status on(StaffCalled const& e);
    [[nodiscard]] Status on(StaffCallEnded const& e);
    [[nodiscard]] Status on(DayClosed const& e);
    // Historical rows are read by metrics alone.
    [[nodiscard]] Status on(TicketImported const&) { return check_historical(); }
    [[nodiscard]] Status on(ImportFinished const&) { return check_historical(); }
    [[nodiscard]] Status on(ContactGiven const& e);
    [[nodiscard]] Status on(Erased const& e);

private:
    [[nodiscard]] tl::unexpected<Error> corrupt(std::string const& why) const;
    [[nodiscard]] Status check_historical() const;
    // The event's ticket, when it is in one of these states.
    [[nodiscard]] Result<Ticket*> ticket_in(std::initializer_list<TicketState> allowed);
    [[nodiscard]] Status with_counter(CounterState from, CounterState to);
    [[nodiscard]] Result<Counter*> free_counter();
    // Whether tickets of this day can be added, now or by its beginning.
    [[nodiscard]] Status check_day(Date day) const;
    void begin_day(Date day);
    // A number of another day, heard of late.
    [[nodiscard]] Status use_late_number(Date day, std::string const& number);

    void queue(Ticket& ticket);
    void leave_queue(Ticket const& ticket);
    void free(Ticket const& ticket);  // the ticket no longer occupies its counter
    void end(Ticket& ticket, TicketState how);
    void end_question(Counter& counter);  // the one asked there, if any
    void leave(Ticket& ticket, TicketState how);
    void set_paper(Ticket& ticket, Paper paper);
    void drop_deadline(Ticket const& ticket);
    [[nodiscard]] Status revive();
    void note_print();  // by the event's device
    void note_service(Ticket const& ticket);
    void note_back_office(Ticket const& ticket);
    void announce(Ticket const& ticket, bool again);
    void end_appointment(Appointment& appointment, AppointmentState how);
    void book_again(Appointment& appointment);

    SiteState& state_;
    Event const& event_;
};

}  // namespace saduak::domain
