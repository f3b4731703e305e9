// A citizen's contact: given by their own act, for one ticket, and gone with it (DESIGN 5, 8).
#include <algorithm>
#include <iterator>

#include "core/domain/decision.hpp"

namespace saduak::domain {
namespace {

// A missed call may come again today: it is the day's close that ends it.
bool ends_visit(EventBody const& body)
{
    return std::holds_alternative<TicketFinished>(body) || std::holds_alternative<TicketCancelled>(body) ||
           std::holds_alternative<TicketExpired>(body) || std::holds_alternative<TicketVoided>(body);
}

Event erased(Instant at, TicketId const& ticket, Contact const& contact)
{
    Event event;
    event.at = at;
    event.ticket = ticket;
    event.body = Erased{contact.key, std::string(kContactPurpose)};
    return event;
}

}  // namespace

Decided<Events> Decision::on(GiveContact const& c) const
{
    if (!valid_random_id(c.key.str())) return reject(RejectionCode::invalid, "key");
    if (c.ahead < 1 || c.ahead > kContactAheadMax) return reject(RejectionCode::invalid, "ahead");
    if (!valid_code(c.lang) || c.lang.size() > 8) return reject(RejectionCode::invalid, "lang");
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    if (!is_open(ticket->state)) return reject(RejectionCode::wrong_state, std::string(to_string(ticket->state)));
    Events events;
    // Another one takes its place.
    if (auto const known = state_.contacts.find(ticket->id); known != state_.contacts.end()) {
        if (known->second.key == c.key) return reject(RejectionCode::invalid, "key");
        events.push_back(erased(now_, ticket->id, known->second));
    }
    Instant const until = service_day_end(state_.config, state_.day);
    Event given = site_event(ContactGiven{c.key, std::string(kContactPurpose), until, c.channel, c.ahead, c.lang});
    given.ticket = ticket->id;
    events.push_back(std::move(given));
    return events;
}

Decided<Events> Decision::on(WithdrawContact const& c) const
{
    SADUAK_TRY(Ticket const* const ticket, find(c.ticket));
    auto const known = state_.contacts.find(ticket->id);
    if (known == state_.contacts.end()) return Events{};
    return Events{erased(now_, ticket->id, known->second)};
}

void Decision::add_erasures(Events& events) const
{
    if (state_.contacts.empty()) return;
    std::set<TicketId> done;
    Events all;
    for (Event& event : events) {
        bool const day_closed = std::holds_alternative<DayClosed>(event.body);
        bool const ends = ends_visit(event.body);
        TicketId const ticket = event.ticket;
        Instant const at = event.at;
        all.push_back(std::move(event));
        for (auto const& [id, contact] : state_.contacts)
            if ((day_closed || (ends && id == ticket)) && done.insert(id).second) all.push_back(erased(at, id, contact));
    }
    events = std::move(all);
}

}  // namespace saduak::domain
