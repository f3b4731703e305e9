#include "core/domain/event.hpp"

#include "core/base/overloaded.hpp"

namespace saduak::domain {

std::string_view type_name(EventBody const& body)
{
    using View = std::string_view;
    return std::visit(overloaded{
                          [](SiteConfigured const&) -> View { return "site.configured"; },
                          [](TicketIssued const&) -> View { return "ticket.issued"; },
                          [](TicketPaper const&) -> View { return "ticket.paper"; },
                          [](TicketReprinted const&) -> View { return "ticket.reprinted"; },
                          [](TicketCalled const&) -> View { return "ticket.called"; },
                          [](TicketRecalled const&) -> View { return "ticket.recalled"; },
                          [](TicketUndone const&) -> View { return "ticket.undone"; },
                          [](TicketStarted const&) -> View { return "ticket.started"; },
                          [](TicketFinished const&) -> View { return "ticket.finished"; },
                          [](TicketTransferred const&) -> View { return "ticket.transferred"; },
                          [](TicketHeld const&) -> View { return "ticket.held"; },
                          [](TicketResumed const&) -> View { return "ticket.resumed"; },
                          [](TicketNoShow const&) -> View { return "ticket.no_show"; },
                          [](TicketReturned const&) -> View { return "ticket.returned"; },
                          [](TicketCancelled const&) -> View { return "ticket.cancelled"; },
                          [](TicketExpired const&) -> View { return "ticket.expired"; },
                          [](TicketVoided const&) -> View { return "ticket.voided"; },
                          [](CounterOpened const&) -> View { return "counter.opened"; },
                          [](CounterPaused const&) -> View { return "counter.paused"; },
                          [](CounterResumed const&) -> View { return "counter.resumed"; },
                          [](CounterClosed const&) -> View { return "counter.closed"; },
                          [](RatingReceived const&) -> View { return "rating.received"; },
                          [](PrinterChanged const&) -> View { return "printer.changed"; },
                          [](DayClosed const&) -> View { return "day.closed"; },
                          [](TicketImported const&) -> View { return "ticket.imported"; },
                          [](ImportFinished const&) -> View { return "import.finished"; },
                          [](TicketMerged const&) -> View { return "ticket.merged"; },
                          [](TicketLate const&) -> View { return "ticket.late"; },
                          [](TicketRecorded const&) -> View { return "ticket.recorded"; },
                          [](TicketStepDone const&) -> View { return "ticket.step_done"; },
                          [](BackOfficeCompleted const&) -> View { return "ticket.completed"; },
                          [](AdviceGiven const&) -> View { return "advice.given"; },
                          [](AppointmentBooked const&) -> View { return "appointment.booked"; },
                          [](AppointmentCancelled const&) -> View { return "appointment.cancelled"; },
                          [](AppointmentMissed const&) -> View { return "appointment.missed"; },
                          [](SiteStopped const&) -> View { return "site.stopped"; },
                          [](SiteReopened const&) -> View { return "site.reopened"; },
                          [](RangeGranted const&) -> View { return "range.granted"; },
                          [](RangeWithdrawn const&) -> View { return "range.withdrawn"; },
                          [](RangeReleased const&) -> View { return "range.released"; },
                          [](DeviceCaughtUp const&) -> View { return "device.caught_up"; },
                          [](Erased const&) -> View { return "erased"; },
                          [](ContactGiven const&) -> View { return "contact.given"; },
                          [](RatingExplained const&) -> View { return "rating.explained"; },
                          [](StaffCalled const&) -> View { return "staff.called"; },
                          [](StaffCallEnded const&) -> View { return "staff.call_ended"; },
                      },
                      body);
}

}  // namespace saduak::domain
