#include "server/notify/hook_pump.hpp"

#include <algorithm>
#include <limits>

#include "server/notify/outgoing_file.hpp"

namespace saduak::server {
namespace {

using platform::Statement;

constexpr std::size_t kEventsAtOnce = 1'000;

constexpr std::string_view kReadCursor = "SELECT seq FROM cursor WHERE webhook = ? AND site = ?";
constexpr std::string_view kMoveCursor =
    "INSERT INTO cursor(webhook, site, seq) VALUES(?,?,?) ON CONFLICT(webhook, site) DO UPDATE SET seq = excluded.seq";
constexpr std::string_view kReadTickets = "SELECT ticket, number, service, class FROM hook_ticket WHERE webhook = ? AND site = ?";
constexpr std::string_view kKeepTicket = "INSERT OR REPLACE INTO hook_ticket(webhook, site, ticket, number, service, class) VALUES(?,?,?,?,?,?)";
constexpr std::string_view kForgetTickets = "DELETE FROM hook_ticket WHERE webhook = ? AND site = ?";
constexpr std::string_view kReadPrinters = "SELECT device, state FROM hook_printer WHERE webhook = ? AND site = ?";
constexpr std::string_view kKeepPrinter = "INSERT OR REPLACE INTO hook_printer(webhook, site, device, state) VALUES(?,?,?,?)";

}  // namespace

Result<HookPump::Advance> HookPump::advance(EventStore& log, std::vector<SiteId> const& sites, std::vector<Webhook> const& webhooks, Instant now)
{
    Run run{log, webhooks, now, {}, {}, {}, 0};
    SADUAK_TRY(auto const heads, log.heads());
    SADUAK_TRY_STATUS(in_transaction(rows_.database_, [&]() -> Status {
        for (Webhook const& webhook : webhooks) {
            SADUAK_TRY(std::int64_t const waiting, rows_.count_waiting(webhook.id));
            run.room[webhook.id] = kOutboxMax - waiting;
        }
        for (SiteHead const& head : heads)
            if (std::find(sites.begin(), sites.end(), head.site) != sites.end()) SADUAK_TRY_STATUS(advance_site(run, head.site, head.seq));
        SADUAK_TRY(Statement move, rows_.database_.prepare(kMoveCursor));
        for (auto const& [key, place] : run.places) SADUAK_TRY_STATUS(move.bind(1, key.first).bind(2, key.second.str()).bind(3, place.seq).run());
        return {};
    }));
    for (auto& [key, place] : run.places) places_[key] = std::move(place);
    // Of webhooks that are no more.
    std::erase_if(places_, [&](auto const& entry) {
        return std::none_of(webhooks.begin(), webhooks.end(), [&](Webhook const& webhook) { return webhook.id == entry.first.first; });
    });
    return std::move(run.advance);
}

Status HookPump::advance_site(Run& run, SiteId const& site, Seq head)
{
    std::vector<std::pair<Webhook const*, Place>> readers;
    Seq from = std::numeric_limits<Seq>::max();
    for (Webhook const& webhook : run.webhooks) {
        if ((!webhook.site.empty() && webhook.site != site) || run.room[webhook.id] <= 0) continue;
        Key const key{webhook.id, site};
        if (!places_.contains(key)) {
            SADUAK_TRY(places_[key], read_place(key));
        }
        if (places_[key].seq == head) continue;
        // Moved, not copied: where the transaction fails, the file says where it stood.
        Place place = std::move(places_[key]);
        places_.erase(key);
        if (place.seq > head) place = Place{head, {}};  // the log was taken from a backup: what is gone is not told twice
        from = std::min(from, place.seq);
        readers.emplace_back(&webhook, std::move(place));
    }
    if (readers.empty()) return {};
    bool enough = false;
    auto const read = run.log.read(site, from, [&](StoredEvent const& stored) -> Status {
        if (run.read >= kEventsAtOnce) {
            enough = true;
            return fail(Errc::busy, "enough for one time");
        }
        ++run.read;
        for (auto& [webhook, place] : readers)
            if (place.seq < stored.seq && run.room[webhook->id] > 0) SADUAK_TRY_STATUS(take(run, *webhook, place, stored));
        return {};
    });
    if (!read && !enough) return read;
    run.advance.more = run.advance.more || enough;
    for (auto& [webhook, place] : readers) run.places[{webhook->id, site}] = std::move(place);
    return {};
}

Status HookPump::take(Run& run, Webhook const& webhook, Place& place, StoredEvent const& stored)
{
    auto const event = place.reader.read(stored);
    place.seq = stored.seq;
    SADUAK_TRY_STATUS(keep(webhook.id, place.reader, stored));
    if (!event || !webhook.wants(event->kind)) return {};
    SADUAK_TRY(Delivery delivery, rows_.insert_delivery(*event, webhook.id, run.now));
    run.advance.deliveries.push_back(std::move(delivery));
    run.room[webhook.id] -= 1;
    return {};
}

// What the reader has just learnt, for the next start.
Status HookPump::keep(std::string const& webhook, HookReader const& reader, StoredEvent const& stored)
{
    domain::EventBody const& body = stored.event.body;
    std::string const& site = stored.site.str();
    if (std::holds_alternative<domain::DayClosed>(body)) {
        SADUAK_TRY(Statement forget, rows_.database_.prepare(kForgetTickets));
        SADUAK_TRY_STATUS(forget.bind(1, webhook).bind(2, site).run());
    }
    if (auto const* printer = std::get_if<domain::PrinterChanged>(&body)) {
        SADUAK_TRY(Statement keep, rows_.database_.prepare(kKeepPrinter));
        SADUAK_TRY_STATUS(keep.bind(1, webhook).bind(2, site).bind(3, stored.event.device.str()).bind(4, printer->state).run());
    }
    bool const of_ticket = std::holds_alternative<domain::TicketIssued>(body) || std::holds_alternative<domain::TicketTransferred>(body);
    auto const known = reader.tickets.find(stored.event.ticket);
    if (!of_ticket || known == reader.tickets.end()) return {};
    SADUAK_TRY(Statement keep, rows_.database_.prepare(kKeepTicket));
    keep.bind(1, webhook).bind(2, site).bind(3, stored.event.ticket.str()).bind(4, known->second.number).bind(5, known->second.service.str());
    SADUAK_TRY_STATUS(keep.bind(6, domain::to_string(known->second.ticket_class)).run());
    return {};
}

Result<HookPump::Place> HookPump::read_place(Key const& key)
{
    Place place;
    SADUAK_TRY(Statement cursor, rows_.database_.prepare(kReadCursor));
    SADUAK_TRY(bool const found, cursor.bind(1, key.first).bind(2, key.second.str()).step());
    if (!found) return place;  // a site that came after the webhook: from its beginning
    place.seq = cursor.integer(0);
    SADUAK_TRY(Statement tickets, rows_.database_.prepare(kReadTickets));
    tickets.bind(1, key.first).bind(2, key.second.str());
    for (;;) {
        SADUAK_TRY(bool const row, tickets.step());
        if (!row) break;
        auto const ticket_class = domain::from_string<domain::TicketClass>(tickets.view(3));
        place.reader.tickets[TicketId(tickets.text(0))] = {tickets.text(1), ServiceId(tickets.text(2)),
                                                           ticket_class.value_or(domain::TicketClass::general)};
    }
    SADUAK_TRY(Statement printers, rows_.database_.prepare(kReadPrinters));
    printers.bind(1, key.first).bind(2, key.second.str());
    for (;;) {
        SADUAK_TRY(bool const row, printers.step());
        if (!row) return place;
        place.reader.printers[DeviceId(printers.text(0))] = printers.text(1);
    }
}

}  // namespace saduak::server
