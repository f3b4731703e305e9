// What people write to the agency's LINE account: a ticket's code begins the messages, "stop" ends them. On the I/O thread.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "server/notify/citizen_messages.hpp"

namespace saduak::server {

class LineInbox {
public:
    // `secret`: what ticket codes are drawn from.
    LineInbox(Engine& engine, CitizenMessages& messages, OutgoingThread& file, std::string const& secret)
        : engine_(engine), messages_(messages), file_(file), secret_(secret)
    {
    }

    // Before the I/O thread runs.
    [[nodiscard]] Status load();
    // A delivery of LINE, whose signature was checked. Events that came before are passed over.
    void received(std::vector<LineText> const& texts);

    // How the citizen of a ticket wants to be told, said on the page before the code is sent. Kept in memory.
    struct Preference {
        std::int32_t ahead = 3;
        std::string lang;
    };
    void prefer(TicketId const& ticket, Preference preference);
    [[nodiscard]] std::string code_of(domain::Ticket const& ticket) const;

private:
    void join(LineText const& text);
    void stop(LineText const& text);
    void joined(LineText const& text, SiteId const& site, TicketId const& ticket, Preference const& preference, Reply const& reply);

    Engine& engine_;
    CitizenMessages& messages_;
    OutgoingThread& file_;
    std::string const& secret_;
    std::set<std::string> seen_;                  // webhookEventId
    std::map<TicketId, Preference> preferences_;  // of tickets whose code has not arrived
    struct Guesses {
        std::int64_t hour = 0;
        int wrong = 0;
    };
    std::map<std::string, Guesses> guesses_;  // by user
};

}  // namespace saduak::server
