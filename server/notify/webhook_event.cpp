#include "server/notify/webhook_event.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "core/base/overloaded.hpp"
#include "core/base/word_table.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using namespace domain;

constexpr std::array kKinds{Word<HookKind>{HookKind::ticket_issued, "ticket.issued"},
                            Word<HookKind>{HookKind::ticket_called, "ticket.called"},
                            Word<HookKind>{HookKind::ticket_started, "ticket.started"},
                            Word<HookKind>{HookKind::ticket_finished, "ticket.finished"},
                            Word<HookKind>{HookKind::ticket_transferred, "ticket.transferred"},
                            Word<HookKind>{HookKind::ticket_no_show, "ticket.no_show"},
                            Word<HookKind>{HookKind::ticket_cancelled, "ticket.cancelled"},
                            Word<HookKind>{HookKind::rating_received, "rating.received"},
                            Word<HookKind>{HookKind::queue_threshold_breached, "queue.threshold_breached"},
                            Word<HookKind>{HookKind::standard_at_risk, "standard.at_risk"},
                            Word<HookKind>{HookKind::printer_paper_low, "printer.paper_low"},
                            Word<HookKind>{HookKind::printer_paper_out, "printer.paper_out"},
                            Word<HookKind>{HookKind::kiosk_offline, "kiosk.offline"},
                            Word<HookKind>{HookKind::kiosk_online, "kiosk.online"},
                            Word<HookKind>{HookKind::staff_called, "staff.called"},
                            Word<HookKind>{HookKind::day_closed, "day.closed"},
                            Word<HookKind>{HookKind::webhook_test, "webhook.test"}};

json::value text_or_null(std::string const& text) { return text.empty() ? json::value(nullptr) : json::value(text); }
std::string_view text(TicketState state) { return to_string(state); }
json::string word(std::string_view text) { return json::string(text.data(), text.size()); }

json::object head(std::string const& id, HookKind kind, SiteId const& site, Instant at, Seq seq)
{
    json::object body;
    body["id"] = id;
    body["type"] = word(to_string(kind));
    body["site"] = text_or_null(site.str());
    body["at"] = format_rfc3339(at);
    body["seq"] = seq == 0 ? json::value(nullptr) : json::value(seq);
    return body;
}

json::object ticket_object(TicketId const& id, TicketFacts const& facts, TicketState state, CounterId const& counter)
{
    json::object ticket;
    ticket["id"] = id.str();
    ticket["number"] = text_or_null(facts.number);
    ticket["service"] = text_or_null(facts.service.str());
    ticket["class"] = word(to_string(facts.ticket_class));
    ticket["state"] = word(text(state));
    ticket["counter"] = text_or_null(counter.str());
    return ticket;
}

HookEvent live_event(LiveFacts const& facts, HookKind kind, std::string order, json::object more)
{
    HookEvent event;
    event.id = facts.site.str() + "-" + order + "-" + std::to_string(facts.at.ms);
    event.kind = kind;
    event.site = facts.site;
    json::object body = head(event.id, kind, facts.site, facts.at, 0);
    for (auto const& [key, value] : more) body[key] = value;
    event.body = json::serialize(body);
    event.order = std::move(order);
    return event;
}

struct Told {
    HookKind kind;
    TicketState state;
    json::object more;
};

