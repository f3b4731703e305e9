#include "server/notify/webhook_service.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "platform/clock.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

constexpr Millis kAnswerLimit = seconds(10);
constexpr std::size_t kAnswerBytesMax = std::size_t{64} * 1024;
constexpr Millis kWatchEvery = seconds(5);
constexpr std::size_t kRecordsAtOnce = 500;

std::string_view state_of(Outbox::Verdict verdict)
{
    switch (verdict) {
    case Outbox::Verdict::accepted: return "delivered";
    case Outbox::Verdict::dead: return "dead";
    case Outbox::Verdict::again:
    case Outbox::Verdict::gone: break;
    }
    return "waiting";
}

// On a sender's thread.
Attempt attempt_now(platform::HttpClient& client, platform::HttpRequest const& request)
{
    Instant const begun = platform::monotonic_now();
    auto const answer = client.send(request, kAnswerLimit);
    Attempt attempt;
    attempt.took = platform::monotonic_now() - begun;
    if (answer) attempt.status = answer->status;
    else attempt.error = answer.error().context;
    return attempt;
}

}  // namespace

WebhookService::WebhookService(WebhookParts parts)
    : parts_(std::move(parts)), wall_at_start_(platform::wall_clock_now()), steady_at_start_(platform::monotonic_now()),
      random_(static_cast<std::uint64_t>(steady_at_start_.ms))
{
    parts_.engine.subscribe([this](Published const&) { log_grew_ = true; });
}

Instant WebhookService::now() const { return wall_at_start_ + (platform::monotonic_now() - steady_at_start_); }

Status WebhookService::load()
{
    SADUAK_TRY(auto webhooks, parts_.file.rows().webhooks.read());
    for (Webhook& webhook : webhooks) {
        std::string const id = webhook.id;
        if (!admit(std::move(webhook))) spdlog::error("webhook_unusable webhook={}", id);
    }
    SADUAK_TRY(auto waiting, parts_.file.rows().webhooks.waiting());
    take_in(std::move(waiting));
    return {};
}

bool WebhookService::admit(Webhook webhook)
{
    auto url = platform::parse_url(webhook.url);
    if (!url) return false;
    Receiver receiver;
    receiver.url = *std::move(url);
    std::string const id = webhook.id;
    receiver.webhook = std::move(webhook);
    receivers_.insert_or_assign(id, std::move(receiver));
    return true;
}

void WebhookService::take_in(std::vector<Delivery> deliveries)
{
    for (Delivery& delivery : deliveries) {
        auto const found = receivers_.find(delivery.webhook);
        if (found == receivers_.end()) continue;
        found->second.contents[delivery.waiting.id] = Content{delivery.kind, std::move(delivery.body)};
        found->second.outbox.add(std::move(delivery.waiting));
    }
}

void WebhookService::tick()
{
    close_books();
    if (receivers_.empty()) return;
    if (log_grew_ && !pumping_) pump();
    if (Instant const at = now(); at >= next_watch_) {
        next_watch_ = at + kWatchEvery;
        watch();
    }
    send_due();
}

std::vector<Webhook> WebhookService::webhooks() const
{
    std::vector<Webhook> list;
    for (auto const& [id, receiver] : receivers_) list.push_back(receiver.webhook);
    return list;
}

void WebhookService::pump()
{
    pumping_ = true;
    log_grew_ = false;
    std::vector<SiteId> sites;
    for (SiteId const& site : parts_.engine.sites())
        if (auto const* state = parts_.engine.state(site); state != nullptr && !state->config.historical) sites.push_back(site);
    auto work = [sites = std::move(sites), hooks = webhooks(), at = now()](OutgoingRows& rows) -> Result<HookPump::Advance> {
        SADUAK_TRY(EventStore * log, rows.log());
        auto advance = rows.pump.advance(*log, sites, hooks, at);
        if (!advance) rows.opened_log.reset();
        return advance;
    };
    parts_.file.run(std::move(work), [this](Result<HookPump::Advance> advance) {
        pumping_ = false;
        if (!advance) spdlog::warn("webhook_log_later: {}", advance.error().context);
        if (!advance || advance->more) log_grew_ = true;
        if (!advance) return;
        take_in(std::move(advance->deliveries));
        send_due();
    });
}

