// A plausible log from small random choices: each is tried as a command, and what the domain refuses is passed over.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <utility>
#include <vector>

#include "tests/support/town.hpp"

namespace saduak::test {

// What to try, and with which ticket, counter or pause.
using Choice = std::pair<std::uint8_t, std::uint8_t>;

class RandomDay {
public:
    explicit RandomDay(std::vector<Choice> const& choices)
    {
        for (auto const& [what, which] : choices) act(what, which);
    }
    [[nodiscard]] std::vector<Event> const& log() const { return town_.log; }

private:
    static CounterId counter(std::uint8_t which) { return CounterId("c" + std::to_string(which % 3 + 1)); }
    [[nodiscard]] TicketId ticket(std::uint8_t which) const { return ticket_id(issued_ == 0 ? 0 : which % issued_ + 1); }

    void attempt(CommandBody body)
    {
        auto const events = decide(town_.state, Command{AgentId("agent"), {}, std::move(body)}, town_.now);
        if (!events) return;
        for (Event const& event : *events) {
            Status const applied = apply(town_.state, event);
            if (!applied) throw std::logic_error("apply refuses what decide said: " + applied.error().context);
            town_.log.push_back(event);
        }
    }

    void issue(std::uint8_t which)
    {
        char const* const services[] = {"id-card", "tax", "land"};
        IssueTicket command;
        command.ticket = ticket_id(++issued_);
        command.token_sha256 = hex_of(issued_, 64);
        command.service = ServiceId(services[which % 3]);
        command.ticket_class = which % 5 == 0 ? TicketClass::priority : TicketClass::general;
        command.paper = which % 7 == 0 ? Paper::pending : Paper::none;
        attempt(command);
    }

    void reconfigure(std::uint8_t which)
    {
        SiteConfig config = town_config();
        config.services[which % 3].standard_s = which * 2;
        config.services[which % 3].standard_basis = which % 2 == 0 ? StandardBasis::touch : StandardBasis::elapsed;
        config.services[which % 3].wait_target_s = which;
        attempt(ConfigureSite{config});
    }

    void act(std::uint8_t what, std::uint8_t which)
    {
        switch (what % 24) {
        case 0:
        case 1:
        case 2:
        case 3: return issue(which);
        case 4:
        case 5: return attempt(OpenCounter{counter(which)});
        case 6:
        case 7:
        case 8: return attempt(CallNext{counter(which), which % 2 == 0 ? AlsoFinish::no : AlsoFinish::yes});
        case 9: return attempt(CallTicket{counter(which), ticket(which)});
        case 10: return attempt(RecallTicket{ticket(which)});
        case 11: return attempt(UndoCall{ticket(which)});
        case 12: return attempt(StartService{ticket(which)});
        case 13:
        case 14: return attempt(FinishService{ticket(which), which % 4 == 0 ? Outcome::back_office : Outcome::served});
        case 15: return attempt(HoldTicket{ticket(which)});
        case 16: return attempt(ResumeTicket{ticket(which), counter(which)});
        case 17: return attempt(MarkNoShow{ticket(which)});
        case 18: return attempt(ReturnTicket{ticket(which)});
        case 19: return attempt(CancelTicket{ticket(which)});
        case 20: return attempt(Rate{ticket(which), RatingKey(ticket(which).str()), which % 6, RatingChannel::qr});
        case 21: return which % 8 == 0 ? attempt(CloseDay{}) : reconfigure(which);
        case 22: return attempt(ReportPaper{ticket(which), which % 2 == 0 ? Paper::unconfirmed : Paper::failed, ""});
        case 23: town_.wait(which % 32 == 0 ? hours(20) : Millis{which * 3'700}); return attempt(Tick{});
        }
    }

    Town town_;
    int issued_ = 0;
};

}  // namespace saduak::test
