// The site as a whole: its configuration, days, offline ranges, appointments and stops (DESIGN 4).
#include <algorithm>

#include "core/base/assert.hpp"
#include "core/base/bytes.hpp"
#include "core/domain/availability.hpp"
#include "core/domain/calling.hpp"
#include "core/domain/decision.hpp"
#include "core/domain/redact.hpp"

namespace saduak::domain {
namespace {

constexpr std::size_t kRangesMax = 500;

auto find_range(std::vector<OfflineRange> const& ranges, std::string const& prefix, std::int32_t first)
{
    return std::find_if(ranges.begin(), ranges.end(), [&](OfflineRange const& range) { return range.prefix == prefix && range.first == first; });
}

}  // namespace

Decided<Events> Decision::on(ConfigureSite const& c) const
{
    if (auto const valid = validate(c.config); !valid) return reject(RejectionCode::invalid, valid.error().context);
    bool const first = state_.config.id.empty();
    if (!first && state_.config.id != c.config.id) return reject(RejectionCode::invalid, "a site keeps its id");
    if (!first && state_.config.historical != c.config.historical) return reject(RejectionCode::invalid, "a site stays historical or live");
    // A day that has begun does not begin again, nor do its numbers.
    if (!first && service_day(c.config, now_) < state_.day)
        return reject(RejectionCode::invalid, "day_starts_at: day " + format_date(state_.day) + " has begun");
    if (!first && state_.day_open && service_day(c.config, now_) != state_.day)
        return reject(RejectionCode::invalid, "day_starts_at: day " + format_date(state_.day) + " would end at once; close it first");
    for (Service const& service : state_.config.services) {
        Service const* changed = c.config.find_service(service.id);
        if (strands_tickets(service, changed))
            return reject(RejectionCode::invalid, "service " + service.id.str() + " or a step of it has open tickets");
        bool const booked = std::any_of(state_.appointments.begin(), state_.appointments.end(), [&](auto const& entry) {
            return entry.second.service == service.id && entry.second.state == AppointmentState::booked;
        });
        if (changed == nullptr && booked) return reject(RejectionCode::invalid, "service " + service.id.str() + " has booked appointments");
    }
    for (CounterConfig const& counter : state_.config.counters)
        if (strands_tickets(counter, c.config))
            return reject(RejectionCode::invalid, "counter " + counter.id.str() + " has a ticket, or tickets that were sent to it alone");
    SiteConfig config = c.config;
    config.version = first ? 1 : state_.config.version + 1;
    return Events{site_event(SiteConfigured{std::move(config)})};
}

// Would somebody of today lose the stop that they wait for, are at, may return to or go on to?
bool Decision::strands_tickets(Service const& service, Service const* changed) const
{
    return std::any_of(state_.tickets.begin(), state_.tickets.end(), [&](auto const& entry) {
        Ticket const& ticket = entry.second;
        if (!is_open(ticket.state) && !may_return(ticket) && !may_get_paper(ticket)) return false;
        if (changed == nullptr && std::find(ticket.then.begin(), ticket.then.end(), service.id) != ticket.then.end()) return true;
        if (ticket.service != service.id) return false;
        if (changed == nullptr) return true;
        // Everybody begins at the first stop, whatever it is called; a later one is known by its place and id.
        if (ticket.step == 0) return false;
        return ticket.step >= changed->steps.size() || changed->steps[ticket.step].id != service.steps[ticket.step].id;
    });
}

// Would the counter's own ticket stand at a counter that is none, or one that was sent to it find nobody to call it?
bool Decision::strands_tickets(CounterConfig const& counter, SiteConfig const& changed) const
{
    CounterConfig const* kept = changed.find_counter(counter.id);
    if (kept == nullptr && !counter_state(counter.id).ticket.empty()) return true;
    return std::any_of(state_.tickets.begin(), state_.tickets.end(), [&](auto const& entry) {
        Ticket const& ticket = entry.second;
        if (ticket.only_at != counter.id || (!is_open(ticket.state) && !may_return(ticket))) return false;
        return kept == nullptr || (can_serve(counter, state_.config, ticket) && !can_serve(*kept, changed, ticket));
    });
}

Decided<Events> Decision::on(BookAppointment const& c) const
{
    if (!valid_random_id(c.appointment.str())) return reject(RejectionCode::invalid, "appointment");
    if (!valid_sha256_hex(c.code_sha256) || state_.by_code.contains(c.code_sha256)) return reject(RejectionCode::invalid, "code_sha256");
    if (state_.appointments.contains(c.appointment)) return reject(RejectionCode::invalid, "appointment");
    if (state_.appointments.size() >= kAppointmentsMax) return reject(RejectionCode::slot_full, c.service.str());
    Service const* service = state_.config.find_service(c.service);
    if (service == nullptr) return reject(RejectionCode::unknown_service, c.service.str());
    SADUAK_TRY_STATUS(check_slot(state_, *service, c.slot, now_));
    Event event = site_event(AppointmentBooked{c.appointment, c.slot, c.code_sha256, c.channel});
    event.service = c.service;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(CancelAppointment const& c) const
{
    auto const found = state_.appointments.find(c.appointment);
    if (found == state_.appointments.end()) return reject(RejectionCode::unknown_appointment, c.appointment.str());
    if (found->second.state == AppointmentState::cancelled) return Events{};
    if (found->second.state != AppointmentState::booked) return reject(RejectionCode::wrong_state, std::string(to_string(found->second.state)));
    Event event = site_event(AppointmentCancelled{c.appointment});
    event.service = found->second.service;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(StopSite const& c) const
{
    if (c.reason.empty() || c.reason.size() > 500 || !valid_utf8(c.reason)) return reject(RejectionCode::invalid, "reason");
    std::string reason = redact(c.reason);
    if (state_.stop && state_.stop->kind == c.kind && state_.stop->reason == reason) return Events{};
    return Events{site_event(SiteStopped{c.kind, std::move(reason)})};
}

Decided<Events> Decision::on(ReopenSite const&) const
{
    if (!state_.stop) return Events{};
    return Events{site_event(SiteReopened{})};
}

Decided<Events> Decision::on(GrantRange const& c) const
{
    if (c.size < 1 || c.size > kOfflineRangeMax) return reject(RejectionCode::invalid, "size");
    if (!c.device.empty() && !valid_code(c.device.str())) return reject(RejectionCode::invalid, "device");
    bool const used = std::any_of(state_.config.services.begin(), state_.config.services.end(), [&](Service const& service) {
        return c.prefix == service.prefix || c.prefix == service.priority_prefix || c.prefix == service.appointment_prefix;
    });
    if (c.prefix.empty() || !used) return reject(RejectionCode::invalid, "prefix");
    if (state_.ranges.size() >= kRangesMax) return reject(RejectionCode::invalid, "too many ranges: withdraw one first");
    auto const last = state_.last_number.find(c.prefix);
    OfflineRange const range = place_range(c.prefix, c.size, last == state_.last_number.end() ? 0 : last->second, held_today());
    if (range.last > kNumberMax) return reject(RejectionCode::invalid, "no numbers are left for a range of this size");
    Event event = site_event(RangeGranted{range.prefix, range.first, range.last});
    event.device = c.device;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(WithdrawRange const& c) const
{
    auto const range = find_range(state_.ranges, c.prefix, c.first);
    if (range == state_.ranges.end()) return reject(RejectionCode::wrong_number, c.prefix);
    if (range->withdrawn) return Events{};
    Event event = site_event(RangeWithdrawn{c.prefix, c.first});
    event.device = range->device;
    return Events{std::move(event)};
}

// The holder may give a range back at any time; people take reserve cards back, and what a lost kiosk was asked to return.
Decided<Events> Decision::on(ReleaseRange const& c) const
{
    auto const range = find_range(state_.ranges, c.prefix, c.first);
    if (range == state_.ranges.end()) return reject(RejectionCode::wrong_number, c.prefix);
    bool const holder = range->device == command_.device;
    if (!holder && !(command_.device.empty() && range->withdrawn)) return reject(RejectionCode::wrong_number, c.prefix);
    Event event = site_event(RangeReleased{c.prefix, c.first});
    event.device = range->device;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(ReportCaughtUp const& c) const
{
    if (command_.device.empty()) return reject(RejectionCode::invalid, "device");
    bool const awaited = std::any_of(state_.past_days.begin(), state_.past_days.end(),
                                     [&](auto const& entry) { return entry.first <= c.day && entry.second.awaited.contains(command_.device); });
    if (!awaited) return Events{};
    return Events{site_event(DeviceCaughtUp{c.day})};
}

Decided<Events> Decision::on(ReportPrinter const& c) const
{
    if (command_.device.empty()) return reject(RejectionCode::invalid, "device");
    if (!valid_code(c.state)) return reject(RejectionCode::invalid, "state");
    if (c.roll_left_mm < -1 || c.roll_left_mm > kRollMax_mm) return reject(RejectionCode::invalid, "roll_left_mm");
    if (c.ticket_mm < 0 || c.ticket_mm > kTicketMax_mm) return reject(RejectionCode::invalid, "ticket_mm");
    auto const known = state_.printers.find(command_.device);
    bool const same = known != state_.printers.end() && known->second.state == c.state && known->second.roll_left_mm == c.roll_left_mm &&
                      known->second.ticket_mm == c.ticket_mm;
    if (same) return Events{};
    return Events{site_event(PrinterChanged{c.state, c.roll_left_mm, c.ticket_mm})};
}

// Idempotent: the citizen's second touch and a second officer change nothing.
Decided<Events> Decision::on(CallStaff const& c) const
{
    if (command_.device.empty()) return reject(RejectionCode::invalid, "device");
    if (state_.staff_calls.contains(command_.device) == c.wanted) return Events{};
    if (c.wanted) return Events{site_event(StaffCalled{})};
    return Events{site_event(StaffCallEnded{false})};
}

Decided<Events> Decision::on(AnswerStaffCall const& c) const
{
    if (!state_.staff_calls.contains(c.device)) return Events{};
    Event event = site_event(StaffCallEnded{true});
    event.device = c.device;
    return Events{std::move(event)};
}

Decided<Events> Decision::on(EraseKept const& c) const
{
    if (!valid_random_id(c.key.str())) return reject(RejectionCode::invalid, "key");
    if (!valid_code(c.purpose)) return reject(RejectionCode::invalid, "purpose");
    return Events{site_event(Erased{c.key, c.purpose})};
}

Decided<Events> Decision::on(CloseDay const&) const { return close_day(); }

Decided<Events> Decision::on(Tick const&) const
{
    if (state_.day_open && now_ >= service_day_end(state_.config, state_.day)) return close_day();
    Events events;
    // A day without a ticket has no close of its own.
    if (!state_.day_open)
        for (auto const& [id, counter] : state_.counters)
            if (counter.state != CounterState::closed && now_ >= service_day_end(state_.config, service_day(state_.config, counter.opened_at)))
                events.push_back(close_event(id, counter));
    for (auto const& [deadline, id] : state_.paper_deadlines) {
        if (deadline > now_) break;
        Ticket const& ticket = *state_.find(id);
        if (ticket.paper == Paper::pending) events.push_back(ticket_event(ticket, TicketPaper{Paper::unconfirmed, ""}));
        else events.push_back(ticket_event(ticket, TicketVoided{"no_paper"}));
    }
    for (auto const& [deadline, id] : state_.appointment_deadlines) {
        if (deadline > now_) break;
        Event event = site_event(AppointmentMissed{id});
        event.service = state_.appointments.at(id).service;
        events.push_back(std::move(event));
    }
    return events;
}

Events Decision::close_day() const
{
    if (!state_.day_open) return {};
    std::vector<Ticket const*> open;
    for (TicketId const& id : state_.open) open.push_back(state_.find(id));
    std::sort(open.begin(), open.end(), [](Ticket const* a, Ticket const* b) { return a->place < b->place; });
    Events events;
    for (Ticket const* ticket : open) events.push_back(day_end_event(*ticket));
    for (auto const& [id, counter] : state_.counters) {
        if (counter.state != CounterState::closed) events.push_back(close_event(id, counter));
    }
    events.push_back(site_event(DayClosed{state_.day}));
    return events;
}

Event Decision::close_event(CounterId const& id, Counter const& counter) const
{
    Event event = counter_event(id, CounterClosed{});
    event.agent = counter.agent;
    return event;
}

Event Decision::day_end_event(Ticket const& ticket) const
{
    switch (ticket.state) {
    case TicketState::called: return ticket_event(ticket, TicketNoShow{});
    case TicketState::serving: {
        Event event = ticket_event(ticket, TicketFinished{.outcome = Outcome::served, .end_imputed = true});
        event.agent = ticket.agent;
        return event;
    }
    case TicketState::waiting:
        if (ticket.paper == Paper::pending || ticket.paper == Paper::failed) return ticket_event(ticket, TicketVoided{"day_closed"});
        return ticket_event(ticket, TicketExpired{});
    case TicketState::held: return ticket_event(ticket, TicketExpired{});
    case TicketState::finished:
    case TicketState::no_show:
    case TicketState::cancelled:
    case TicketState::expired:
    case TicketState::voided: break;
    }
    SADUAK_ASSERT(false && "an ended ticket among the open ones");
    return {};
}

}  // namespace saduak::domain