std::optional<Told> told_of(EventBody const& body)
{
    using Maybe = std::optional<Told>;
    auto const gone = [](TicketState state, char const* reason) { return Told{HookKind::ticket_cancelled, state, {{"reason", reason}}}; };
    return std::visit(
        overloaded{
            [](TicketIssued const& e) -> Maybe {
                return Told{HookKind::ticket_issued, TicketState::waiting, {{"channel", word(to_string(e.channel))}, {"people", e.people}}};
            },
            [](TicketCalled const&) -> Maybe {
                return Told{HookKind::ticket_called, TicketState::called, {}};
            },
            [](TicketStarted const&) -> Maybe {
                return Told{HookKind::ticket_started, TicketState::serving, {}};
            },
            [](TicketFinished const& e) -> Maybe {
                return Told{HookKind::ticket_finished, TicketState::finished, {{"outcome", word(to_string(e.outcome))}, {"matters", e.matters}}};
            },
            [](TicketTransferred const& e) -> Maybe {
                json::object to{
                    {"service", text_or_null(e.service.str())}, {"step", text_or_null(e.step.str())}, {"counter", text_or_null(e.to.str())}};
                return Told{HookKind::ticket_transferred, TicketState::waiting, {{"to", std::move(to)}}};
            },
            [](TicketNoShow const&) -> Maybe {
                return Told{HookKind::ticket_no_show, TicketState::no_show, {}};
            },
            [&](TicketCancelled const&) -> Maybe { return gone(TicketState::cancelled, "cancelled"); },
            [&](TicketExpired const&) -> Maybe { return gone(TicketState::expired, "expired"); },
            [&](TicketVoided const&) -> Maybe { return gone(TicketState::voided, "void"); },
            [](auto const&) -> Maybe { return std::nullopt; },
        },
        body);
}

// The log keeps an answer apart from its ticket (DESIGN 4.4). Told with its second and its place in the log, a receiver could join
// them again: so with the hour, and without the place.
HookEvent of_rating(StoredEvent const& stored, RatingReceived const& rating)
{
    HookEvent event;
    event.id = platform::sha256_hex("rating:" + rating.key.str()).substr(0, 32);
    event.kind = HookKind::rating_received;
    event.site = stored.site;
    event.order = "rating-" + event.id;
    Instant const at = rating.given_at.is_set() ? rating.given_at : stored.event.at;
    Instant const hour{at.ms - at.ms % hours(1).count};
    json::object body = head(event.id, event.kind, event.site, hour, 0);
    body["rating"] = json::object{{"score", rating.score},
                                  {"channel", word(to_string(rating.channel))},
                                  {"service", text_or_null(stored.event.service.str())},
                                  {"class", word(to_string(rating.ticket_class))},
                                  {"day", format_date(rating.day)}};
    event.body = json::serialize(body);
    return event;
}

HookEvent of_log(StoredEvent const& stored, HookKind kind, std::string order)
{
    HookEvent event;
    event.id = stored.site.str() + "-" + std::to_string(stored.seq);
    event.kind = kind;
    event.site = stored.site;
    event.order = std::move(order);
    return event;
}

HookEvent of_staff_call(StoredEvent const& stored)
{
    DeviceId const& device = stored.event.device;
    HookEvent event = of_log(stored, HookKind::staff_called, "device-" + device.str());
    json::object body = head(event.id, event.kind, event.site, stored.event.at, stored.seq);
    body["device"] = device.str();
    event.body = json::serialize(body);
    return event;
}

HookEvent of_day(StoredEvent const& stored, DayClosed const& closed)
{
    HookEvent event = of_log(stored, HookKind::day_closed, "day");
    json::object body = head(event.id, event.kind, event.site, stored.event.at, stored.seq);
    body["day"] = format_date(closed.day);
    event.body = json::serialize(body);
    return event;
}

}  // namespace

std::string_view to_string(HookKind kind) { return text_of(kKinds, kind); }
std::optional<HookKind> hook_kind_from_string(std::string_view text) { return value_of<HookKind>(kKinds, text); }

HookReader HookReader::at(SiteState const& state)
{
    HookReader reader;
    for (auto const& [id, ticket] : state.tickets) reader.tickets[id] = {ticket.number, ticket.service, ticket.ticket_class};
    for (auto const& [id, printer] : state.printers) reader.printers[id] = printer.state;
    return reader;
}

void HookReader::learn(Event const& event)
{
    if (auto const* issued = std::get_if<TicketIssued>(&event.body)) tickets[event.ticket] = {issued->number, event.service, issued->ticket_class};
    auto const* transferred = std::get_if<TicketTransferred>(&event.body);
    if (transferred != nullptr && !transferred->service.empty())
        if (auto const found = tickets.find(event.ticket); found != tickets.end()) found->second.service = transferred->service;
}

