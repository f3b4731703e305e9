#include "server/notify/webhook_api.hpp"

#include <charconv>

#include <boost/json/serialize.hpp>

#include "platform/entropy.hpp"
#include "server/http/json_body.hpp"
#include "server/http/page.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;

constexpr std::int64_t kPage = 100;
constexpr std::int64_t kWaitingLimitMax = 100'000;
constexpr std::int64_t kWaitLimitMax_s = 86'400;

json::string word(std::string_view text) { return json::string(text.data(), text.size()); }
template <class T>
json::value or_null(std::optional<T> const& value)
{
    return value ? json::value(*value) : json::value(nullptr);
}
json::value time_or_null(Instant instant) { return instant.is_set() ? json::value(format_rfc3339(instant)) : json::value(nullptr); }

json::object webhook_json(WebhookService::Shown const& shown)
{
    Webhook const& webhook = shown.webhook;
    json::array events;
    for (HookKind const kind : webhook.kinds) events.push_back(word(to_string(kind)));
    json::object o;
    o["id"] = webhook.id;
    o["site"] = webhook.site.empty() ? json::value(nullptr) : json::value(webhook.site.str());
    o["url"] = webhook.url;
    o["events"] = std::move(events);
    o["active"] = webhook.active;
    o["why"] = webhook.why.empty() ? json::value(nullptr) : json::value(webhook.why);
    o["waiting_limit"] = or_null(webhook.waiting_limit);
    o["wait_limit_s"] = or_null(webhook.wait_limit_s);
    o["created_at"] = format_rfc3339(webhook.created_at);
    o["waiting"] = static_cast<std::int64_t>(shown.waiting);
    o["failures"] = shown.failures;
    return o;
}

json::object delivery_json(DeliveryRow const& row)
{
    json::object o;
    o["id"] = row.id;
    o["event"] = row.event;
    o["type"] = row.kind;
    o["site"] = row.site.empty() ? json::value(nullptr) : json::value(row.site.str());
    o["state"] = row.state;
    o["made_at"] = format_rfc3339(row.made_at);
    o["attempts"] = row.attempts;
    o["tried_at"] = time_or_null(row.tried_at);
    o["status"] = row.status.value_or(0) == 0 ? json::value(nullptr) : json::value(*row.status);
    o["took_ms"] = row.tried_at.is_set() ? json::value(row.took_ms) : json::value(nullptr);
    o["error"] = row.error.empty() ? json::value(nullptr) : json::value(row.error);
    return o;
}

json::object ledger_json(LedgerRow const& row)
{
    json::object o;
    o["day"] = format_date(row.day);
    o["site"] = row.site.empty() ? json::value(nullptr) : json::value(row.site.str());
    o["channel"] = word(domain::to_string(row.channel));
    o["sent"] = row.sent;
    o["free"] = row.free;
    o["failed"] = row.failed;
    o["over_quota"] = row.over_quota;
    o["cost_satang"] = row.cost_satang;
    return o;
}

Response failed(Error const& error)
{
    switch (error.code) {
    case Errc::not_found: return problem(404, "not_found", error.context);
    case Errc::invalid_argument:
    case Errc::permission: return problem(422, "invalid", error.context, "url");
    case Errc::full: return problem(409, "quota_reached", error.context);
    default: break;
    }
    Response response = problem(503, "retry", "nothing was kept, send it again");
    response.headers.emplace_back("Retry-After", "1");
    return response;
}
Response not_there() { return problem(404, "not_found", "there is no such webhook"); }

