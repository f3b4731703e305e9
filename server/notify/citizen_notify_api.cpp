#include "server/notify/citizen_notify_api.hpp"

#include <boost/json/serialize.hpp>

#include "platform/entropy.hpp"
#include "server/http/api.hpp"
#include "server/http/json_body.hpp"

namespace saduak::server {
namespace {

namespace json = boost::json;
using domain::ContactChannel;

constexpr std::int32_t kAheadUsual = 3;
constexpr int kAsksMax = 10;  // of one ticket
constexpr std::size_t kAskedMax = 50'000;

}  // namespace

std::vector<Route> CitizenNotifyApi::routes()
{
    constexpr Right none = Right::see_queue;  // not looked at
    auto to = [this](void (CitizenNotifyApi::*handler)(Call &&)) { return bound(*this, handler); };
    return {
        {Method::get, "/api/v1/tickets/{token}/notify", Access::anyone, none, to(&CitizenNotifyApi::show)},
        {Method::post, "/api/v1/tickets/{token}/notify", Access::anyone, none, to(&CitizenNotifyApi::ask)},
        {Method::remove, "/api/v1/tickets/{token}/notify", Access::anyone, none, to(&CitizenNotifyApi::withdraw)},
        {Method::post, "/api/v1/line/webhook", Access::anyone, none, to(&CitizenNotifyApi::line_webhook)},
    };
}

domain::Ticket const* CitizenNotifyApi::ticket_of(Call& call)
{
    std::string const hash = platform::sha256_hex(call.path[0]);
    call.site = engine_.site_of_token(hash);
    call.state = engine_.state(call.site);
    domain::Ticket const* ticket = call.state == nullptr ? nullptr : call.state->find_by_token(hash);
    if (ticket == nullptr) call.respond(problem(404, "unknown_ticket", "there is no such ticket today"));
    return ticket;
}

void CitizenNotifyApi::show(Call&& call)
{
    domain::Ticket const* ticket = ticket_of(call);
    if (ticket == nullptr) return;
    bool const open = domain::is_open(ticket->state);
    json::array channels;
    json::value line(nullptr);
    if (open && messages_.offers(call.site, ContactChannel::sms)) channels.emplace_back("sms");
    if (open && messages_.offers(call.site, ContactChannel::line)) {
        channels.emplace_back("line");
        std::string const& friend_url = messages_.config().line->add_friend_url;
        line = json::object{{"code", inbox_.code_of(*ticket)}, {"url", friend_url.empty() ? json::value(nullptr) : json::value(friend_url)}};
    }
    json::value active(nullptr);
    if (auto const found = call.state->contacts.find(ticket->id); found != call.state->contacts.end()) {
        auto const channel = domain::to_string(found->second.channel);
        active = json::object{{"channel", json::string_view(channel.data(), channel.size())}, {"ahead", found->second.ahead}};
    }
    json::object body{{"channels", std::move(channels)}, {"line", std::move(line)}, {"active", std::move(active)}};
    call.respond(json_response(200, json::serialize(body)));
}

void CitizenNotifyApi::ask(Call&& call)
{
    JsonBody body(call.request.body);
    auto const channel = body.optional_word("channel", [](std::string_view word) { return domain::from_string<ContactChannel>(word); });
    auto const contact = body.optional_text("contact", 40);
    auto const ahead = static_cast<std::int32_t>(body.optional_integer("ahead", 1, domain::kContactAheadMax).value_or(kAheadUsual));
    auto const lang = body.optional_text("lang", 8);
    if (auto no = body.problem()) return call.respond(std::move(*no));
    if (!channel) return call.respond(problem(400, "bad_request", "the channel is line or sms", "channel"));
    if (!valid_idempotency_key(call.request.idempotency_key))
        return call.respond(problem(400, "key_missing", "an Idempotency-Key of 1 to 128 visible characters is needed", "Idempotency-Key"));
    domain::Ticket const* ticket = ticket_of(call);
    if (ticket == nullptr) return;
    if (!domain::is_open(ticket->state))
        return call.respond(rejection_response({domain::RejectionCode::wrong_state, std::string(domain::to_string(ticket->state))}));
    if (!messages_.offers(call.site, *channel)) return call.respond(problem(422, "invalid", "this site does not offer it", "channel"));
    if (messages_.over_quota(*channel))
        return call.respond(problem(409, "message_quota", "no more messages are sent by it today, or this month", to_string(*channel)));
    if (asked_.size() > kAskedMax) asked_.clear();
    if (++asked_[ticket->id] > kAsksMax) return call.respond(problem(429, "slow_down", "this ticket has asked too often"));

    std::string const language = lang.value_or(ticket->lang);
    if (*channel == ContactChannel::line) {
        // LINE tells us who it is when the code arrives.
        inbox_.prefer(ticket->id, {ahead, language});
        std::string const& friend_url = messages_.config().line->add_friend_url;
        json::object told{
            {"state", "send_code"}, {"code", inbox_.code_of(*ticket)}, {"url", friend_url.empty() ? json::value(nullptr) : json::value(friend_url)}};
        return call.respond(json_response(202, json::serialize(told)));
    }
    auto const number = contact ? mobile_number(*contact, messages_.config().sms->prefixes) : std::nullopt;
    if (!number) return call.respond(problem(422, "invalid", "this is no number of a mobile telephone", "contact"));
    std::string const text = call.request.path + "?" + call.request.query + "\n" + call.request.body;
    IdempotencyKey const key{"ticket:" + ticket->id.str(), call.request.idempotency_key, platform::sha256_hex(text)};
    CitizenMessages::Wish wish{call.site, ticket->id, *channel, *number, ahead, language, key};
    messages_.give(std::move(wish), [respond = std::move(call.respond), ahead](Reply const& reply) {
        auto const accepted = [ahead](Done const&) {
            return json_response(200, json::serialize(json::object{{"state", "on"}, {"channel", "sms"}, {"ahead", ahead}}));
        };
        respond(reply_response(reply, accepted));
    });
}

void CitizenNotifyApi::withdraw(Call&& call)
{
    domain::Ticket const* ticket = ticket_of(call);
    if (ticket == nullptr) return;
    Submission submission;
    submission.site = call.site;
    submission.command.body = domain::WithdrawContact{ticket->id};
    engine_.submit(std::move(submission), [respond = std::move(call.respond)](Reply const& reply) {
        respond(reply_response(reply, [](Done const&) { return no_content(); }));
    });
}

void CitizenNotifyApi::line_webhook(Call&& call)
{
    auto const& line = messages_.config().line;
    if (!line) return call.respond(problem(404, "not_found", "there is no LINE account here"));
    if (!line_signature_fits(line->channel_secret, call.request.body, call.request.line_signature))
        return call.respond(problem(401, "sign_in", "the signature does not fit"));
    auto const texts = parse_line_texts(call.request.body);
    if (!texts) return call.respond(problem(400, "bad_json", texts.error().context));
    inbox_.received(*texts);
    call.respond(json_response(200, "{}"));
}

}  // namespace saduak::server
