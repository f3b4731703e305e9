// What there is, now: sites, services, counters, devices, queue, tickets.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "server/engine/ticket_json.hpp"
#include "server/http/api.hpp"
#include "server/http/page.hpp"
#include "server/live/projections.hpp"

namespace saduak::server {
namespace json = boost::json;

void Api::list_sites(Call&& call)
{
    json::array items;
    for (SiteId const& site : parts_.engine.sites()) {
        domain::SiteState const* state = parts_.engine.state(site);
        if (state != nullptr && !state->config.id.empty()) items.push_back(site_json(state->config));
    }
    call.respond(page_response(std::move(items), call.request.query));
}

void Api::show_site(Call&& call)
{
    json::object site = site_json(call.state->config);
    if (auto const reason = parts_.engine.read_only(call.site)) site["read_only"] = *reason;
    call.respond(json_response(200, json::serialize(site)));
}

void Api::list_services(Call&& call)
{
    json::array items;
    for (domain::Service const& service : call.state->config.services) items.push_back(service_json(service));
    call.respond(page_response(std::move(items), call.request.query));
}

void Api::list_counters(Call&& call)
{
    json::array items;
    for (domain::CounterConfig const& counter : call.state->config.counters) items.push_back(counter_json(*call.state, counter));
    call.respond(page_response(std::move(items), call.request.query));
}

// Of a damaged log nobody knows who waits: an empty list would say that nobody does.
void Api::show_queue(Call&& call)
{
    if (auto no = refuse_read_only(call.site)) return call.respond(std::move(*no));
    call.respond(page_response(queue_json(*call.state, parts_.engine.now()), call.request.query));
}

void Api::show_ticket(Call&& call)
{
    domain::Ticket const* ticket = call.state->find(TicketId(call.path[1]));
    if (ticket == nullptr) return call.respond(problem(404, "unknown_ticket", "there is no such ticket today", call.path[1]));
    call.respond(json_response(200, json::serialize(ticket_json(*call.state, *ticket))));
}

}  // namespace saduak::server
