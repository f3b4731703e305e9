#include "kiosk/offline/cut_off.hpp"

#include <algorithm>

#include "kiosk/offline/numbers.hpp"

namespace saduak::kiosk {

namespace {

bool has_passed(Closure const& closure, bool another_day, std::optional<Instant> now)
{
    if (!now) return true;
    if (closure.cause == Closure::Cause::hours && closure.opens.is_set()) return *now >= closure.opens;
    return another_day;
}

}  // namespace

SiteOffer cut_off(SiteOffer site, Instant heard_at, std::optional<Instant> now)
{
    bool const another_day = now && heard_at.is_set() && service_day_of(site, *now) != service_day_of(site, heard_at);
    // Staff stopped it, and a clock that is not known does not start it again.
    if (another_day) site.stopped.reset();
    for (ServiceOffer& service : site.services) {
        service.waiting = 0;
        service.wait = {};
        bool const stopped = service.closure && service.closure->cause == Closure::Cause::stopped;
        bool const passed = service.closure && (stopped ? another_day : has_passed(*service.closure, another_day, now));
        if (!passed) continue;
        service.open = true;
        service.closure.reset();
    }
    site.rate_now.reset();
    return site;
}

Date service_day_of(SiteOffer const& site, Instant instant) { return local_time(instant - site.day_starts_at).date; }

std::string const& prefix_of(ServiceOffer const& service, domain::TicketClass ticket_class)
{
    bool const own = ticket_class == domain::TicketClass::priority && !service.priority_prefix.empty();
    return own ? service.priority_prefix : service.prefix;
}

bool gives_offline(SiteOffer const& site)
{
    return std::any_of(site.services.begin(), site.services.end(), [&site](ServiceOffer const& service) {
        return has_range(site.ranges, service.prefix) || has_range(site.ranges, service.priority_prefix);
    });
}

}  // namespace saduak::kiosk
