#include "server/notify/citizen_messages.hpp"

#include <algorithm>
#include <utility>

#include <spdlog/spdlog.h>

#include "platform/clock.hpp"
#include "platform/entropy.hpp"

namespace saduak::server {
namespace {

using namespace domain;

constexpr Millis kAnswerLimit = seconds(10);
constexpr std::size_t kAnswerBytesMax = std::size_t{64} * 1024;
constexpr Millis kReplyTokenLife = seconds(50);
constexpr std::size_t kReplyTokensMax = 10'000;
constexpr std::size_t kSenders = 2;
constexpr std::size_t kQueuedMax = 5'000;
constexpr int kAttemptsMax = 3;
constexpr Millis kAgainAfter = seconds(5);
constexpr Millis kNoticesKept = hours(24 * 3);

// Whether the message is certainly not out: a short message has no key by which the gateway would know a repeat.
bool may_send_again(ContactChannel channel, Result<platform::HttpResponse> const& answer)
{
    int const status = answer ? answer->status : 0;
    if (channel == ContactChannel::sms) return status == 429 || status == 503;
    return status == 0 || status == 429 || status >= 500;
}

}  // namespace

CitizenMessages::CitizenMessages(MessageParts parts) : parts_(std::move(parts))
{
    parts_.engine.subscribe([this](Published const& one) { published(one); });
}

std::string CitizenMessages::seal_place(SiteId const& site, ErasableKey const& key) { return "erasable:" + site.str() + ":" + key.str(); }

Date CitizenMessages::today() const { return local_time(parts_.engine.now()).date; }

Status CitizenMessages::load()
{
    OutgoingRows& rows = parts_.file.rows();
    Date const day = today();
    SADUAK_TRY(auto const month, rows.messages.ledger({day.year, day.month, 1}, day));
    quota_.load(month);
    SADUAK_TRY(auto const notices, rows.messages.notices_since(parts_.engine.now() - kNoticesKept));
    told_.insert(notices.begin(), notices.end());
    for (SiteId const& site : parts_.engine.sites()) {
        auto const* state = parts_.engine.state(site);
        if (state == nullptr || state->contacts.empty()) continue;
        SADUAK_TRY(EventStore * log, rows.log());
        ErasableStore* const erasables = log->erasable_store();
        for (auto const& [ticket, contact] : state->contacts) {
            SADUAK_TRY(auto const kept, erasables == nullptr ? std::optional<Erasable>() : erasables->erasable(site, contact.key));
            if (kept) held_[{site, ticket}] = Held{contact, kept->ciphertext};
        }
        dirty_.insert(site);
    }
    return {};
}

bool CitizenMessages::offers(SiteId const& site, ContactChannel channel) const
{
    switch (channel) {
    case ContactChannel::line: return parts_.config.line && parts_.config.line->channel.offered_at(site);
    case ContactChannel::sms: return parts_.config.sms && parts_.config.sms->channel.offered_at(site);
    }
    return false;
}

// One that is no longer offered has no limit, and nothing is sent by it.
ChannelConfig const& CitizenMessages::channel_config(ContactChannel channel) const
{
    static ChannelConfig const none;
    if (channel == ContactChannel::line) return parts_.config.line ? parts_.config.line->channel : none;
    return parts_.config.sms ? parts_.config.sms->channel : none;
}

bool CitizenMessages::over_quota(ContactChannel channel) const { return !quota_.allows(channel_config(channel), channel, today()); }

void CitizenMessages::give(Wish wish, std::function<void(Reply)> done)
{
    auto const* state = parts_.engine.state(wish.site);
    if (state == nullptr) return done(Retry{"there is no such site"});
    ErasableKey const key(platform::random_id());
    Bytes const sealed = parts_.key.seal(wish.contact, seal_place(wish.site, key));
    Submission submission;
    submission.site = wish.site;
    submission.command.body = GiveContact{wish.ticket, key, wish.channel, wish.ahead, wish.lang};
    submission.key = std::move(wish.key);
    submission.erasable = Erasable{wish.site, key, std::string(kContactPurpose), service_day_end(state->config, state->day), sealed};
    given_[key] = sealed;
    parts_.engine.submit(std::move(submission), [this, key, done = std::move(done)](Reply reply) {
        given_.erase(key);  // it was published before, or refused
        done(std::move(reply));
    });
}

std::vector<std::pair<SiteId, TicketId>> CitizenMessages::tickets_of(std::string const& user) const
{
    std::vector<std::pair<SiteId, TicketId>> found;
    for (auto const& [place, held] : held_) {
        if (held.contact.channel != ContactChannel::line) continue;
        auto const contact = parts_.key.open(held.sealed, seal_place(place.first, held.contact.key));
        if (contact && *contact == user) found.push_back(place);
    }
    return found;
}

void CitizenMessages::published(Published const& published)
{
    for (StoredEvent const& stored : published.events) {
        Event const& event = stored.event;
        Place const place{published.site, event.ticket};
        if (auto const* given = std::get_if<ContactGiven>(&event.body)) {
            if (auto const sealed = given_.find(given->key); sealed != given_.end())
                held_[place] = Held{Contact{given->key, given->channel, given->ahead, given->lang, event.at}, sealed->second};
        } else if (auto const* erased = std::get_if<Erased>(&event.body)) {
            std::erase_if(held_, [&](auto const& entry) { return entry.first.first == published.site && entry.second.contact.key == erased->key; });
        } else if (auto const notice = event_notice(event)) {
            if (auto const held = held_.find(place); held != held_.end()) tell_event(published.site, held->second, *notice);
        }
    }
    dirty_.insert(published.site);
}

// Who is passed on to a short queue is told of that alone, not in the same minute that it is short.
void CitizenMessages::tell_event(SiteId const& site, Held const& held, Notice const& notice)
{
    begin(site, held, notice);
    auto const* state = parts_.engine.state(site);
    Ticket const* ticket = state == nullptr ? nullptr : state->find(notice.ticket);
    if (ticket == nullptr || notice.kind != NoticeKind::moved) return;
    auto const soon = due_notice(*state, *ticket, held.contact, parts_.engine.now());
    if (soon && soon->kind == NoticeKind::soon) told_.insert(soon->id());
}

void CitizenMessages::tick()
{
    for (SiteId const& site : std::exchange(dirty_, {})) look(site);
    Instant const now = platform::monotonic_now();
    std::vector<MessagePtr> due;
    std::erase_if(again_, [&](MessagePtr const& message) {
        if (message->again_at > now) return false;
        due.push_back(message);
        return true;
    });
    for (MessagePtr const& message : due) send(message);
    Instant const wall = platform::wall_clock_now();
    std::erase_if(reply_tokens_, [&](auto const& entry) { return wall - entry.second.at >= kReplyTokenLife; });
}

void CitizenMessages::look(SiteId const& site)
{
    auto const* state = parts_.engine.state(site);
    if (state == nullptr) return;
    for (auto const& [ticket_id, contact] : state->contacts) {
        auto const held = held_.find({site, ticket_id});
        Ticket const* ticket = state->find(ticket_id);
        if (held == held_.end() || ticket == nullptr) continue;
        if (auto const notice = due_notice(*state, *ticket, contact, parts_.engine.now())) begin(site, held->second, *notice);
    }
}

bool CitizenMessages::something_due(SiteId const& site, TicketId const& id) const
{
    auto const* state = parts_.engine.state(site);
    Ticket const* ticket = state == nullptr ? nullptr : state->find(id);
    if (ticket == nullptr || !state->contacts.contains(ticket->id)) return false;
    auto const notice = due_notice(*state, *ticket, state->contacts.at(ticket->id), parts_.engine.now());
    return notice && !told_.contains(notice->id());
}

// Written down before it is sent: after a crash between the two it is not sent again, for it may have gone out.
void CitizenMessages::begin(SiteId const& site, Held const& held, Notice const& notice)
{
    if (!told_.insert(notice.id()).second) return;
    auto const* state = parts_.engine.state(site);
    if (state == nullptr || !offers(site, held.contact.channel)) return;
    auto contact = parts_.key.open(held.sealed, seal_place(site, held.contact.key));
    if (!contact) return spdlog::error("contact_unreadable site={}: {}", site.str(), contact.error().context);
    auto message = std::make_shared<Message>();
    message->notice = notice;
    message->site = site;
    message->channel = held.contact.channel;
    message->to = *std::move(contact);
    message->text = notice_text(parts_.texts, held.contact.lang, notice, *state);
    message->day = today();
    NoticeRow row{notice.id(), site, std::string(to_string(notice.kind)), message->channel, parts_.engine.now()};
    parts_.file.run([row](OutgoingRows& rows) { return rows.messages.begin(row); },
                    [this, message](Result<bool> const& begun) {
                        if (!begun) return spdlog::warn("message_lost kind={}: {}", to_string(message->notice.kind), begun.error().context);
                        if (*begun) send(message);
                    });
}

void CitizenMessages::send(MessagePtr const& message)
{
    auto const* state = parts_.engine.state(message->site);
    if (state == nullptr || !still_holds(message->notice, *state, parts_.engine.now())) return finish(*message, "late", {});
    message->free = false;
    auto request = request_for(*message);
    if (!message->free) {
        if (over_quota(message->channel)) {
            LedgerRow adds;
            adds.over_quota = 1;
            return finish(*message, "over_quota", adds);
        }
        quota_.take(message->channel, message->day);
    }
    ++message->attempts;
    bool const line = message->channel == ContactChannel::line;
    post(line ? parts_.config.line->base_url : parts_.config.sms->url, std::move(request),
         [this, message](Result<platform::HttpResponse> const& answer) { sent(message, answer); });
}

platform::HttpRequest CitizenMessages::request_for(Message& message)
{
    if (message.channel == ContactChannel::sms) return sms_request(*parts_.config.sms, message.to, message.text);
    LineConfig const& line = *parts_.config.line;
    // Free first.
    if (std::string const token = take_reply(message.to); !token.empty()) {
        message.free = true;
        return line_reply(line, token, message.text);
    }
    return line_push(line, message.to, message.text, line_retry_key(message.notice.id()));
}

void CitizenMessages::sent(MessagePtr const& message, Result<platform::HttpResponse> const& answer)
{
    bool const line = message->channel == ContactChannel::line;
    bool const accepted = answer && (line ? line_accepted(answer->status) : sms_accepted(*parts_.config.sms, *answer));
    LedgerRow adds;
    if (accepted) {
        (message->free ? adds.free : adds.sent) = 1;
        if (!message->free) adds.cost_satang = channel_config(message->channel).unit_cost_satang;
        return finish(*message, "sent", adds);
    }
    if (!message->free) quota_.give_back(message->channel, message->day);
    // A reply that was refused may go as a push.
    if (message->attempts < kAttemptsMax && (message->free || may_send_again(message->channel, answer))) {
        message->again_at = platform::monotonic_now() + (message->free ? Millis{0} : Millis{kAgainAfter.count * message->attempts});
        again_.push_back(message);
        return;
    }
    spdlog::warn("message_failed channel={} kind={} status={} {}", to_string(message->channel), to_string(message->notice.kind),
                 answer ? answer->status : 0, answer ? "" : to_string(answer.error().code));
    adds.failed = 1;
    finish(*message, "failed", adds);
}

void CitizenMessages::finish(Message const& message, std::string const& state, LedgerRow adds)
{
    adds.day = message.day;
    adds.site = message.site;
    adds.channel = message.channel;
    parts_.file.run([id = message.notice.id(), state, adds](OutgoingRows& rows) { return rows.messages.finish(id, state, adds); },
                    [](Status const& kept) {
                        if (!kept) spdlog::warn("message_ledger_lost: {}", kept.error().context);
                    });
}

// Errc::full: too many wait already.
void CitizenMessages::post(platform::Url const& server, platform::HttpRequest request, std::function<void(Result<platform::HttpResponse>)> then)
{
    if (under_way_ >= kSenders) {
        if (queued_.size() >= kQueuedMax) return then(fail(Errc::full, "too many messages wait"));
        queued_.push_back([this, server, request = std::move(request), then = std::move(then)] { post(server, request, then); });
        return;
    }
    ++under_way_;
    auto job = [this, server, request = std::move(request), then = std::move(then)]() {
        platform::HttpServer to;
        to.url = server.server();
        to.plain = parts_.rules.plain();
        to.body_bytes_max = kAnswerBytesMax;
        to.may_connect = [&rules = parts_.rules, host = server.host](std::string const& address) { return rules.may_connect(host, address); };
        auto client = platform::HttpClient::create(to);
        Result<platform::HttpResponse> answer = client ? client->send(request, kAnswerLimit) : tl::unexpected(client.error());
        parts_.post_to_io([this, then, answer = std::move(answer)] {
            --under_way_;
            then(answer);
            if (queued_.empty() || under_way_ >= kSenders) return;
            auto const next = std::move(queued_.front());
            queued_.erase(queued_.begin());
            next();
        });
    };
    // There is a thread for each: it is refused while the server stops alone.
    static_cast<void>(senders_.try_post(std::move(job)));
}

void CitizenMessages::remember_reply(std::string const& user, std::string token, Instant at)
{
    if (token.empty() || reply_tokens_.size() >= kReplyTokensMax) return;
    reply_tokens_[user] = ReplyToken{std::move(token), std::min(at, platform::wall_clock_now())};
}

// Once, and none that may be too old.
std::string CitizenMessages::take_reply(std::string const& user)
{
    auto node = reply_tokens_.extract(user);
    if (node.empty() || platform::wall_clock_now() - node.mapped().at >= kReplyTokenLife) return {};
    return std::move(node.mapped().token);
}

void CitizenMessages::reply(std::string const& user, std::string text, SiteId const& site)
{
    if (!parts_.config.line) return;
    std::string const token = take_reply(user);
    if (token.empty()) return;
    LedgerRow adds;
    adds.day = today();
    adds.site = site;
    post(parts_.config.line->base_url, line_reply(*parts_.config.line, token, text),
         [this, adds](Result<platform::HttpResponse> const& answer) mutable {
             bool const accepted = answer && line_accepted(answer->status);
             (accepted ? adds.free : adds.failed) = 1;
             parts_.file.run([adds](OutgoingRows& rows) { return rows.messages.add(adds); },
                             [](Status const& kept) {
                                 if (!kept) spdlog::warn("message_ledger_lost: {}", kept.error().context);
                             });
         });
}

}  // namespace saduak::server
