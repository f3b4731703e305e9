// Turns the log into deliveries: reads each site from where each webhook stands, and moves it on in the same transaction. At least
// once, also over a restart. One thread at a time; blocks.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "server/notify/webhook_rows.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

class HookPump {
public:
    explicit HookPump(WebhookRows& rows) : rows_(rows) {}

    struct Advance {
        std::vector<Delivery> deliveries;  // new ones, by id
        bool more = false;                 // it stopped before the log's end: there is room for more
    };
    // A bounded stretch of the logs of these sites.
    [[nodiscard]] Result<Advance> advance(EventStore& log, std::vector<SiteId> const& sites, std::vector<Webhook> const& webhooks, Instant now);

private:
    struct Place {
        Seq seq = 0;
        HookReader reader;
    };
    using Key = std::pair<std::string, SiteId>;  // webhook, site
    struct Run {
        EventStore& log;
        std::vector<Webhook> const& webhooks;
        Instant now;
        std::map<std::string, std::int64_t> room;  // in each webhook's outbox
        std::map<Key, Place> places;               // as they will be when the transaction is committed
        Advance advance;
        std::size_t read = 0;
    };
    [[nodiscard]] Status advance_site(Run& run, SiteId const& site, Seq head);
    [[nodiscard]] Status take(Run& run, Webhook const& webhook, Place& place, StoredEvent const& stored);
    [[nodiscard]] Status keep(std::string const& webhook, HookReader const& reader, StoredEvent const& stored);
    [[nodiscard]] Result<Place> read_place(Key const& key);

    WebhookRows& rows_;
    std::map<Key, Place> places_;
};

}  // namespace saduak::server
