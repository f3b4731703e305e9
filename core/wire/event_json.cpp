#include "core/wire/event_json.hpp"

#include <optional>
#include <utility>

#include "core/wire/fields.hpp"
#include "core/wire/json.hpp"

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
}
template <class V>
void fields(V& v, SiteConfigured& x)
{
    v("config", x.config);
}
template <class V>
void fields(V& v, TicketIssued& x)
{
    v("number", x.number);
    v("class", x.ticket_class);
    v("channel", x.channel);
    v("lang", x.lang);
    v("day", x.day);
    v("token_sha256", x.token_sha256);
    v("paper", x.paper);
    v("ahead", x.ahead);
    v("estimate_p50_s", x.estimate_p50_s);
    v("estimate_p90_s", x.estimate_p90_s);
    v.added("then", x.then);
    v.added("people", x.people, 1);
    v.added("offline", x.offline);
    v.added("adopted", x.adopted);
    v.added("taken_at", x.taken_at);
    v.added("time_estimated", x.time_estimated);
    v.added("appointment", x.appointment);
    v.added("slot", x.slot);
}
template <class V>
void fields(V& v, TicketMerged& x)
{
    v("merged", x.merged);
    v("lang", x.lang);
    v("token_sha256", x.token_sha256);
    v("paper", x.paper);
    v("taken_at", x.taken_at);
    v("time_estimated", x.time_estimated);
    v.added("then", x.then);
    v.added("people", x.people, 1);
}
template <class V>
void fields(V& v, TicketLate& x)
{
    v("number", x.number);
    v("class", x.ticket_class);
    v("channel", x.channel);
    v("day", x.day);
    v("taken_at", x.taken_at);
    v("time_estimated", x.time_estimated);
}
template <class V>
void fields(V& v, TicketRecorded& x)
{
    v("number", x.number);
    v("class", x.ticket_class);
    v("day", x.day);
    v("taken_at", x.taken_at);
    v("called_at", x.called_at);
    v("finished_at", x.finished_at);
    v("outcome", x.outcome);
}
template <class V>
void fields(V& v, TicketPaper& x)
{
    v("paper", x.paper);
    v("detail", x.detail);
}
template <class V>
void fields(V&, TicketReprinted&)
{
}
template <class V>
void fields(V&, TicketCalled&)
{
}
template <class V>
void fields(V&, TicketRecalled&)
{
}
template <class V>
void fields(V&, TicketUndone&)
{
}
template <class V>
void fields(V&, TicketStarted&)
{
}
template <class V>
void fields(V& v, TicketFinished& x)
{
    v("outcome", x.outcome);
    v("start_imputed", x.start_imputed);
    v.added("end_imputed", x.end_imputed);
    v.added("matters", x.matters, 1);
}
template <class V>
void fields(V& v, TicketTransferred& x)
{
    v("step", x.step);
    v("start_imputed", x.start_imputed);
    v.added("service", x.service);
    v.added("to", x.to);
    v.added("keeps_place", x.keeps_place);
    v.added("outcome", x.outcome, Outcome::served);
    v.added("matters", x.matters, 1);
}
template <class V>
void fields(V& v, TicketStepDone& x)
{
    v("step", x.step);
}
template <class V>
void fields(V&, TicketHeld&)
{
}
template <class V>
void fields(V& v, TicketResumed& x)
{
    v.added("waits", x.waits);
}
template <class V>
void fields(V&, TicketNoShow&)
{
}
template <class V>
void fields(V& v, TicketReturned& x)
{
    v.added("behind", x.behind);
}
template <class V>
void fields(V&, TicketCancelled&)
{
}
template <class V>
void fields(V&, TicketExpired&)
{
}
template <class V>
void fields(V& v, TicketVoided& x)
{
    v("reason", x.reason);
}
template <class V>
void fields(V&, CounterOpened&)
{
}
template <class V>
void fields(V& v, CounterPaused& x)
{
    v("reason", x.reason);
}
template <class V>
void fields(V&, CounterResumed&)
{
}
template <class V>
void fields(V&, CounterClosed&)
{
}
template <class V>
void fields(V& v, RatingReceived& x)
{
    v("key", x.key);
    v("score", x.score);
    v("channel", x.channel);
    v("questions_version", x.questions_version);
    v("class", x.ticket_class);
    v("day", x.day);
}
template <class V>
void fields(V& v, PrinterChanged& x)
{
    v("state", x.state);
}
template <class V>
void fields(V& v, DayClosed& x)
{
    v("day", x.day);
}
template <class V>
void fields(V& v, TicketImported& x)
{
    v("ticket", x.ticket);
    v("class", x.ticket_class);
    v("issued_at", x.issued_at);
    v("called_at", x.called_at);
    v("started_at", x.started_at);
    v("finished_at", x.finished_at);
    v("left_at", x.left_at);
    v("outcome", x.outcome);
}
template <class V>
void fields(V& v, BackOfficeCompleted& x)
{
    v("outcome", x.outcome);
}
template <class V>
void fields(V&, AdviceGiven&)
{
}
template <class V>
void fields(V& v, AppointmentBooked& x)
{
    v("appointment", x.appointment);
    v("slot", x.slot);
    v("code_sha256", x.code_sha256);
    v("channel", x.channel);
}
template <class V>
void fields(V& v, AppointmentCancelled& x)
{
    v("appointment", x.appointment);
}
template <class V>
void fields(V& v, AppointmentMissed& x)
{
    v("appointment", x.appointment);
}
template <class V>
void fields(V& v, SiteStopped& x)
{
    v("kind", x.kind);
    v("reason", x.reason);
}
template <class V>
void fields(V&, SiteReopened&)
{
}
template <class V>
void fields(V& v, RangeGranted& x)
{
    v("prefix", x.prefix);
    v("first", x.first);
    v("last", x.last);
}
template <class V>
void fields(V& v, RangeWithdrawn& x)
{
    v("prefix", x.prefix);
    v("first", x.first);
}
template <class V>
void fields(V& v, RangeReleased& x)
{
    v("prefix", x.prefix);
    v("first", x.first);
}
template <class V>
void fields(V& v, DeviceCaughtUp& x)
{
    v("day", x.day);
}
template <class V>
void fields(V& v, Erased& x)
{
    v("key", x.key);
    v("purpose", x.purpose);
}
template <class V>
void fields(V& v, ImportFinished& x)
{
    v("file_sha256", x.file_sha256);
    v("file_name", x.file_name);
    v("rows", x.rows);
    v("refused_rows", x.refused_rows);
}

}  // namespace saduak::domain

