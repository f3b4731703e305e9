// The small site of town_config.hpp with a hand on its clock.
#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "core/domain/calling.hpp"
#include "core/domain/decide.hpp"
#include "tests/support/town_config.hpp"

namespace saduak::test {

using namespace domain;

// 32 and 64 hex digits made from a small number.
inline std::string hex_of(int n, std::size_t length)
{
    std::string digits = std::to_string(n);
    return std::string(length - digits.size(), '0') + digits;
}
inline TicketId ticket_id(int n) { return TicketId(hex_of(n, 32)); }

// A ticket for an ID card that a kiosk printed of its range, or that was taken from the reserve cards.
inline IssueTicket offline_issue(int n, std::string number, Instant taken_at)
{
    IssueTicket issue;
    issue.ticket = ticket_id(n);
    issue.service = ServiceId("id-card");
    issue.token_sha256 = hex_of(n, 64);
    issue.paper = Paper::confirmed;
    issue.number = std::move(number);
    issue.taken_at = taken_at;
    return issue;
}

// A live site: commands go through decide and apply; the events are kept, as a log would.
class Town {
public:
    SiteState state;
    std::vector<Event> log;
    Instant now = *parse_rfc3339("2026-11-23T01:30:00Z");  // Monday 08.30 in Bangkok

    Town() { must(ConfigureSite{town_config()}); }

    Decided<std::vector<Event>> ask(CommandBody body, AgentId agent = AgentId("somchai"), DeviceId device = {})
    {
        auto events = decide(state, Command{agent, device, std::move(body)}, now);
        if (!events) return events;
        for (Event const& event : *events) {
            auto const applied = apply(state, event);
            INFO((applied ? "" : applied.error().context));
            REQUIRE(applied);
            log.push_back(event);
        }
        return events;
    }
    std::vector<Event> must(CommandBody body, AgentId agent = AgentId("somchai"), DeviceId device = {})
    {
        auto events = ask(std::move(body), agent, device);
        INFO((events ? "" : std::string(to_string(events.error().code)) + " " + events.error().about));
        REQUIRE(events);
        return *events;
    }
    RejectionCode refused(CommandBody body, AgentId agent = AgentId("somchai"), DeviceId device = {})
    {
        auto const events = ask(std::move(body), agent, device);
        REQUIRE_FALSE(events);
        return events.error().code;
    }
    Ticket const& issue(int n, char const* service = "id-card", TicketClass ticket_class = TicketClass::general, Paper paper = Paper::none)
    {
        IssueTicket command;
        command.ticket = ticket_id(n);
        command.service = ServiceId(service);
        command.ticket_class = ticket_class;
        command.token_sha256 = hex_of(n, 64);
        command.paper = paper;
        must(command);
        return *state.find(ticket_id(n));
    }
    Ticket const& ticket(int n) const { return *state.find(ticket_id(n)); }
    void wait(Millis time) { now = now + time; }
};

}  // namespace saduak::test
