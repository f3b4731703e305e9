// Webhooks at work: the log becomes deliveries, deliveries are sent by a small pool, and what becomes of them is written down. On the
// I/O thread; what blocks is done elsewhere.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "core/base/random.hpp"
#include "platform/http_client.hpp"
#include "platform/worker_pool.hpp"
#include "server/engine/engine.hpp"
#include "server/notify/outbox.hpp"
#include "server/notify/outgoing_thread.hpp"
#include "server/notify/target_rules.hpp"
#include "server/notify/watches.hpp"

namespace saduak::server {

struct WebhookParts {
    Engine& engine;
    OutgoingThread& file;
    TargetRules const& rules;
    PostToIo post_to_io;
    std::function<std::vector<KioskSeen>()> kiosks;  // empty: kiosks are not watched
};

class WebhookService {
public:
    static constexpr std::size_t kSenders = 4;
    static constexpr std::size_t kToOneHost = 2;

    explicit WebhookService(WebhookParts parts);

    // Before the I/O thread runs: reads the file.
    [[nodiscard]] Status load();
    // Every fifth of a second or so.
    void tick();
    // Waits for what is being sent.
    void stop() { senders_.stop(); }

    // What is asked of it by the API. Each answers later, on the I/O thread.
    template <class T>
    using Then = std::function<void(Result<T>)>;

    struct Shown {
        Webhook webhook;  // without its secret
        std::size_t waiting = 0;
        std::int32_t failures = 0;  // of the receiver in a row
    };
    [[nodiscard]] std::vector<Shown> list() const;
    [[nodiscard]] std::optional<Shown> find(std::string const& id) const;
    // `webhook` needs an id and a secret. Errc::full: there are too many; invalid_argument, permission: its URL is not one to send to.
    void create(Webhook webhook, Then<Shown> then);
    void remove(std::string const& id, Then<bool> then);
    // On: what waits is sent, as if it were new.
    void set_active(std::string const& id, bool active, Then<bool> then);
    // A webhook.test, sent once it is active. Answers the delivery.
    void test(std::string const& id, Then<std::int64_t> then);
    void deliveries(std::string const& id, std::int64_t after, std::int64_t limit, Then<std::vector<DeliveryRow>> then);
    void redeliver(std::string const& id, std::int64_t delivery, Then<std::int64_t> then);

private:
    struct Content {
        HookKind kind;
        std::string body;
    };
    struct Receiver {
        Webhook webhook;
        platform::Url url;
        Outbox outbox;
        std::map<std::int64_t, Content> contents;  // of what waits
    };
    using ClientPtr = std::shared_ptr<platform::HttpClient>;
    struct Sent {
        std::string webhook;
        std::string server;
        std::int64_t delivery = 0;
        Attempt attempt;
        ClientPtr client;  // to be used again; null: it broke
    };

    [[nodiscard]] Instant now() const;  // as the wall clock was at the start, and steady since
    [[nodiscard]] bool admit(Webhook webhook);
    void take_in(std::vector<Delivery> deliveries);
    void pump();
    void send_due();
    void send(Receiver& receiver, std::int64_t delivery);
    void sent(Sent sent);
    void close_books();  // writes what became of deliveries
    void watch();
    void watch_queues(Instant at);
    void watch_standards(Instant at);
    void watch_kiosks(Instant at);
    void tell(HookEvent event, std::vector<std::string> webhooks);
    [[nodiscard]] std::vector<std::string> who_wants(HookKind kind, SiteId const& site) const;
    [[nodiscard]] std::vector<Webhook> webhooks() const;
    [[nodiscard]] std::vector<HookStart> starts(Webhook const& webhook) const;
    [[nodiscard]] static Shown shown(Receiver const& receiver);

    WebhookParts parts_;
    Instant wall_at_start_;
    Instant steady_at_start_;
    Random random_;
    std::map<std::string, Receiver> receivers_;
    std::map<std::string, std::vector<ClientPtr>> idle_clients_;  // by server
    std::map<std::string, std::size_t> to_host_;                  // under way
    std::size_t under_way_ = 0;
    std::vector<DeliveryRecord> records_;
    bool recording_ = false;
    bool pumping_ = false;
    bool log_grew_ = true;
    std::size_t creating_ = 0;
    Instant next_watch_;
    ThresholdWatch thresholds_;
    StandardWatch standards_;
    KioskWatch kiosks_;
    platform::WorkerPool senders_{kSenders, kSenders};  // last: its jobs end before the rest goes
};

}  // namespace saduak::server
