#include <algorithm>

#include "core/domain/application.hpp"
#include "core/domain/gap_report.hpp"

namespace saduak::domain {
namespace {

auto find_range(std::vector<OfflineRange>& ranges, std::string const& prefix, std::int32_t first)
{
    return std::find_if(ranges.begin(), ranges.end(), [&](OfflineRange const& range) { return range.prefix == prefix && range.first == first; });
}

}  // namespace

Status Application::on(SiteConfigured const& e)
{
    state_.config = e.config;
    return {};
}

Status Application::on(AppointmentBooked const& e)
{
    if (state_.config.find_service(event_.service) == nullptr) return corrupt("unknown service");
    if (state_.appointments.contains(e.appointment) || state_.by_code.contains(e.code_sha256)) return corrupt("the appointment stands already");
    Appointment appointment;
    appointment.id = e.appointment;
    appointment.service = event_.service;
    appointment.slot = e.slot;
    appointment.code_sha256 = e.code_sha256;
    appointment.missed_at = e.slot + seconds(state_.config.calling.appointment_missed_s);
    state_.by_code[e.code_sha256] = e.appointment;
    state_.appointment_deadlines.emplace(appointment.missed_at, e.appointment);
    state_.appointments.emplace(e.appointment, std::move(appointment));
    return {};
}

void Application::end_appointment(Appointment& appointment, AppointmentState how)
{
    state_.appointment_deadlines.erase({appointment.missed_at, appointment.id});
    appointment.state = how;
}

void Application::book_again(Appointment& appointment)
{
    appointment.state = AppointmentState::booked;
    state_.appointment_deadlines.emplace(appointment.missed_at, appointment.id);
}

Status Application::on(AppointmentCancelled const& e)
{
    auto const found = state_.appointments.find(e.appointment);
    if (found == state_.appointments.end() || found->second.state != AppointmentState::booked) return corrupt("it is not booked");
    end_appointment(found->second, AppointmentState::cancelled);
    return {};
}

Status Application::on(AppointmentMissed const& e)
{
    auto const found = state_.appointments.find(e.appointment);
    if (found == state_.appointments.end() || found->second.state != AppointmentState::booked) return corrupt("it is not booked");
    end_appointment(found->second, AppointmentState::missed);
    return {};
}

Status Application::on(SiteStopped const& e)
{
    state_.stop = SiteStop{e.kind, e.reason, event_.at};
    return {};
}

Status Application::on(SiteReopened const&)
{
    state_.stop.reset();
    return {};
}

Status Application::on(RangeGranted const& e)
{
    OfflineRange const range{e.prefix, e.first, e.last, event_.device, false};
    bool const overlaps = std::any_of(state_.ranges.begin(), state_.ranges.end(), [&](OfflineRange const& other) {
        return other.prefix == range.prefix && other.first <= range.last && range.first <= other.last;
    });
    if (overlaps || e.first < 1 || e.first > e.last) return corrupt("the range overlaps another one");
    auto const after = std::find_if(state_.ranges.begin(), state_.ranges.end(), [&](OfflineRange const& other) {
        return std::pair(other.prefix, other.first) > std::pair(range.prefix, range.first);
    });
    state_.ranges.insert(after, range);
    return {};
}

Status Application::on(RangeWithdrawn const& e)
{
    auto const range = find_range(state_.ranges, e.prefix, e.first);
    if (range == state_.ranges.end()) return corrupt("no such range");
    range->withdrawn = true;
    return {};
}

Status Application::on(RangeReleased const& e)
{
    auto const range = find_range(state_.ranges, e.prefix, e.first);
    if (range == state_.ranges.end()) return corrupt("no such range");
    state_.released.push_back(*range);
    state_.released.back().released_at = event_.at;
    state_.ranges.erase(range);
    // Who holds no number any more has sent its last offline ticket, or it would be refused: no day waits for it.
    bool const holds_more = std::any_of(state_.ranges.begin(), state_.ranges.end(), [&](auto const& other) { return other.device == event_.device; });
    if (!holds_more)
        for (auto& [day, past] : state_.past_days) past.awaited.erase(event_.device);
    return {};
}

Status Application::on(DeviceCaughtUp const& e)
{
    for (auto& [day, past] : state_.past_days)
        if (day <= e.day) past.awaited.erase(event_.device);
    return {};
}

Status Application::on(ContactGiven const& e)
{
    Ticket const* ticket = state_.find(event_.ticket);
    if (ticket == nullptr || !is_open(ticket->state)) return corrupt("no such open ticket");
    if (state_.contacts.contains(ticket->id)) return corrupt("it has a contact");
    state_.contacts[ticket->id] = Contact{e.key, e.channel, e.ahead, e.lang, event_.at};
    return {};
}

// What was kept stood beside the log, where no fold reads it; that it is there no more is state. Few tickets have a contact.
Status Application::on(Erased const& e)
{
    std::erase_if(state_.contacts, [&](auto const& entry) { return entry.second.key == e.key; });
    return {};
}

Status Application::on(PrinterChanged const& e)
{
    Printer& printer = state_.printers[event_.device];
    printer.state = e.state;
    printer.roll_left_mm = e.roll_left_mm;
    printer.ticket_mm = e.ticket_mm;
    printer.printed = 0;
    return {};
}

Status Application::on(StaffCalled const&)
{
    if (!state_.staff_calls.emplace(event_.device, event_.at).second) return corrupt("called there already");
    return {};
}

Status Application::on(StaffCallEnded const&)
{
    if (state_.staff_calls.erase(event_.device) == 0) return corrupt("nobody was called there");
    return {};
}

Status Application::on(DayClosed const& e)
{
    // Logs from before a typed-in visit left its past day closed have that day closed once more after it: nothing is left to close.
    if (!state_.day_open && state_.past_days.contains(e.day)) return {};
    if (!state_.day_open || e.day != state_.day) return corrupt("day " + format_date(e.day) + " is not open");
    if (!state_.open.empty()) return corrupt("tickets are open");
    PastDay closed = close_numbers(state_);
    closed.closed_at = event_.at;
    if (auto const again = state_.past_days.find(e.day); again != state_.past_days.end()) closed.revision = again->second.revision + 1;
    state_.past_days[e.day] = std::move(closed);
    if (state_.past_days.size() > kPastDaysKept) state_.past_days.erase(state_.past_days.begin());
    state_.day_open = false;
    for (auto& [id, counter] : state_.counters) end_question(counter);
    // Who missed the day has left for good, also where the same date is opened again: no place to return to.
    for (auto& [id, ticket] : state_.tickets)
        if (may_return(ticket) || may_get_paper(ticket)) ticket.queued_at = {};
    return {};
}

}  // namespace saduak::domain
