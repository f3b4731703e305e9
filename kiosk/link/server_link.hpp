// The kiosk's I/O thread: journal, session and connection to the server. Talk to it by calls from any one thread; it
// answers by the callback, in its own thread.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <variant>

#include "core/domain/command.hpp"
#include "kiosk/journal.hpp"
#include "kiosk/model.hpp"
#include "platform/net/stream.hpp"

namespace saduak::kiosk {

struct LinkOptions {
    platform::Address server;
    std::string fingerprint;  // empty: plain text, on loopback only
    DeviceId device;
    std::string key;
    std::string version;
};

struct LinkMoved {
    LinkStatus status = LinkStatus::offline;
    std::string reason;
};
struct SiteArrived {
    SiteOffer site;
    std::optional<Instant> heard_at;  // of one that an earlier run had heard; unset: not known when
};
struct ClockJudged {
    Clock clock;
};
// The answer to issue_offline().
struct OfflineNumber {
    TicketId ticket;
    std::string number;  // durable; empty: none
    Instant at;          // unset: not known
};
struct CommandAnswered {
    domain::CommandBody command;
    bool ok = true;
    std::string body;  // the result, or the error
};
using LinkEvent = std::variant<LinkMoved, SiteArrived, ClockJudged, OfflineNumber, CommandAnswered>;

class ServerLink {
public:
    // `data`: the kiosk's own, locked folder. Errc::invalid_argument for plain text beyond loopback or a bad fingerprint;
    // else what Journal::open says.
    [[nodiscard]] static Result<std::unique_ptr<ServerLink>> start(LinkOptions options, std::filesystem::path const& data,
                                                                   std::function<void(LinkEvent)> tell);
    // Stops the thread; what is journaled is sent the next time.
    ~ServerLink();
    ServerLink(ServerLink const&) = delete;
    ServerLink& operator=(ServerLink const&) = delete;

    // Journaled, then sent until acknowledged. When the journal cannot be written nothing is sent, the log says so, and the
    // command counts as answered: refused.
    void submit(domain::CommandBody command);
    // Commands not yet answered. Any thread.
    [[nodiscard]] std::int64_t unsent() const;
    // As the journal was found: a kiosk died with something in the printer.
    [[nodiscard]] bool found_uncut() const;
    // Of the kiosk's own health, what only its screen's loop knows; the rest is looked up here.
    void report(std::string bundle, std::string trouble);
    // Writes down the next number of this prefix with the command, in one record, then tells it by OfflineNumber.
    void issue_offline(domain::IssueTicket command, std::string prefix);
    // Notes durably that this ticket goes to the printer, then calls `then` in the I/O thread: with an error when the
    // journal failed, and nothing may be printed.
    void before_printing(TicketId ticket, std::function<void(Status)> then);

private:
    class Session;
    explicit ServerLink(std::unique_ptr<Session> session);

    std::unique_ptr<Session> session_;
    std::thread thread_;
};

}  // namespace saduak::kiosk