void WebhookService::send_due()
{
    Instant const at = now();
    for (auto& [id, receiver] : receivers_) {
        if (!receiver.webhook.active) continue;
        std::size_t& to_host = to_host_[receiver.url.server()];
        std::size_t const free = std::min(kSenders - under_way_, kToOneHost - std::min(kToOneHost, to_host));
        if (free == 0) continue;
        for (std::int64_t const delivery : receiver.outbox.take(at, free)) send(receiver, delivery);
    }
}

void WebhookService::send(Receiver& receiver, std::int64_t delivery)
{
    Content const& content = receiver.contents.at(delivery);
    platform::HttpRequest request;
    request.method = "POST";
    request.path = receiver.url.path;
    request.headers = {"Content-Type: application/json",
                       "Saduak-Signature: " + signature_header(receiver.webhook.secret, platform::wall_clock_now(), content.body),
                       "Saduak-Event: " + std::string(to_string(content.kind)), "Saduak-Delivery: " + std::to_string(delivery), "Expect:"};
    request.body = content.body;

    Sent sent;
    sent.webhook = receiver.webhook.id;
    sent.server = receiver.url.server();
    sent.delivery = delivery;
    auto& idle = idle_clients_[sent.server];
    if (!idle.empty()) {
        sent.client = std::move(idle.back());
        idle.pop_back();
    }
    ++under_way_;
    ++to_host_[sent.server];
    auto job = [this, sent, request = std::move(request), host = receiver.url.host]() mutable {
        if (!sent.client) {
            platform::HttpServer server;
            server.url = sent.server;
            server.plain = parts_.rules.plain();
            server.body_bytes_max = kAnswerBytesMax;
            server.may_connect = [&rules = parts_.rules, host](std::string const& address) { return rules.may_connect(host, address); };
            auto client = platform::HttpClient::create(server);
            if (client) sent.client = std::make_shared<platform::HttpClient>(*std::move(client));
            else sent.attempt.error = client.error().context;
        }
        if (sent.client) sent.attempt = attempt_now(*sent.client, request);
        if (sent.attempt.status == 0) sent.client.reset();
        parts_.post_to_io([this, sent = std::move(sent)]() mutable { this->sent(std::move(sent)); });
    };
    // There is a thread for each: it is refused while the server stops alone, and then nothing more happens.
    static_cast<void>(senders_.try_post(std::move(job)));
}

void WebhookService::sent(Sent sent)
{
    --under_way_;
    --to_host_[sent.server];
    auto const found = receivers_.find(sent.webhook);
    if (found == receivers_.end()) return;  // it was deleted meanwhile
    Receiver& receiver = found->second;
    if (sent.client) idle_clients_[sent.server].push_back(std::move(sent.client));
    auto const outcome = receiver.outbox.finished(sent.delivery, sent.attempt, now(), random_.unit());
    Instant const at = platform::wall_clock_now();
    records_.push_back({sent.delivery, std::string(state_of(outcome.verdict)), outcome.attempts, sent.attempt, at});
    if (outcome.verdict == Outbox::Verdict::accepted || outcome.verdict == Outbox::Verdict::dead) receiver.contents.erase(sent.delivery);
    for (std::int64_t const given_up : outcome.given_up) {
        records_.push_back({given_up, "dead", 0, std::nullopt, at});
        receiver.contents.erase(given_up);
    }
    if (receiver.contents.size() < static_cast<std::size_t>(kOutboxMax)) log_grew_ = true;  // there may be room again
    if (outcome.verdict == Outbox::Verdict::gone && receiver.webhook.active) {
        spdlog::warn("webhook_gone webhook={}", sent.webhook);
        receiver.webhook.active = false;
        receiver.webhook.why = "gone";
        parts_.file.run([id = sent.webhook, at](OutgoingRows& rows) { return rows.webhooks.set_active(id, false, "gone", at); },
                        [](Status const& kept) {
                            if (!kept) spdlog::warn("webhook_gone_later: {}", kept.error().context);
                        });
    }
    close_books();
    send_due();
}

