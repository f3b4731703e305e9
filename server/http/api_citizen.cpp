// What a citizen may with the token of their ticket.
#include <boost/json/serialize.hpp>

#include "platform/entropy.hpp"
#include "server/auth/ticket_secrets.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"
#include "server/live/projections.hpp"

namespace saduak::server {

using namespace domain;

Ticket const* Api::ticket_of_token(Call& call, std::string const& token)
{
    std::string const hash = platform::sha256_hex(token);
    call.site = parts_.engine.site_of_token(hash);
    call.state = parts_.engine.state(call.site);
    Ticket const* ticket = call.state == nullptr ? nullptr : call.state->find_by_token(hash);
    if (ticket == nullptr) call.respond(problem(404, "unknown_ticket", "there is no such ticket today"));
    return ticket;
}

void Api::show_citizen_ticket(Call&& call)
{
    std::string const token = call.path[0];
    Ticket const* ticket = ticket_of_token(call, token);
    if (ticket == nullptr) return;
    Rated const rated = call.state->rated.contains(rating_key(parts_.accounts.secret(), ticket->id)) ? Rated::yes : Rated::no;
    call.respond(json_response(200, boost::json::serialize(citizen_view(*call.state, *ticket, rated))));
}

void Api::cancel_own_ticket(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    std::string const token = call.path[0];
    Ticket const* ticket = ticket_of_token(call, token);
    if (ticket == nullptr) return;
    if (auto no = refuse_read_only(call.site)) return call.respond(std::move(*no));
    std::string principal = "ticket:" + ticket->id.str();
    CancelTicket cancel{ticket->id};
    // The ticket names the agent who called it: not for the citizen.
    auto const accepted = [](Done const&) { return json_response(200, "{}"); };
    submit_as(std::move(call), std::move(principal), std::move(cancel), accepted);
}

void Api::rate(Call&& call)
{
    JsonBody body(call.request.body);
    std::string const token = body.text("token", 64);
    Rate rate;
    rate.score = static_cast<std::int32_t>(body.integer("score", 0, 5));
    rate.channel = RatingChannel::qr;
    if (auto no = body.problem()) return call.respond(std::move(*no));
    Ticket const* ticket = ticket_of_token(call, token);
    if (ticket == nullptr) return;
    rate.ticket = ticket->id;
    rate.key = rating_key(parts_.accounts.secret(), ticket->id);
    std::string principal = "ticket:" + ticket->id.str();
    submit_as(std::move(call), std::move(principal), std::move(rate), as_it_is);
}

}  // namespace saduak::server
