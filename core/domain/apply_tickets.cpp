#include <algorithm>

#include "core/domain/application.hpp"

namespace saduak::domain {
namespace {

std::optional<Instant> paper_deadline(Ticket const& ticket)
{
    if (ticket.paper == Paper::pending) return ticket.paper_since + kPaperReportLimit;
    if (ticket.paper == Paper::failed) return ticket.paper_since + kNoPaperLimit;
    return std::nullopt;
}

}  // namespace

void Application::drop_deadline(Ticket const& ticket)
{
    if (auto const deadline = paper_deadline(ticket)) state_.paper_deadlines.erase({*deadline, ticket.id});
}

void Application::set_paper(Ticket& ticket, Paper paper)
{
    drop_deadline(ticket);
    ticket.paper = paper;
    ticket.paper_since = event_.at;
    if (auto const deadline = paper_deadline(ticket)) state_.paper_deadlines.emplace(*deadline, ticket.id);
}

Status Application::check_day(Date day) const
{
    if (day == state_.day) return {};
    if (day < state_.day || state_.day_open || !state_.open.empty()) return corrupt("day " + format_date(day) + " cannot begin");
    return {};
}

void Application::begin_day(Date day)
{
    state_.day = day;
    state_.tickets.clear();
    state_.by_token.clear();
    state_.by_number.clear();
    state_.merged.clear();
    state_.last_number.clear();
    state_.issued.clear();
    std::erase_if(state_.released, [&](OfflineRange const& range) { return service_day(state_.config, range.released_at) < day; });
    state_.rated.clear();
    state_.explained.clear();
    state_.calls.clear();
    state_.places = 0;
    for (auto& [id, counter] : state_.counters) counter.rating_ticket = {};
    for (auto& [id, printer] : state_.printers) printer.prints.clear();
    for (auto entry = state_.appointments.begin(); entry != state_.appointments.end();) {
        Appointment const& appointment = entry->second;
        bool const past = appointment.state != AppointmentState::booked && service_day(state_.config, appointment.slot) < day;
        if (past) state_.by_code.erase(appointment.code_sha256);
        entry = past ? state_.appointments.erase(entry) : std::next(entry);
    }
}

Status Application::on(TicketIssued const& e)
{
    Service const* service = state_.config.find_service(event_.service);
    if (service == nullptr) return corrupt("unknown service");
    SADUAK_TRY_STATUS(check_day(e.day));
    auto const number = parse_number(e.number);
    if (!number) return corrupt("number \"" + e.number + "\"");
    bool const new_day = e.day != state_.day;
    if (!new_day) {
        bool const token_known = !e.token_sha256.empty() && state_.by_token.contains(e.token_sha256);
        if (state_.find(event_.ticket) != nullptr || token_known) return corrupt("id or token stands already");
        if (state_.by_number.contains(e.number)) return corrupt("number " + e.number + " was given");
        auto const last = state_.last_number.find(number->prefix);
        if (!e.offline && last != state_.last_number.end() && number->n <= last->second) return corrupt("number " + e.number + " was given");
    }
    if (e.token_sha256.empty() && !e.adopted) return corrupt("no token");
    auto const booked = state_.appointments.find(e.appointment);
    if (!e.appointment.empty() && (booked == state_.appointments.end() || booked->second.state != AppointmentState::booked))
        return corrupt("appointment \"" + e.appointment.str() + "\" is not booked");

    if (new_day) begin_day(e.day);
    state_.day_open = true;
    if (!e.offline) state_.last_number[number->prefix] = number->n;
    if (!e.token_sha256.empty()) state_.by_token[e.token_sha256] = event_.ticket;
    if (auto const kept = state_.appointments.find(e.appointment); kept != state_.appointments.end())
        end_appointment(kept->second, AppointmentState::checked_in);
    state_.by_number[e.number] = event_.ticket;
    state_.issued[event_.service] += 1;
    Ticket& ticket = state_.tickets[event_.ticket];
    ticket.id = event_.ticket;
    ticket.number = e.number;
    ticket.service = event_.service;
    ticket.issued_for = event_.service;
    ticket.ticket_class = e.ticket_class;
    ticket.channel = e.channel;
    ticket.lang = e.lang;
    ticket.token_sha256 = e.token_sha256;
    ticket.device = event_.device;
    ticket.issued_at = e.taken_at.is_set() ? e.taken_at : event_.at;
    ticket.waiting_since = ticket.issued_at;
    ticket.queued_at = e.ticket_class == TicketClass::appointment ? e.slot : ticket.issued_at;
    ticket.place = ++state_.places;
    ticket.then = e.then;
    ticket.people = e.people;
    ticket.offline = e.offline;
    ticket.adopted = e.adopted;
    ticket.appointment = e.appointment;
    ticket.slot = e.slot;
    state_.open.insert(ticket.id);
    queue(ticket);
    set_paper(ticket, e.paper);
    if (e.paper == Paper::pending) note_print();
    return {};
}

void Application::note_print()
{
    auto const printer = state_.printers.find(event_.device);
    if (printer == state_.printers.end()) return;
    printer->second.printed += 1;
    printer->second.prints.push_back(event_.at);
    if (printer->second.prints.size() > kPrintsKept) printer->second.prints.pop_front();
}

Status Application::on(TicketMerged const& e)
{
    auto const found = state_.tickets.find(event_.ticket);
    if (found == state_.tickets.end() || !found->second.adopted) return corrupt("it was not adopted");
    if (state_.find(e.merged) != nullptr || state_.by_token.contains(e.token_sha256)) return corrupt("id or token stands already");
    Ticket& ticket = found->second;
    bool const waits = ticket.state == TicketState::waiting;
    if (waits) leave_queue(ticket);
    state_.merged[e.merged] = ticket.id;
    state_.by_token[e.token_sha256] = ticket.id;
    ticket.adopted = false;
    ticket.token_sha256 = e.token_sha256;
    ticket.lang = e.lang;
    ticket.then = e.then;
    ticket.people = e.people;
    bool const never_moved = ticket.waiting_since == ticket.issued_at;
    ticket.issued_at = std::min(ticket.issued_at, e.taken_at);
    if (never_moved) ticket.waiting_since = ticket.issued_at;
    if (never_moved && ticket.queued_at > ticket.issued_at && ticket.behind == 0) ticket.queued_at = ticket.issued_at;
    if (waits) queue(ticket);
    return {};
}

Status Application::use_late_number(Date day, std::string const& number)
{
    auto const past = state_.past_days.find(day);
    if (past != state_.past_days.end() && past->second.offline_used.contains(number)) return corrupt("number " + number + " was given");
    bool const room = state_.past_days.size() < kPastDaysKept || past != state_.past_days.end() || day > state_.past_days.begin()->first;
    if (!room) return {};  // older than anything that a gap report is still made of
    PastDay& kept = state_.past_days[day];
    if (past != state_.past_days.end()) kept.revision += 1;
    else kept.ranges = state_.ranges;  // nothing else was given on that day: power was out, say
    kept.offline_used.insert(number);
    if (state_.past_days.size() > kPastDaysKept) state_.past_days.erase(state_.past_days.begin());
    return {};
}

Status Application::on(TicketLate const& e)
{
    if (!parse_number(e.number)) return corrupt("number \"" + e.number + "\"");
    if (state_.day_open && e.day >= state_.day) return corrupt("day " + format_date(e.day) + " is not over");
    if (e.day == state_.day) state_.by_number[e.number] = event_.ticket;  // it may be opened again
    return use_late_number(e.day, e.number);
}

Status Application::on(TicketRecorded const& e)
{
    if (!parse_number(e.number)) return corrupt("number \"" + e.number + "\"");
    // A visit of another day than the present one neither begins that day nor opens it again.
    Date const present = state_.day_open ? state_.day : service_day(state_.config, event_.at);
    if (e.day != present) return use_late_number(e.day, e.number);
    SADUAK_TRY_STATUS(check_day(e.day));
    if (e.day == state_.day && state_.by_number.contains(e.number)) return corrupt("number " + e.number + " was given");
    if (e.day != state_.day) begin_day(e.day);
    state_.day_open = true;
    state_.by_number[e.number] = event_.ticket;
    return {};
}

Status Application::on(TicketPaper const& e)
{
    SADUAK_TRY_STATUS(revive());
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::waiting, TicketState::called, TicketState::serving, TicketState::held}));
    set_paper(*ticket, e.paper);
    return {};
}

