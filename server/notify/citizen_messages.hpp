// Citizens who asked for it are told of their ticket, by LINE or a short message. On the I/O thread; what blocks is done elsewhere.
// A contact is held here as ciphertext while its ticket lives, and opened for the one message that is being made.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "platform/sealed.hpp"
#include "platform/worker_pool.hpp"
#include "server/engine/engine.hpp"
#include "server/notify/line_api.hpp"
#include "server/notify/notices.hpp"
#include "server/notify/outgoing_thread.hpp"
#include "server/notify/quota.hpp"
#include "server/notify/sms_api.hpp"
#include "server/notify/target_rules.hpp"

namespace saduak::server {

struct MessageParts {
    Engine& engine;
    OutgoingThread& file;
    OutgoingConfig const& config;
    TargetRules const& rules;
    PostToIo post_to_io;
    platform::SealingKey key;
    ReportTexts texts;
};

class CitizenMessages {
public:
    explicit CitizenMessages(MessageParts parts);

    // Before the I/O thread runs: reads what was sent, and the contacts of open tickets.
    [[nodiscard]] Status load();
    // Every fifth of a second or so.
    void tick();
    void stop() { senders_.stop(); }

    [[nodiscard]] bool offers(SiteId const& site, domain::ContactChannel channel) const;
    [[nodiscard]] bool over_quota(domain::ContactChannel channel) const;
    [[nodiscard]] OutgoingConfig const& config() const { return parts_.config; }
    [[nodiscard]] ReportTexts const& texts() const { return parts_.texts; }

    // What a citizen asks for.
    struct Wish {
        SiteId site;
        TicketId ticket;
        domain::ContactChannel channel = domain::ContactChannel::line;
        std::string contact;  // a LINE user id, or a number as mobile_number() gives it
        std::int32_t ahead = 3;
        std::string lang;
        std::optional<IdempotencyKey> key = {};
    };
    // `done` as of Engine::submit.
    void give(Wish wish, std::function<void(Reply)> done);
    // The open tickets that this LINE user is told of.
    [[nodiscard]] std::vector<std::pair<SiteId, TicketId>> tickets_of(std::string const& user) const;

    // A reply token that may be used until it is a minute old: the next message to this user is free.
    void remember_reply(std::string const& user, std::string token, Instant at);
    // A free answer to a LINE user, where a reply token is there; `site` is for the ledger.
    void reply(std::string const& user, std::string text, SiteId const& site);
    // Whether something is to be told of this ticket at once.
    [[nodiscard]] bool something_due(SiteId const& site, TicketId const& ticket) const;

private:
    using Place = std::pair<SiteId, TicketId>;
    struct Held {
        domain::Contact contact;
        Bytes sealed;
    };
    struct Message {
        Notice notice;
        SiteId site;
        domain::ContactChannel channel = domain::ContactChannel::line;
        std::string to;
        std::string text;
        Date day;
        int attempts = 0;
        bool free = false;  // the attempt under way is a reply
        Instant again_at;   // set while it waits for another attempt
    };
    using MessagePtr = std::shared_ptr<Message>;

    void published(Published const& published);
    void tell_event(SiteId const& site, Held const& held, Notice const& notice);
    void look(SiteId const& site);
    void begin(SiteId const& site, Held const& held, Notice const& notice);
    void send(MessagePtr const& message);
    [[nodiscard]] platform::HttpRequest request_for(Message& message);
    void sent(MessagePtr const& message, Result<platform::HttpResponse> const& answer);
    void finish(Message const& message, std::string const& state, LedgerRow adds);
    void post(platform::Url const& server, platform::HttpRequest request, std::function<void(Result<platform::HttpResponse>)> then);
    [[nodiscard]] std::string take_reply(std::string const& user);
    [[nodiscard]] ChannelConfig const& channel_config(domain::ContactChannel channel) const;
    [[nodiscard]] Date today() const;
    [[nodiscard]] static std::string seal_place(SiteId const& site, ErasableKey const& key);

    MessageParts parts_;
    std::map<Place, Held> held_;
    std::map<ErasableKey, Bytes> given_;  // sealed, and not yet in the log
    std::set<SiteId> dirty_;
    std::set<std::string> told_;  // ids of notices
    struct ReplyToken {
        std::string token;
        Instant at;
    };
    std::map<std::string, ReplyToken> reply_tokens_;  // by LINE user, for a minute
    Quota quota_;
    std::vector<MessagePtr> again_;
    std::size_t under_way_ = 0;
    std::vector<std::function<void()>> queued_;  // for a sender to be free
    platform::WorkerPool senders_{2, 2};         // last: its jobs end before the rest goes
};

}  // namespace saduak::server
