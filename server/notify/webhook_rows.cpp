#include "server/notify/webhook_rows.hpp"

#include <algorithm>
#include <sstream>

#include "server/notify/outgoing_file.hpp"

namespace saduak::server {
namespace {

using platform::Statement;

constexpr std::string_view kReadWebhooks =
    "SELECT id, site, url, kinds, secret, active, why, waiting_limit, wait_limit_s, created_at FROM webhook ORDER BY created_at, id";
constexpr std::string_view kInsertWebhook =
    "INSERT INTO webhook(id, site, url, kinds, secret, active, why, waiting_limit, wait_limit_s, created_at) VALUES(?,?,?,?,?,?,?,?,?,?)";
constexpr std::string_view kDeleteWebhook = "DELETE FROM webhook WHERE id = ?";
constexpr std::string_view kSetActive = "UPDATE webhook SET active = ?, why = ? WHERE id = ?";
constexpr std::string_view kBeginAnew = "UPDATE delivery SET since = ?, attempts = 0 WHERE webhook = ? AND state = 'waiting'";
constexpr std::string_view kInsertCursor = "INSERT INTO cursor(webhook, site, seq) VALUES(?,?,?)";
constexpr std::string_view kInsertTicket = "INSERT INTO hook_ticket(webhook, site, ticket, number, service, class) VALUES(?,?,?,?,?,?)";
constexpr std::string_view kInsertPrinter = "INSERT INTO hook_printer(webhook, site, device, state) VALUES(?,?,?,?)";
constexpr std::string_view kInsertDelivery =
    "INSERT INTO delivery(webhook, event, kind, site, sequence, body, state, made_at, since, attempts) VALUES(?,?,?,?,?,?,'waiting',?,?,0) "
    "RETURNING id";
constexpr std::string_view kReadWaiting =
    "SELECT id, webhook, kind, sequence, body, since, attempts FROM delivery WHERE state = 'waiting' ORDER BY id";
constexpr std::string_view kCountWaiting = "SELECT COUNT(*) FROM delivery WHERE webhook = ? AND state = 'waiting'";
constexpr std::string_view kRecord = "UPDATE delivery SET state = ?, attempts = ?, status = ?, took_ms = ?, error = ?, tried_at = ? WHERE id = ?";
constexpr std::string_view kGiveUp = "UPDATE delivery SET state = ? WHERE id = ?";
constexpr std::string_view kReadDeliveries =
    "SELECT id, event, kind, site, state, made_at, attempts, status, took_ms, error, tried_at FROM delivery WHERE webhook = ? AND id > ? "
    "ORDER BY id LIMIT ?";
constexpr std::string_view kRedeliver = "UPDATE delivery SET state = 'waiting', since = ?, attempts = 0 WHERE webhook = ? AND id = ? AND "
                                        "state <> 'waiting' RETURNING kind, sequence, body";
constexpr std::string_view kForgetOld =
    "DELETE FROM delivery WHERE webhook = ?1 AND state <> 'waiting' AND id <= (SELECT id FROM delivery WHERE webhook = ?1 AND "
    "state <> 'waiting' ORDER BY id DESC LIMIT 1 OFFSET ?2)";
constexpr std::size_t kForgetEvery = 200;  // records
constexpr std::size_t kErrorBytesMax = 300;

std::string join(std::set<HookKind> const& kinds)
{
    std::string text;
    for (HookKind const kind : kinds) text += (text.empty() ? "" : " ") + std::string(to_string(kind));
    return text;
}

std::set<HookKind> split(std::string const& text)
{
    std::set<HookKind> kinds;
    std::istringstream words(text);
    for (std::string word; words >> word;)
        if (auto const kind = hook_kind_from_string(word)) kinds.insert(*kind);
    return kinds;
}

void bind_limit(Statement& statement, int position, std::optional<std::int64_t> const& limit)
{
    if (limit) statement.bind(position, *limit);
    else statement.bind_null(position);
}

std::optional<std::int64_t> limit_of(Statement const& row, int column)
{
    return row.is_null(column) ? std::nullopt : std::optional<std::int64_t>(row.integer(column));
}

std::string place_of(std::string const& webhook) { return "webhook:" + webhook; }

}  // namespace

Result<std::vector<Webhook>> WebhookRows::read()
{
    SADUAK_TRY(Statement rows, database_.prepare(kReadWebhooks));
    std::vector<Webhook> webhooks;
    for (;;) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return webhooks;
        Webhook webhook;
        webhook.id = rows.text(0);
        webhook.site = SiteId(rows.text(1));
        webhook.url = rows.text(2);
        webhook.kinds = split(rows.text(3));
        auto secret = key_.open(rows.blob(4), place_of(webhook.id));
        webhook.active = rows.integer(5) != 0;
        webhook.why = rows.text(6);
        webhook.waiting_limit = limit_of(rows, 7);
        webhook.wait_limit_s = limit_of(rows, 8);
        webhook.created_at = Instant{rows.integer(9)};
        if (secret) {
            webhook.secret = *std::move(secret);
        } else {  // the file is of another server: nothing can be signed
            webhook.active = false;
            webhook.why = "unreadable";
        }
        webhooks.push_back(std::move(webhook));
    }
}

