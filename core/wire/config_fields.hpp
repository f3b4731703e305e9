// The fields of a site's configuration, for who writes or reads it inside something else (fields.hpp).
#pragma once

#include "core/domain/site_config.hpp"

namespace saduak::domain {

// Found by argument-dependent lookup from wire's Writer and Reader.
template <class V>
void fields(V& v, Step& x)
{
    v("id", x.id);
    v("name", x.name);
}
template <class V>
void fields(V& v, Service& x)
{
    v("id", x.id);
    v("name", x.name);
    v("prefix", x.prefix);
    v("icon", x.icon);
    v("standard_s", x.standard_s);
    v("standard_basis", x.standard_basis);
    v("wait_target_s", x.wait_target_s);
    v("documents", x.documents);
    v("fee", x.fee);
    v("steps", x.steps);
    v.added("priority_prefix", x.priority_prefix);
    v.added("appointment_prefix", x.appointment_prefix);
    v.added("weight", x.weight, 100);
    v.added("quota_per_day", x.quota_per_day);
    v.added("last_ticket_at_ms", x.last_ticket_at);
    v.added("slot_minutes", x.slot_minutes);
    v.added("slot_capacity", x.slot_capacity);
    v.added("group", x.group);
}
template <class V>
void fields(V& v, TimeSpan& x)
{
    v("from_ms", x.from);
    v("to_ms", x.to);
}
template <class V>
void fields(V& v, WeekdayHours& x)
{
    v("weekday", x.weekday);
    v("spans", x.spans);
}
template <class V>
void fields(V& v, SpecialDay& x)
{
    v("date", x.date);
    v("kind", x.kind);
    v("name", x.name);
    v("spans", x.spans);
}
template <class V>
void fields(V& v, Opening& x)
{
    v("week", x.week);
    v("days", x.days);
}
template <class V>
void fields(V& v, RosterEntry& x)
{
    v("weekdays", x.weekdays);
    v("span", x.span);
    v("counters", x.counters);
}
template <class V>
void fields(V& v, CallingPolicy& x)
{
    v("priority_run", x.priority_run);
    v("general_run", x.general_run);
    v("general_ages_after_s", x.general_ages_after_s);
    v("appointment_early_s", x.appointment_early_s);
    v("appointment_late_s", x.appointment_late_s);
    v("appointment_missed_s", x.appointment_missed_s);
}
template <class V>
void fields(V& v, Skill& x)
{
    v("service", x.service);
    v("step", x.step);
}
template <class V>
void fields(V& v, CounterConfig& x)
{
    v("id", x.id);
    v("name", x.name);
    v("skills", x.skills);
    v("rating_terminal", x.rating_terminal);
    v.added("breaks", x.breaks);
}
template <class V>
void fields(V& v, ServiceGroup& x)
{
    v("id", x.id);
    v("name", x.name);
    v("icon", x.icon);
}
template <class V>
void fields(V& v, RatingConfig& x)
{
    v("place", x.place);
    v("version", x.version);
    v("question", x.question);
    v("scale", x.scale);
}
template <class V>
void fields(V& v, SiteConfig& x)
{
    v("id", x.id);
    v("name", x.name);
    v("agency", x.agency);
    v("agency_name", x.agency_name);
    v("version", x.version);
    v("demo", x.demo);
    v("historical", x.historical);
    v("day_starts_at_ms", x.day_starts_at);
    v("public_url", x.public_url);
    v("services", x.services);
    v("counters", x.counters);
    v.added("opening", x.opening);
    v.added("roster", x.roster);
    v.added("calling", x.calling);
    v.added("recalls_max", x.recalls_max, 3);
    v.added("no_shows_max", x.no_shows_max, 3);
    v.added("return_after", x.return_after, 3);
    v.added("groups", x.groups);
    v.added("rating", x.rating);
}

}  // namespace saduak::domain