void WebhookService::close_books()
{
    if (recording_ || records_.empty()) return;
    recording_ = true;
    auto const count = static_cast<std::ptrdiff_t>(std::min(records_.size(), kRecordsAtOnce));
    std::vector<DeliveryRecord> some(records_.begin(), records_.begin() + count);
    parts_.file.run([some](OutgoingRows& rows) { return rows.webhooks.record(some); },
                    [this, count](Status const& recorded) {
                        recording_ = false;
                        // Kept for the next try: where none comes before the server stops, the event is told once more.
                        if (recorded) records_.erase(records_.begin(), records_.begin() + count);
                        else spdlog::warn("webhook_record_later: {}", recorded.error().context);
                        if (recorded) close_books();
                    });
}

// --- what no event says

std::vector<std::string> WebhookService::who_wants(HookKind kind, SiteId const& site) const
{
    std::vector<std::string> ids;
    for (auto const& [id, receiver] : receivers_)
        if (receiver.webhook.wants(kind, site)) ids.push_back(id);
    return ids;
}

void WebhookService::tell(HookEvent event, std::vector<std::string> webhooks)
{
    if (webhooks.empty()) return;
    auto work = [event = std::move(event), webhooks = std::move(webhooks), at = now()](OutgoingRows& rows) {
        return rows.webhooks.add(event, webhooks, at);
    };
    parts_.file.run(std::move(work), [this](Result<std::vector<Delivery>> added) {
        if (!added) return spdlog::warn("webhook_event_lost: {}", added.error().context);
        take_in(*std::move(added));
        send_due();
    });
}

void WebhookService::watch()
{
    Instant const at = parts_.engine.now();
    watch_queues(at);
    watch_standards(at);
    watch_kiosks(at);
}

void WebhookService::watch_queues(Instant at)
{
    for (SiteId const& site : parts_.engine.sites()) {
        auto const* state = parts_.engine.state(site);
        if (state == nullptr) continue;
        for (auto const& [id, receiver] : receivers_) {
            Webhook const& webhook = receiver.webhook;
            bool const asked = webhook.waiting_limit || webhook.wait_limit_s;
            if (!asked || !webhook.wants(HookKind::queue_threshold_breached, site)) continue;
            QueueLoad load = queue_load(*state, at);
            load.waiting_limit = webhook.waiting_limit;
            load.wait_limit_s = webhook.wait_limit_s;
            if (thresholds_.breached(id, site, load)) tell(threshold_event({site, at}, load), {id});
        }
    }
}

void WebhookService::watch_standards(Instant at)
{
    for (SiteId const& site : parts_.engine.sites()) {
        auto const* state = parts_.engine.state(site);
        auto const ids = who_wants(HookKind::standard_at_risk, site);
        if (state == nullptr || ids.empty()) continue;
        for (AtRisk const& risk : standards_.look(*state, at))
            tell(at_risk_event({site, at}, *state->find(risk.ticket), risk.standard_s, risk.elapsed_s), ids);
    }
}

void WebhookService::watch_kiosks(Instant at)
{
    if (!parts_.kiosks) return;
    for (KioskWatch::Change const& change : kiosks_.look(parts_.kiosks(), now()))
        tell(kiosk_event({change.site, at}, change.kind, change.device), who_wants(change.kind, change.site));
}

// --- what the API asks

WebhookService::Shown WebhookService::shown(Receiver const& receiver)
{
    Shown shown{receiver.webhook, receiver.outbox.size(), receiver.outbox.failures()};
    shown.webhook.secret.clear();
    return shown;
}

std::vector<WebhookService::Shown> WebhookService::list() const
{
    std::vector<Shown> all;
    for (auto const& [id, receiver] : receivers_) all.push_back(shown(receiver));
    std::sort(all.begin(), all.end(), [](Shown const& a, Shown const& b) {
        return std::tie(a.webhook.created_at, a.webhook.id) < std::tie(b.webhook.created_at, b.webhook.id);
    });
    return all;
}

std::optional<WebhookService::Shown> WebhookService::find(std::string const& id) const
{
    auto const found = receivers_.find(id);
    return found == receivers_.end() ? std::nullopt : std::optional<Shown>(shown(found->second));
}

// It is told of what comes from now on.
std::vector<HookStart> WebhookService::starts(Webhook const& webhook) const
{
    std::vector<HookStart> starts;
    for (SiteId const& site : parts_.engine.sites()) {
        auto const* state = parts_.engine.state(site);
        if (state == nullptr || (!webhook.site.empty() && webhook.site != site)) continue;
        starts.push_back({site, state->seq, HookReader::at(*state)});
    }
    return starts;
}

