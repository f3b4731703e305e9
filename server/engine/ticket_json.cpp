#include "server/engine/ticket_json.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

json::string_view view(std::string_view text) { return {text.data(), text.size()}; }

template <class Tag>
json::value or_null(Id<Tag> const& id)
{
    return id.empty() ? json::value(nullptr) : json::value(id.str());
}

json::value step_json(domain::SiteState const& state, domain::Ticket const& ticket)
{
    domain::Service const* service = state.config.find_service(ticket.service);
    if (service == nullptr || ticket.step >= service->steps.size()) return nullptr;
    return json::value(service->steps[ticket.step].id.str());
}

json::array then_json(domain::Ticket const& ticket)
{
    json::array services;
    for (ServiceId const& service : ticket.then) services.emplace_back(service.str());
    return services;
}

}  // namespace

json::value instant_json(Instant instant) { return instant.is_set() ? json::value(format_rfc3339(instant)) : json::value(nullptr); }

json::object text_json(domain::LocalText const& text)
{
    json::object object;
    for (auto const& [lang, words] : text) object[lang] = words;
    return object;
}

json::object estimate_json(metrics::WaitEstimate const& estimate)
{
    return {{"p50_s", estimate.p50_s}, {"p80_s", estimate.p80_s}, {"p90_s", estimate.p90_s}, {"n", estimate.n}, {"model", estimate.model}};
}

json::object ticket_json(domain::SiteState const& state, domain::Ticket const& ticket)
{
    bool const ended = !domain::is_open(ticket.state);
    json::object o;
    o.reserve(30);
    o["id"] = ticket.id.str();
    o["number"] = ticket.number;
    o["service"] = ticket.service.str();
    o["step"] = step_json(state, ticket);
    o["class"] = view(to_string(ticket.ticket_class));
    o["channel"] = view(to_string(ticket.channel));
    o["lang"] = ticket.lang;
    o["state"] = view(to_string(ticket.state));
    o["paper"] = view(to_string(ticket.paper));
    o["issued_at"] = instant_json(ticket.issued_at);
    o["queued_at"] = instant_json(ticket.queued_at);
    o["called_at"] = instant_json(ticket.called_at);
    o["started_at"] = instant_json(ticket.started_at);
    o["ended_at"] = ended ? instant_json(ticket.ended_at) : json::value(nullptr);
    o["counter"] = or_null(ticket.counter);
    o["agent"] = or_null(ticket.agent);
    o["recalls"] = ticket.recalls;
    o["no_shows"] = ticket.no_shows;
    o["outcome"] = ticket.state == domain::TicketState::finished ? json::value(view(to_string(ticket.outcome))) : json::value(nullptr);
    o["then"] = then_json(ticket);
    o["people"] = ticket.people;
    o["offline"] = ticket.offline;
    o["only_at"] = or_null(ticket.only_at);
    o["slot"] = instant_json(ticket.slot);
    bool const called = ticket.state == domain::TicketState::called;
    o["undo_until"] = called ? instant_json(ticket.first_called_at + domain::kUndoLimit) : json::value(nullptr);
    return o;
}

json::object appointment_json(domain::Appointment const& appointment)
{
    json::object o;
    o["id"] = appointment.id.str();
    o["service"] = appointment.service.str();
    o["slot"] = instant_json(appointment.slot);
    o["state"] = view(to_string(appointment.state));
    return o;
}

json::object range_json(domain::OfflineRange const& range)
{
    json::object o;
    o["range"] = domain::format_number(range.prefix, range.first);
    o["prefix"] = range.prefix;
    o["first"] = range.first;
    o["last"] = range.last;
    o["device"] = or_null(range.device);
    o["withdrawn"] = range.withdrawn;
    return o;
}

}  // namespace saduak::server