namespace saduak::wire {
namespace {

using domain::EventBody;

// The alternative of EventBody whose type_name is `type`, with default fields.
template <std::size_t... I>
std::optional<EventBody> empty_body(std::string_view type, std::index_sequence<I...>)
{
    std::optional<EventBody> found;
    auto const consider = [&](EventBody body) {
        if (!found && domain::type_name(body) == type) found = std::move(body);
    };
    (consider(EventBody(std::in_place_index<I>)), ...);
    return found;
}

}  // namespace

std::string encode_body(EventBody const& body)
{
    return std::visit([](auto const& value) { return to_text(Writer::to_json(value)); }, body);
}

Result<EventBody> decode_body(std::string_view type, std::string_view text)
{
    auto body = empty_body(type, std::make_index_sequence<std::variant_size_v<EventBody>>());
    if (!body) return fail(Errc::parse, "unknown event type \"" + std::string(type.substr(0, 60)) + "\"");
    SADUAK_TRY(json::object const object, parse_object(text, kEventBodyMax));
    auto const read = std::visit([&](auto& value) { return Reader::from_json(json::value(object), value); }, *body);
    if (!read) return fail(Errc::parse, std::string(type) + ": " + read.error().context);
    return *std::move(body);
}

std::string encode_site_config(domain::SiteConfig const& config) { return to_text(Writer::to_json(config)); }

Result<domain::SiteConfig> decode_site_config(std::string_view text)
{
    SADUAK_TRY(json::object const object, parse_object(text, kEventBodyMax));
    domain::SiteConfig config;
    SADUAK_TRY_STATUS(Reader::from_json(json::value(object), config));
    return config;
}

}  // namespace saduak::wire
