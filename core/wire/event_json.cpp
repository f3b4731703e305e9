#include "core/wire/event_json.hpp"

#include <array>
#include <unordered_map>
#include <utility>

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parser.hpp>

#include "core/wire/config_fields.hpp"
#include "core/wire/fields.hpp"
#include "core/wire/json.hpp"

namespace saduak::domain {

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
    v.added("given_at", x.given_at);
    v.added("time_estimated", x.time_estimated);
}
template <class V>
void fields(V& v, RatingExplained& x)
{
    v("key", x.key);
    v("reasons", x.reasons);
    v("channel", x.channel);
    v("class", x.ticket_class);
    v("day", x.day);
    v.added("given_at", x.given_at);
    v.added("time_estimated", x.time_estimated);
}
template <class V>
void fields(V&, StaffCalled&)
{
}
template <class V>
void fields(V& v, StaffCallEnded& x)
{
    v("answered", x.answered);
}
template <class V>
void fields(V& v, PrinterChanged& x)
{
    v("state", x.state);
    v.added("roll_left_mm", x.roll_left_mm, std::int64_t{-1});
    v.added("ticket_mm", x.ticket_mm);
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
void fields(V& v, ContactGiven& x)
{
    v("key", x.key);
    v("purpose", x.purpose);
    v("until", x.until);
    v("channel", x.channel);
    v("ahead", x.ahead);
    v("lang", x.lang);
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

using MakeEmpty = void (*)(EventBody&);

template <std::size_t... I>
std::unordered_map<std::string_view, MakeEmpty> by_type(std::index_sequence<I...>)
{
    std::unordered_map<std::string_view, MakeEmpty> makers;
    (makers.emplace(domain::type_name(EventBody(std::in_place_index<I>)), [](EventBody& body) { body.emplace<I>(); }), ...);
    return makers;
}

// Gives `body` the alternative whose type_name is `type`, with default fields. False: there is none.
bool make_empty(std::string_view type, EventBody& body)
{
    static auto const makers = by_type(std::make_index_sequence<std::variant_size_v<EventBody>>());
    auto const found = makers.find(type);
    if (found == makers.end()) return false;
    found->second(body);
    return true;
}

}  // namespace

std::string encode_body(EventBody const& body)
{
    return std::visit([](auto const& value) { return to_text(Writer::to_json(value)); }, body);
}

Result<EventBody> decode_body(std::string_view type, std::string_view text)
{
    EventBody body;
    SADUAK_TRY_STATUS(BodyDecoder().decode(type, text, body));
    return body;
}

struct BodyDecoder::Memory {
    // Most bodies fit; longer ones take from the heap.
    std::array<unsigned char, std::size_t{16} * 1024> values{};
    std::array<unsigned char, std::size_t{4} * 1024> working{};
    json::parser parser{{}, json_limits(), working.data(), working.size()};
};

BodyDecoder::BodyDecoder() : memory_(std::make_unique<Memory>()) {}
BodyDecoder::~BodyDecoder() = default;

Status BodyDecoder::decode(std::string_view type, std::string_view text, EventBody& body)
{
    if (!make_empty(type, body)) return fail(Errc::parse, "unknown event type \"" + std::string(type.substr(0, 60)) + "\"");
    if (text.size() > kEventBodyMax) return fail(Errc::parse, std::string(type) + ": longer than " + std::to_string(kEventBodyMax) + " bytes");
    json::monotonic_resource resource(memory_->values.data(), memory_->values.size());
    json::value value(json::object_kind, &resource);
    if (text != "{}") {  // most types have no more
        json::error_code error;
        memory_->parser.reset(&resource);
        memory_->parser.write(text.data(), text.size(), error);
        if (error) return fail(Errc::parse, std::string(type) + ": not JSON: " + error.message());
        value = memory_->parser.release();
    }
    auto const read = std::visit([&](auto& to) { return Reader::from_json(value, to); }, body);
    if (!read) return fail(Errc::parse, std::string(type) + ": " + read.error().context);
    return {};
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