void WebhookService::create(Webhook webhook, Then<Shown> then)
{
    if (receivers_.size() + creating_ >= kWebhooksMax) return then(fail(Errc::full, "there are " + std::to_string(kWebhooksMax) + " webhooks"));
    auto const url = platform::parse_url(webhook.url);
    if (!url) return then(tl::unexpected(url.error()));
    if (auto const allowed = parts_.rules.check(*url); !allowed) return then(tl::unexpected(allowed.error()));
    ++creating_;
    auto work = [webhook, from = starts(webhook)](OutgoingRows& rows) { return rows.webhooks.insert(webhook, from); };
    parts_.file.run(std::move(work), [this, webhook, then = std::move(then)](Status const& kept) mutable {
        --creating_;
        if (!kept) return then(tl::unexpected(kept.error()));
        std::string const id = webhook.id;
        static_cast<void>(admit(std::move(webhook)));  // its URL was read before
        log_grew_ = true;
        then(shown(receivers_.at(id)));
    });
}

void WebhookService::remove(std::string const& id, Then<bool> then)
{
    parts_.file.run([id](OutgoingRows& rows) { return rows.webhooks.remove(id); },
                    [this, id, then = std::move(then)](Status const& removed) {
                        if (!removed) return then(tl::unexpected(removed.error()));
                        thresholds_.forget(id);
                        then(receivers_.erase(id) > 0);
                    });
}

void WebhookService::set_active(std::string const& id, bool active, Then<bool> then)
{
    auto const known = receivers_.find(id);
    if (active && known != receivers_.end() && known->second.webhook.secret.empty())
        return then(fail(Errc::invalid_argument, "its secret cannot be read: delete it and make it anew"));
    std::string const why = active ? "" : "paused";
    parts_.file.run([id, active, why, at = now()](OutgoingRows& rows) { return rows.webhooks.set_active(id, active, why, at); },
                    [this, id, active, why, then = std::move(then)](Status const& kept) {
                        if (!kept) return then(tl::unexpected(kept.error()));
                        auto const found = receivers_.find(id);
                        if (found == receivers_.end()) return then(false);
                        Receiver& receiver = found->second;
                        if (active && !receiver.webhook.active) receiver.outbox.begin_anew(now());
                        receiver.webhook.active = active;
                        receiver.webhook.why = why;
                        log_grew_ = true;
                        send_due();
                        then(true);
                    });
}

void WebhookService::test(std::string const& id, Then<std::int64_t> then)
{
    auto const found = receivers_.find(id);
    if (found == receivers_.end()) return then(fail(Errc::not_found, "there is no such webhook"));
    HookEvent event = test_event({found->second.webhook.site, parts_.engine.now()}, platform::random_id());
    auto work = [id, event = std::move(event), at = now()](OutgoingRows& rows) { return rows.webhooks.add(event, {id}, at); };
    parts_.file.run(std::move(work), [this, then = std::move(then)](Result<std::vector<Delivery>> added) {
        if (!added) return then(tl::unexpected(added.error()));
        if (added->empty()) return then(fail(Errc::full, "too much waits for this webhook already"));
        std::int64_t const delivery = added->front().waiting.id;
        take_in(*std::move(added));
        send_due();
        then(delivery);
    });
}

void WebhookService::deliveries(std::string const& id, std::int64_t after, std::int64_t limit, Then<std::vector<DeliveryRow>> then)
{
    parts_.file.run([id, after, limit](OutgoingRows& rows) { return rows.webhooks.deliveries(id, after, limit); }, std::move(then));
}

void WebhookService::redeliver(std::string const& id, std::int64_t delivery, Then<std::int64_t> then)
{
    auto work = [id, delivery, at = now()](OutgoingRows& rows) { return rows.webhooks.redeliver(id, delivery, at); };
    parts_.file.run(std::move(work), [this, delivery, then = std::move(then)](Result<Delivery> again) {
        if (!again) return then(tl::unexpected(again.error()));
        std::vector<Delivery> one;
        one.push_back(*std::move(again));
        take_in(std::move(one));
        send_due();
        then(delivery);
    });
}

}  // namespace saduak::server