std::optional<std::int64_t> number_of(std::string const& text)
{
    std::int64_t value = 0;
    auto const [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || error != std::errc() || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

// The date of a query, or `fallback` where there is none; nothing for what is no date.
std::optional<Date> date_of(Request const& request, std::string_view name, Date fallback)
{
    std::string const text = query_parameter(request.query, name);
    if (text.empty()) return fallback;
    auto const date = parse_date(text);
    return date ? std::optional(*date) : std::nullopt;
}

}  // namespace

std::vector<Route> WebhookApi::routes()
{
    constexpr Access only = Access::server;
    constexpr Right administer = Right::administer;
    auto to = [this](void (WebhookApi::*handler)(Call &&)) { return bound(*this, handler); };
    return {
        {Method::get, "/api/v1/webhooks", only, administer, to(&WebhookApi::list)},
        {Method::post, "/api/v1/webhooks", only, administer, to(&WebhookApi::create)},
        {Method::get, "/api/v1/webhooks/{id}", only, administer, to(&WebhookApi::show)},
        {Method::remove, "/api/v1/webhooks/{id}", only, administer, to(&WebhookApi::remove)},
        {Method::post, "/api/v1/webhooks/{id}/test", only, administer, to(&WebhookApi::test)},
        {Method::post, "/api/v1/webhooks/{id}/pause", only, administer, to(&WebhookApi::pause)},
        {Method::post, "/api/v1/webhooks/{id}/resume", only, administer, to(&WebhookApi::resume)},
        {Method::get, "/api/v1/webhooks/{id}/deliveries", only, administer, to(&WebhookApi::list_deliveries)},
        {Method::post, "/api/v1/webhooks/{id}/deliveries/{delivery}/redeliver", only, administer, to(&WebhookApi::redeliver)},
        {Method::get, "/api/v1/messages/ledger", only, administer, to(&WebhookApi::show_ledger)},
    };
}

void WebhookApi::list(Call&& call)
{
    json::array items;
    for (auto const& shown : service_.list()) items.push_back(webhook_json(shown));
    call.respond(page_response(std::move(items), call.request.query));
}

void WebhookApi::create(Call&& call)
{
    JsonBody body(call.request.body);
    Webhook webhook;
    webhook.url = body.text("url", 2000);
    webhook.site = SiteId(body.optional_text("site").value_or(""));
    auto const kinds = body.texts("events", 50);
    webhook.waiting_limit = body.optional_integer("waiting_limit", 0, kWaitingLimitMax);
    webhook.wait_limit_s = body.optional_integer("wait_limit_s", 0, kWaitLimitMax_s);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    for (std::string const& word : kinds) {
        auto const kind = hook_kind_from_string(word);
        if (!kind) return call.respond(problem(422, "invalid", "there is no event type " + word, "events"));
        webhook.kinds.insert(*kind);
    }
    if (!webhook.site.empty() && engine_.state(webhook.site) == nullptr)
        return call.respond(problem(404, "unknown_site", "there is no such site", webhook.site.str()));
    webhook.id = platform::random_id();
    webhook.secret = platform::random_key();
    webhook.created_at = engine_.now();
    std::string secret = webhook.secret;
    std::string about = "webhook " + webhook.id + " to " + webhook.url + (webhook.site.empty() ? " of every site" : " of " + webhook.site.str());
    auto done = [this, actor = actor_of(call), respond = std::move(call.respond), secret = std::move(secret),
                 about = std::move(about)](Result<WebhookService::Shown> const& made) {
        if (!made) return respond(failed(made.error()));
        note_(actor, "webhook.add", about);
        json::object shown = webhook_json(*made);
        shown["secret"] = secret;
        respond(json_response(201, json::serialize(shown)));
    };
    service_.create(std::move(webhook), std::move(done));
}

void WebhookApi::show(Call&& call)
{
    auto const shown = service_.find(call.path[0]);
    call.respond(shown ? json_response(200, json::serialize(webhook_json(*shown))) : not_there());
}

void WebhookApi::remove(Call&& call)
{
    std::string const id = call.path[0];
    service_.remove(id, [this, id, actor = actor_of(call), respond = std::move(call.respond)](Result<bool> const& removed) {
        if (!removed) return respond(failed(removed.error()));
        if (*removed) note_(actor, "webhook.remove", "webhook " + id);
        respond(*removed ? no_content() : not_there());
    });
}

void WebhookApi::test(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    std::string const id = call.path[0];
    service_.test(id, [respond = std::move(call.respond)](Result<std::int64_t> const& delivery) {
        respond(delivery ? json_response(202, json::serialize(json::object{{"delivery", *delivery}})) : failed(delivery.error()));
    });
}

void WebhookApi::pause(Call&& call) { set_active(std::move(call), false); }
void WebhookApi::resume(Call&& call) { set_active(std::move(call), true); }

void WebhookApi::set_active(Call&& call, bool active)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    std::string const id = call.path[0];
    auto answer = [this, id, active, actor = actor_of(call), respond = std::move(call.respond)](Result<bool> const& done) {
        if (!done) return respond(failed(done.error()));
        if (*done) note_(actor, active ? "webhook.resume" : "webhook.pause", "webhook " + id);
        auto const shown = service_.find(id);
        respond(*done && shown ? json_response(200, json::serialize(webhook_json(*shown))) : not_there());
    };
    service_.set_active(id, active, std::move(answer));
}

void WebhookApi::list_deliveries(Call&& call)
{
    std::string const id = call.path[0];
    if (!service_.find(id)) return call.respond(not_there());
    std::string const cursor = query_parameter(call.request.query, "after");
    auto const after = cursor.empty() ? std::optional<std::int64_t>(0) : number_of(cursor);
    if (!after) return call.respond(problem(400, "bad_request", "after is the id of a delivery", "after"));
    service_.deliveries(id, *after, kPage, [respond = std::move(call.respond)](Result<std::vector<DeliveryRow>> const& rows) {
        if (!rows) return respond(failed(rows.error()));
        json::array items;
        for (DeliveryRow const& row : *rows) items.push_back(delivery_json(row));
        bool const more = rows->size() == static_cast<std::size_t>(kPage);
        json::object body{{"items", std::move(items)}, {"next", more ? json::value(rows->back().id) : json::value(nullptr)}};
        respond(json_response(200, json::serialize(body)));
    });
}

void WebhookApi::redeliver(Call&& call)
{
    JsonBody const body(call.request.body);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    auto const delivery = number_of(call.path[1]);
    if (!delivery) return call.respond(problem(404, "not_found", "there is no such delivery"));
    service_.redeliver(call.path[0], *delivery, [respond = std::move(call.respond)](Result<std::int64_t> const& again) {
        respond(again ? json_response(202, json::serialize(json::object{{"delivery", *again}})) : failed(again.error()));
    });
}

void WebhookApi::show_ledger(Call&& call)
{
    Date const today = local_time(engine_.now()).date;
    auto const from = date_of(call.request, "from", {today.year, today.month, 1});
    auto const to = date_of(call.request, "to", today);
    if (!from || !to) return call.respond(problem(400, "bad_request", "a date is written 2026-11-21", from ? "to" : "from"));
    file_.run([from = *from, to = *to](OutgoingRows& rows) { return rows.messages.ledger(from, to); },
              [respond = std::move(call.respond)](Result<std::vector<LedgerRow>> const& rows) {
                  if (!rows) return respond(failed(rows.error()));
                  json::array items;
                  for (LedgerRow const& row : *rows) items.push_back(ledger_json(row));
                  respond(json_response(200, json::serialize(json::object{{"items", std::move(items)}, {"next", nullptr}})));
              });
}

}  // namespace saduak::server