Status WebhookRows::insert(Webhook const& webhook, std::vector<HookStart> const& starts)
{
    return in_transaction(database_, [&]() -> Status {
        SADUAK_TRY(Statement insert, database_.prepare(kInsertWebhook));
        insert.bind(1, webhook.id).bind(2, webhook.site.str()).bind(3, webhook.url).bind(4, join(webhook.kinds));
        insert.bind_blob(5, key_.seal(webhook.secret, place_of(webhook.id))).bind(6, webhook.active ? 1 : 0).bind(7, webhook.why);
        bind_limit(insert, 8, webhook.waiting_limit);
        bind_limit(insert, 9, webhook.wait_limit_s);
        SADUAK_TRY_STATUS(insert.bind(10, webhook.created_at.ms).run());
        SADUAK_TRY(Statement cursor, database_.prepare(kInsertCursor));
        SADUAK_TRY(Statement ticket, database_.prepare(kInsertTicket));
        SADUAK_TRY(Statement printer, database_.prepare(kInsertPrinter));
        for (HookStart const& start : starts) {
            std::string const& site = start.site.str();
            SADUAK_TRY_STATUS(cursor.bind(1, webhook.id).bind(2, site).bind(3, start.seq).run());
            for (auto const& [id, facts] : start.reader.tickets) {
                ticket.bind(1, webhook.id).bind(2, site).bind(3, id.str()).bind(4, facts.number).bind(5, facts.service.str());
                SADUAK_TRY_STATUS(ticket.bind(6, domain::to_string(facts.ticket_class)).run());
            }
            for (auto const& [device, state] : start.reader.printers)
                SADUAK_TRY_STATUS(printer.bind(1, webhook.id).bind(2, site).bind(3, device.str()).bind(4, state).run());
        }
        return {};
    });
}

Status WebhookRows::remove(std::string const& id)
{
    SADUAK_TRY(Statement statement, database_.prepare(kDeleteWebhook));
    SADUAK_TRY_STATUS(statement.bind(1, id).run());
    return {};
}

Status WebhookRows::set_active(std::string const& id, bool active, std::string const& why, Instant now)
{
    return in_transaction(database_, [&]() -> Status {
        SADUAK_TRY(Statement statement, database_.prepare(kSetActive));
        SADUAK_TRY_STATUS(statement.bind(1, active ? 1 : 0).bind(2, why).bind(3, id).run());
        if (!active) return {};
        SADUAK_TRY(Statement anew, database_.prepare(kBeginAnew));
        SADUAK_TRY_STATUS(anew.bind(1, now.ms).bind(2, id).run());
        return {};
    });
}

Result<std::vector<Delivery>> WebhookRows::waiting()
{
    SADUAK_TRY(Statement rows, database_.prepare(kReadWaiting));
    std::vector<Delivery> deliveries;
    for (;;) {
        SADUAK_TRY(bool const row, rows.step());
        if (!row) return deliveries;
        Delivery delivery;
        delivery.webhook = rows.text(1);
        delivery.waiting = {rows.integer(0), rows.text(3), static_cast<std::int32_t>(rows.integer(6)), Instant{rows.integer(5)}};
        delivery.kind = hook_kind_from_string(rows.view(2)).value_or(HookKind::webhook_test);
        delivery.body = rows.text(4);
        deliveries.push_back(std::move(delivery));
    }
}

Result<std::int64_t> WebhookRows::count_waiting(std::string const& webhook)
{
    SADUAK_TRY(Statement count, database_.prepare(kCountWaiting));
    SADUAK_TRY(bool const row, count.bind(1, webhook).step());
    return row ? count.integer(0) : 0;
}