Status Application::on(TicketReprinted const&)
{
    SADUAK_TRY_STATUS(revive());
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::waiting}));
    set_paper(*ticket, Paper::pending);
    note_print();
    return {};
}

// News of paper for a ticket that was void for want of it: it waits again, in its old place.
Status Application::revive()
{
    auto const found = state_.tickets.find(event_.ticket);
    if (found == state_.tickets.end() || !may_get_paper(found->second)) return {};
    Ticket& ticket = found->second;
    auto const appointment = state_.appointments.find(ticket.appointment);
    if (appointment != state_.appointments.end()) {
        if (appointment->second.state == AppointmentState::checked_in) return corrupt("its citizen has checked in again");
        end_appointment(appointment->second, AppointmentState::checked_in);
    }
    ticket.ended_at = {};
    state_.issued[ticket.issued_for] += 1;
    state_.open.insert(ticket.id);
    queue(ticket);
    return {};
}

Status Application::on(TicketCancelled const&)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::waiting, TicketState::called, TicketState::held}));
    leave(*ticket, TicketState::cancelled);
    return {};
}

Status Application::on(TicketExpired const&)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::waiting, TicketState::held}));
    leave(*ticket, TicketState::expired);
    return {};
}

Status Application::on(TicketVoided const& e)
{
    SADUAK_TRY(Ticket* const ticket, ticket_in({TicketState::waiting, TicketState::called}));
    leave(*ticket, TicketState::voided);
    if (auto const issued = state_.issued.find(ticket->issued_for); issued != state_.issued.end() && issued->second > 0) issued->second -= 1;
    // Who got no paper for their appointment can check in again; who was given another ticket in its place has done so.
    auto const appointment = state_.appointments.find(ticket->appointment);
    if (e.reason == "no_paper" && appointment != state_.appointments.end()) book_again(appointment->second);
    return {};
}

}  // namespace saduak::domain