std::optional<HookEvent> HookReader::read(StoredEvent const& stored)
{
    EventBody const& body = stored.event.body;
    learn(stored.event);
    if (auto const* rating = std::get_if<RatingReceived>(&body)) return of_rating(stored, *rating);
    if (auto const* changed = std::get_if<PrinterChanged>(&body)) return of_printer(stored, *changed);
    if (std::holds_alternative<StaffCalled>(body)) return of_staff_call(stored);
    if (auto const* closed = std::get_if<DayClosed>(&body)) {
        tickets.clear();  // whatever else happens to them is no event of a webhook
        return of_day(stored, *closed);
    }
    return of_ticket(stored);
}

std::optional<HookEvent> HookReader::of_ticket(StoredEvent const& stored) const
{
    auto told = told_of(stored.event.body);
    if (!told) return std::nullopt;
    TicketId const& id = stored.event.ticket;
    auto const known = tickets.find(id);
    TicketFacts facts = known != tickets.end() ? known->second : TicketFacts{};
    if (facts.service.empty()) facts.service = stored.event.service;
    HookEvent event = of_log(stored, told->kind, id.str());
    json::object body = head(event.id, event.kind, event.site, stored.event.at, stored.seq);
    json::object ticket = ticket_object(id, facts, told->state, stored.event.counter);
    for (auto const& [key, value] : told->more) ticket[key] = value;
    body["ticket"] = std::move(ticket);
    event.body = json::serialize(body);
    return event;
}

std::optional<HookEvent> HookReader::of_printer(StoredEvent const& stored, PrinterChanged const& changed)
{
    DeviceId const& device = stored.event.device;
    std::string const before = std::exchange(printers[device], changed.state);
    if (before == changed.state) return std::nullopt;
    bool const low = changed.state == "paper_low";
    if (!low && changed.state != "paper_out") return std::nullopt;
    HookEvent event = of_log(stored, low ? HookKind::printer_paper_low : HookKind::printer_paper_out, "device-" + device.str());
    json::object body = head(event.id, event.kind, event.site, stored.event.at, stored.seq);
    body["device"] = device.str();
    event.body = json::serialize(body);
    return event;
}

HookEvent threshold_event(LiveFacts const& facts, QueueLoad const& load)
{
    auto const limit = [](std::optional<std::int64_t> const& value) { return value ? json::value(*value) : json::value(nullptr); };
    json::object queue{{"waiting", load.waiting},
                       {"longest_wait_s", load.longest_wait_s},
                       {"waiting_limit", limit(load.waiting_limit)},
                       {"wait_limit_s", limit(load.wait_limit_s)}};
    return live_event(facts, HookKind::queue_threshold_breached, "queue", {{"queue", std::move(queue)}});
}

HookEvent at_risk_event(LiveFacts const& facts, Ticket const& ticket, std::int64_t standard_s, std::int64_t elapsed_s)
{
    TicketFacts const about{ticket.number, ticket.service, ticket.ticket_class};
    json::object shown = ticket_object(ticket.id, about, ticket.state, ticket.counter);
    shown["standard_s"] = standard_s;
    shown["elapsed_s"] = elapsed_s;
    return live_event(facts, HookKind::standard_at_risk, ticket.id.str(), {{"ticket", std::move(shown)}});
}

HookEvent kiosk_event(LiveFacts const& facts, HookKind kind, DeviceId const& device)
{
    return live_event(facts, kind, "device-" + device.str(), {{"device", device.str()}});
}

HookEvent test_event(LiveFacts const& facts, std::string id)
{
    HookEvent event = live_event(facts, HookKind::webhook_test, "test-" + id, {});
    event.id = std::move(id);
    event.body = json::serialize(head(event.id, event.kind, facts.site, facts.at, 0));
    return event;
}

std::string signature_header(std::string_view secret, Instant now, std::string_view body)
{
    std::string const seconds = std::to_string(now.ms / 1000);
    return "t=" + seconds + ",v1=" + platform::hmac_sha256_hex(secret, seconds + "." + std::string(body));
}

}  // namespace saduak::server
