// Webhooks and their deliveries in outgoing.db. One thread at a time; every call may block.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "platform/sealed.hpp"
#include "platform/sqlite.hpp"
#include "server/notify/outbox.hpp"
#include "server/notify/webhook_event.hpp"

namespace saduak::server {

struct Webhook {
    std::string id;
    SiteId site;  // empty: every site
    std::string url;
    std::set<HookKind> kinds;  // empty: all
    std::string secret;
    bool active = true;
    std::string why;  // it is not active: "paused" by hand, "gone" said the receiver, "unreadable" is its secret
    std::optional<std::int64_t> waiting_limit;
    std::optional<std::int64_t> wait_limit_s;
    Instant created_at;

    [[nodiscard]] bool wants(HookKind kind) const { return kinds.empty() || kinds.contains(kind); }
    [[nodiscard]] bool wants(HookKind kind, SiteId const& of) const { return wants(kind) && (site.empty() || of.empty() || site == of); }
};

// Where a new webhook begins to read a site.
struct HookStart {
    SiteId site;
    Seq seq = 0;
    HookReader reader;
};

// One event on its way to one webhook.
struct Delivery {
    std::string webhook;
    Waiting waiting;
    HookKind kind = HookKind::webhook_test;
    std::string body;
};

// As the log of deliveries shows it.
struct DeliveryRow {
    std::int64_t id = 0;
    std::string event;
    std::string kind;
    SiteId site;
    std::string state;  // "waiting", "delivered", "dead"
    Instant made_at;
    std::int32_t attempts = 0;
    std::optional<std::int64_t> status;  // of the last attempt; 0: no answer
    std::int64_t took_ms = 0;
    std::string error;
    Instant tried_at;
};

// What became of a delivery, or of one attempt.
struct DeliveryRecord {
    std::int64_t id = 0;
    std::string state;
    std::int32_t attempts = 0;
    std::optional<Attempt> attempt;  // none: it was given up without one
    Instant at;
};

inline constexpr std::size_t kWebhooksMax = 50;
// Waiting for one webhook: beyond, the log itself holds what is to come.
inline constexpr std::int64_t kOutboxMax = 2'000;
inline constexpr std::int64_t kDeliveriesKept = 2'000;  // that are over, of one webhook

class WebhookRows {
public:
    WebhookRows(platform::Database& database, platform::SealingKey key) : database_(database), key_(std::move(key)) {}

    [[nodiscard]] Result<std::vector<Webhook>> read();
    [[nodiscard]] Status insert(Webhook const& webhook, std::vector<HookStart> const& starts);
    // With its deliveries.
    [[nodiscard]] Status remove(std::string const& id);
    // What waits for one that becomes active is as new.
    [[nodiscard]] Status set_active(std::string const& id, bool active, std::string const& why, Instant now);

    // Of all webhooks, by id.
    [[nodiscard]] Result<std::vector<Delivery>> waiting();
    // A delivery of the event to each of the webhooks; not for those whose outbox is full.
    [[nodiscard]] Result<std::vector<Delivery>> add(HookEvent const& event, std::vector<std::string> const& webhooks, Instant now);
    [[nodiscard]] Status record(std::vector<DeliveryRecord> const& records);
    // Those with an id above `after`, at most `limit`.
    [[nodiscard]] Result<std::vector<DeliveryRow>> deliveries(std::string const& webhook, std::int64_t after, std::int64_t limit);
    // Waits again, as if it were new. Errc::not_found: there is none that is over.
    [[nodiscard]] Result<Delivery> redeliver(std::string const& webhook, std::int64_t id, Instant now);

private:
    friend class HookPump;
    [[nodiscard]] Result<Delivery> insert_delivery(HookEvent const& event, std::string const& webhook, Instant now);
    [[nodiscard]] Result<std::int64_t> count_waiting(std::string const& webhook);
    [[nodiscard]] Status forget_old();

    platform::Database& database_;
    platform::SealingKey key_;
    std::size_t recorded_ = 0;
};

}  // namespace saduak::server
