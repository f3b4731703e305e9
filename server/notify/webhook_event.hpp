// What a webhook is told: events of the log, and of the server's own eyes, as JSON without personal data. Pure.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "core/domain/state.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

enum class HookKind {
    ticket_issued,
    ticket_called,
    ticket_started,
    ticket_finished,
    ticket_transferred,
    ticket_no_show,
    ticket_cancelled,
    rating_received,
    queue_threshold_breached,
    standard_at_risk,
    printer_paper_low,
    printer_paper_out,
    kiosk_offline,
    kiosk_online,
    staff_called,
    day_closed,
    webhook_test,
};
[[nodiscard]] std::string_view to_string(HookKind kind);
[[nodiscard]] std::optional<HookKind> hook_kind_from_string(std::string_view text);

// What an event of a ticket does not say itself.
struct TicketFacts {
    std::string number;
    ServiceId service;
    domain::TicketClass ticket_class = domain::TicketClass::general;
};

// One event as it is sent to whoever asked for its kind.
struct HookEvent {
    std::string id;  // the same whenever the same event is told: a receiver knows a repeat by it
    HookKind kind = HookKind::webhook_test;
    SiteId site;
    std::string order;  // events with the same order are told one after the other
    std::string body;   // JSON
};

// Reads a site's log from some event on and knows the tickets of its days. For each event: learn(), then event_of().
class HookReader {
public:
    std::map<TicketId, TicketFacts> tickets;
    std::map<DeviceId, std::string> printers;  // their states, as last reported

    // The tickets of the day and the printers as they are now: to read on from state.seq.
    [[nodiscard]] static HookReader at(domain::SiteState const& state);
    // Nothing for an event that no webhook is told of. `stored` has its body decoded.
    [[nodiscard]] std::optional<HookEvent> read(StoredEvent const& stored);

private:
    void learn(domain::Event const& event);
    [[nodiscard]] std::optional<HookEvent> of_ticket(StoredEvent const& stored) const;
    [[nodiscard]] std::optional<HookEvent> of_printer(StoredEvent const& stored, domain::PrinterChanged const& changed);
};

// What the log does not say.
struct LiveFacts {
    SiteId site;
    Instant at;
};
struct QueueLoad {
    std::int64_t waiting = 0;
    std::int64_t longest_wait_s = 0;
    std::optional<std::int64_t> waiting_limit;
    std::optional<std::int64_t> wait_limit_s;
};
[[nodiscard]] HookEvent threshold_event(LiveFacts const& facts, QueueLoad const& load);
[[nodiscard]] HookEvent at_risk_event(LiveFacts const& facts, domain::Ticket const& ticket, std::int64_t standard_s, std::int64_t elapsed_s);
[[nodiscard]] HookEvent kiosk_event(LiveFacts const& facts, HookKind kind, DeviceId const& device);
// `id`: drawn at random.
[[nodiscard]] HookEvent test_event(LiveFacts const& facts, std::string id);

// "t=1780000000,v1=9f86…": HMAC-SHA256 of "1780000000.BODY".
[[nodiscard]] std::string signature_header(std::string_view secret, Instant now, std::string_view body);

}  // namespace saduak::server
