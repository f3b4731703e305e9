#include "core/domain/availability.hpp"

#include <algorithm>
#include <optional>

#include "core/domain/opening.hpp"
#include "core/domain/site_config.hpp"

namespace saduak::domain {
namespace {

// Who takes a ticket by themselves, without a member of staff who could judge the case.
bool is_self_service(Channel channel) { return channel == Channel::kiosk || channel == Channel::mobile || channel == Channel::booking; }

// The moment of this service day from which no more tickets are given. A night office's falls on the day's second date.
Instant last_ticket(SiteConfig const& config, Service const& service, Date day)
{
    bool const after_midnight = service.last_ticket_at < config.day_starts_at;
    return instant_at(after_midnight ? next_day(day) : day, service.last_ticket_at);
}

Decided<void> check_limits(SiteState const& state, Service const& service, Date day, Instant at)
{
    if (service.last_ticket_at > Millis{0} && at >= last_ticket(state.config, service, day))
        return reject(RejectionCode::no_more_tickets, service.id.str());
    if (service.quota_per_day > 0 && state.day == day)
        if (auto const issued = state.issued.find(service.id); issued != state.issued.end() && issued->second >= service.quota_per_day)
            return reject(RejectionCode::quota_reached, service.id.str());
    return {};
}

tl::unexpected<Rejection> reject_closed(std::optional<Instant> opens)
{
    return reject(RejectionCode::site_closed, opens ? format_rfc3339(*opens) : std::string{});
}

// Spans may touch: an office that changes shifts at noon is open over noon.
bool is_open_throughout(Opening const& opening, Date date, TimeSpan wanted)
{
    Millis covered = wanted.from;
    for (TimeSpan const& span : hours_on(opening, date))
        if (span.from <= covered && covered < span.to) covered = span.to;
    return covered >= wanted.to;
}

}  // namespace

Decided<void> check_stop(std::optional<SiteStop> const& stop, Channel channel)
{
    if (!stop) return {};
    if (stop->kind == StopKind::closing && !is_self_service(channel)) return {};
    return reject(RejectionCode::site_stopped, stop->reason);
}

Decided<void> check_available(SiteState const& state, Service const& service, Channel channel, Instant now)
{
    if (channel == Channel::card) return {};  // the paper is out already
    SADUAK_TRY_STATUS(check_stop(state.stop, channel));
    if (!is_self_service(channel)) return {};

    std::optional<Instant> const opens = next_opening(state.config.opening, now);
    if (!opens) return reject_closed(opens);
    // Who asks at lunch is not told to come back today for what will not be given out today.
    Date const day = service_day(state.config, now);
    if (service_day(state.config, *opens) == day) SADUAK_TRY_STATUS(check_limits(state, service, day, *opens));
    if (*opens > now) return reject_closed(opens);
    return {};
}

Instant availability_changes(SiteState const& state, Instant now)
{
    SiteConfig const& config = state.config;
    Date const day = service_day(config, now);
    Instant next = service_day_end(config, day);
    auto const consider = [&](Instant change) {
        if (change > now) next = std::min(next, change);
    };
    // The service day ends on this date or the next one, so no later date matters.
    Date const today = local_time(now).date;
    for (Date const date : {today, next_day(today)})
        for (TimeSpan const& span : hours_on(config.opening, date))
            for (Millis const edge : {span.from, span.to}) consider(instant_at(date, edge));
    for (Service const& service : config.services)
        if (service.last_ticket_at > Millis{0}) consider(last_ticket(config, service, day));
    return next;
}

Decided<void> check_slot(SiteState const& state, Service const& service, Instant slot, Instant now)
{
    if (service.slot_minutes <= 0) return reject(RejectionCode::invalid, "service");
    if (slot <= now || slot > now + kBookAhead) return reject(RejectionCode::invalid, "slot");
    Date const date = local_time(slot).date;
    Millis const from = slot - instant_at(date, Millis{0});
    Millis const length = minutes(service.slot_minutes);
    if (from.count % length.count != 0) return reject(RejectionCode::invalid, "slot");
    if (!is_open_throughout(state.config.opening, date, {from, from + length})) return reject_closed(next_opening(state.config.opening, slot));

    auto const taken = std::count_if(state.appointments.begin(), state.appointments.end(), [&](auto const& entry) {
        Appointment const& booked = entry.second;
        return booked.service == service.id && booked.slot == slot && booked.state != AppointmentState::cancelled;
    });
    if (taken >= service.slot_capacity) return reject(RejectionCode::slot_full, format_rfc3339(slot));
    return {};
}

}  // namespace saduak::domain
