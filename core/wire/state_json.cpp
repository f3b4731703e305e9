#include "core/wire/state_json.hpp"

#include "core/wire/config_fields.hpp"
#include "core/wire/fields.hpp"
#include "core/wire/json.hpp"

namespace saduak::domain {

// Each takes its struct apart by a structured binding, which stops compiling when a member comes or goes: name it then in both
// lines. A member is never renamed here, and always `added`: states behind checkpoints are read by every later version.
template <class V>
void fields(V& v, OfflineRange& x)
{
    auto& [prefix, first, last, device, withdrawn, released_at] = x;
    v.added("prefix", prefix);
    v.added("first", first, 1);
    v.added("last", last, 1);
    v.added("device", device);
    v.added("withdrawn", withdrawn);
    v.added("released_at", released_at);
}
template <class V>
void fields(V& v, Ticket& x)
{
    auto& [id, number, service, issued_for, step, ticket_class, channel, lang, token_sha256, device, paper, paper_since, state, issued_at, queued_at,
           place, behind, waiting_since, only_at, first_called_at, called_at, started_at, held_at, held_for, met, ended_at, rate_until, counter,
           agent, recalls, no_shows, outcome, then, people, offline, adopted, appointment, slot] = x;
    v.added("id", id);
    v.added("number", number);
    v.added("service", service);
    v.added("issued_for", issued_for);
    v.added("step", step);
    v.added("class", ticket_class);
    v.added("channel", channel);
    v.added("lang", lang);
    v.added("token_sha256", token_sha256);
    v.added("device", device);
    v.added("paper", paper);
    v.added("paper_since", paper_since);
    v.added("state", state);
    v.added("issued_at", issued_at);
    v.added("queued_at", queued_at);
    v.added("place", place);
    v.added("behind", behind);
    v.added("waiting_since", waiting_since);
    v.added("only_at", only_at);
    v.added("first_called_at", first_called_at);
    v.added("called_at", called_at);
    v.added("started_at", started_at);
    v.added("held_at", held_at);
    v.added("held_for_ms", held_for);
    v.added("met", met);
    v.added("ended_at", ended_at);
    v.added("rate_until", rate_until);
    v.added("counter", counter);
    v.added("agent", agent);
    v.added("recalls", recalls);
    v.added("no_shows", no_shows);
    v.added("outcome", outcome);
    v.added("then", then);
    v.added("people", people, 1);
    v.added("offline", offline);
    v.added("adopted", adopted);
    v.added("appointment", appointment);
    v.added("slot", slot);
}
template <class V>
void fields(V& v, QueueKey& x)
{
    auto& [service, step, ticket_class] = x;
    v.added("service", service);
    v.added("step", step);
    v.added("class", ticket_class);
}
template <class V>
void fields(V& v, QueuePlace& x)
{
    auto& [queued_at, place, behind] = x;
    v.added("queued_at", queued_at);
    v.added("place", place);
    v.added("behind", behind);
}
template <class V>
void fields(V& v, Turn& x)
{
    auto& [priority, general] = x;
    v.added("priority", priority);
    v.added("general", general);
}
template <class V>
void fields(V& v, Counter& x)
{
    auto& [state, opened_at, agent, ticket, rating_ticket, turn, turn_before] = x;
    v.added("state", state);
    v.added("opened_at", opened_at);
    v.added("agent", agent);
    v.added("ticket", ticket);
    v.added("rating_ticket", rating_ticket);
    v.added("turn", turn);
    v.added("turn_before", turn_before);
}
template <class V>
void fields(V& v, Call& x)
{
    auto& [seq, number, counter, at, again] = x;
    v.added("seq", seq);
    v.added("number", number);
    v.added("counter", counter);
    v.added("at", at);
    v.added("again", again);
}
template <class V>
void fields(V& v, Appointment& x)
{
    auto& [id, service, slot, code_sha256, missed_at, state] = x;
    v.added("id", id);
    v.added("service", service);
    v.added("slot", slot);
    v.added("code_sha256", code_sha256);
    v.added("missed_at", missed_at);
    v.added("state", state);
}
template <class V>
void fields(V& v, BackOfficeMatter& x)
{
    auto& [number, service, day, since] = x;
    v.added("number", number);
    v.added("service", service);
    v.added("day", day);
    v.added("since", since);
}
template <class V>
void fields(V& v, Contact& x)
{
    auto& [key, channel, ahead, lang, since] = x;
    v.added("key", key);
    v.added("channel", channel);
    v.added("ahead", ahead, 3);
    v.added("lang", lang);
    v.added("since", since);
}
template <class V>
void fields(V& v, SiteStop& x)
{
    auto& [kind, reason, since] = x;
    v.added("kind", kind);
    v.added("reason", reason);
    v.added("since", since);
}
template <class V>
void fields(V& v, Printer& x)
{
    auto& [state, roll_left_mm, ticket_mm, printed, prints] = x;
    v.added("state", state);
    v.added("roll_left_mm", roll_left_mm, std::int64_t{-1});
    v.added("ticket_mm", ticket_mm);
    v.added("printed", printed);
    v.added("prints", prints);
}
template <class V>
void fields(V& v, PastDay& x)
{
    auto& [revision, last_number, gaps, ranges, offline_used, awaited, closed_at] = x;
    v.added("revision", revision, 1);
    v.added("last_number", last_number);
    v.added("gaps", gaps);
    v.added("ranges", ranges);
    v.added("offline_used", offline_used);
    v.added("awaited", awaited);
    v.added("closed_at", closed_at);
}
template <class V>
void fields(V& v, SiteState& x)
{
    auto& [config, seq, last_at, day, day_open, tickets, open, queues, paper_deadlines, by_token, last_number, counters, calls, rated, printers,
           recent_service_s, places, by_number, merged, issued, ranges, released, stop, appointments, by_code, appointment_deadlines, back_office,
           past_days, contacts, explained, staff_calls] = x;
    v.added("config", config);
    v.added("seq", seq);
    v.added("last_at", last_at);
    v.added("day", day);
    v.added("day_open", day_open);
    v.added("tickets", tickets);
    v.added("open", open);
    v.added("queues", queues);
    v.added("paper_deadlines", paper_deadlines);
    v.added("by_token", by_token);
    v.added("last_number", last_number);
    v.added("counters", counters);
    v.added("calls", calls);
    v.added("rated", rated);
    v.added("printers", printers);
    v.added("recent_service_s", recent_service_s);
    v.added("places", places);
    v.added("by_number", by_number);
    v.added("merged", merged);
    v.added("issued", issued);
    v.added("ranges", ranges);
    v.added("released", released);
    v.added("stop", stop);
    v.added("appointments", appointments);
    v.added("by_code", by_code);
    v.added("appointment_deadlines", appointment_deadlines);
    v.added("back_office", back_office);
    v.added("past_days", past_days);
    v.added("contacts", contacts);
    v.added("explained", explained);
    v.added("staff_calls", staff_calls);
}

}  // namespace saduak::domain

namespace saduak::wire {

std::string encode_state(domain::SiteState const& state) { return to_text(Writer::to_json(state)); }

Result<domain::SiteState> decode_state(std::string_view text)
{
    SADUAK_TRY(json::value const value, parse_value(text, kStateMax));
    domain::SiteState state;
    SADUAK_TRY_STATUS(Reader::from_json(value, state));
    return state;
}

}  // namespace saduak::wire
