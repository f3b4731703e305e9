// The kiosk's model with a hand on its clock: what happens to it, and what it did.
#pragma once

#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "kiosk/update.hpp"
#include "tests/unit/kiosk/kiosk_samples.hpp"

namespace saduak::kiosk {

using domain::Paper;

class Bench {
public:
    explicit Bench(Model start = sample_model()) : model(std::move(start)) {}

    Bench& happen(Msg const& msg)
    {
        Next next = update(std::move(model), msg, now);
        model = std::move(next.model);
        for (Effect& effect : next.effects) {
            if (std::holds_alternative<DrawNames>(effect)) model.next_names = sample_names('2');
            effects.push_back(std::move(effect));
        }
        return *this;
    }
    Bench& touch(TargetKind kind, std::string service = {}, std::int32_t score = 0) { return happen(Touched{{kind, std::move(service), score}}); }
    Bench& pass(Millis time)
    {
        now = now + time;
        return happen(TimePassed{});
    }
    Bench& ask_for_ticket()
    {
        touch(TargetKind::service, "id-card").touch(TargetKind::general);
        effects.clear();
        return *this;
    }
    Bench& printing()
    {
        ask_for_ticket().happen(IssueAnswered{kTicket, sample_given(sample_names())});
        effects.clear();
        return *this;
    }
    Bench& printed(Paper paper, Original original = Original::first) { return happen(PrintEnded{kTicket, original, paper, "as tested"}); }

    template <class Command>
    [[nodiscard]] std::vector<Command> submitted() const
    {
        std::vector<Command> found;
        for (Effect const& effect : effects)
            if (auto const* submit = std::get_if<Submit>(&effect))
                if (auto const* command = std::get_if<Command>(&submit->command)) found.push_back(*command);
        return found;
    }
    [[nodiscard]] std::vector<Paper> papers() const
    {
        std::vector<Paper> found;
        for (auto const& report : submitted<domain::ReportPaper>()) found.push_back(report.paper);
        return found;
    }
    [[nodiscard]] std::vector<Original> prints() const
    {
        std::vector<Original> found;
        for (Effect const& effect : effects)
            if (auto const* print = std::get_if<Print>(&effect)) found.push_back(print->content.original);
        return found;
    }
    [[nodiscard]] std::string screen() const { return std::string(name_of(model.screen)); }

    inline static TicketId const kTicket = sample_names().ticket;
    Model model;
    Instant now = sample_now();
    std::vector<Effect> effects;
};

}  // namespace saduak::kiosk