Result<Delivery> WebhookRows::insert_delivery(HookEvent const& event, std::string const& webhook, Instant now)
{
    SADUAK_TRY(Statement insert, database_.prepare(kInsertDelivery));
    insert.bind(1, webhook).bind(2, event.id).bind(3, to_string(event.kind)).bind(4, event.site.str()).bind(5, event.order).bind(6, event.body);
    SADUAK_TRY(bool const row, insert.bind(7, now.ms).bind(8, now.ms).step());
    if (!row) return fail(Errc::internal, "a delivery got no id");
    return Delivery{webhook, {insert.integer(0), event.order, 0, now}, event.kind, event.body};
}

Result<std::vector<Delivery>> WebhookRows::add(HookEvent const& event, std::vector<std::string> const& webhooks, Instant now)
{
    std::vector<Delivery> added;
    SADUAK_TRY_STATUS(in_transaction(database_, [&]() -> Status {
        for (std::string const& webhook : webhooks) {
            SADUAK_TRY(std::int64_t const waiting, count_waiting(webhook));
            if (waiting >= kOutboxMax) continue;
            SADUAK_TRY(Delivery delivery, insert_delivery(event, webhook, now));
            added.push_back(std::move(delivery));
        }
        return {};
    }));
    return added;
}

Status WebhookRows::record(std::vector<DeliveryRecord> const& records)
{
    SADUAK_TRY_STATUS(in_transaction(database_, [&]() -> Status {
        SADUAK_TRY(Statement attempted, database_.prepare(kRecord));
        SADUAK_TRY(Statement given_up, database_.prepare(kGiveUp));
        for (DeliveryRecord const& record : records) {
            if (!record.attempt) {
                SADUAK_TRY_STATUS(given_up.bind(1, record.state).bind(2, record.id).run());
                continue;
            }
            attempted.bind(1, record.state).bind(2, record.attempts).bind(3, record.attempt->status).bind(4, record.attempt->took.count);
            attempted.bind(5, std::string_view(record.attempt->error).substr(0, kErrorBytesMax)).bind(6, record.at.ms);
            SADUAK_TRY_STATUS(attempted.bind(7, record.id).run());
        }
        return {};
    }));
    recorded_ += records.size();
    if (recorded_ < kForgetEvery) return {};
    recorded_ = 0;
    return forget_old();
}

Status WebhookRows::forget_old()
{
    SADUAK_TRY(auto const webhooks, read());
    SADUAK_TRY(Statement forget, database_.prepare(kForgetOld));
    for (Webhook const& webhook : webhooks) SADUAK_TRY_STATUS(forget.bind(1, webhook.id).bind(2, kDeliveriesKept).run());
    return {};
}

Result<std::vector<DeliveryRow>> WebhookRows::deliveries(std::string const& webhook, std::int64_t after, std::int64_t limit)
{
    SADUAK_TRY(Statement rows, database_.prepare(kReadDeliveries));
    rows.bind(1, webhook).bind(2, after).bind(3, limit);
    std::vector<DeliveryRow> deliveries;
    for (;;) {
        SADUAK_TRY(bool const found, rows.step());
        if (!found) return deliveries;
        DeliveryRow row{rows.integer(0),   rows.text(1),    rows.text(2), SiteId(rows.text(3)),     rows.text(4), {}, std::int32_t{0},
                        limit_of(rows, 7), rows.integer(8), rows.text(9), Instant{rows.integer(10)}};
        row.made_at = Instant{rows.integer(5)};
        row.attempts = static_cast<std::int32_t>(rows.integer(6));
        deliveries.push_back(std::move(row));
    }
}

Result<Delivery> WebhookRows::redeliver(std::string const& webhook, std::int64_t id, Instant now)
{
    SADUAK_TRY(Statement statement, database_.prepare(kRedeliver));
    SADUAK_TRY(bool const row, statement.bind(1, now.ms).bind(2, webhook).bind(3, id).step());
    if (!row) return fail(Errc::not_found, "there is no such delivery that is over");
    Delivery delivery;
    delivery.webhook = webhook;
    delivery.waiting = {id, statement.text(1), 0, now};
    delivery.kind = hook_kind_from_string(statement.view(0)).value_or(HookKind::webhook_test);
    delivery.body = statement.text(2);
    return delivery;
}

}  // namespace saduak::server
