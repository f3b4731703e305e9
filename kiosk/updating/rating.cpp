// The question at the counter or the exit, and the one that may follow it.
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

void Step::touch(RatingAsk const& ask, Target const& target)
{
    if (target.kind == TargetKind::face) rate(ask.about, target.score);
    if (target.kind == TargetKind::no_opinion) rate(ask.about, 0);
}

// The score goes at once: who walks off after it has rated.
void Step::rate(RateNow const& about, std::int32_t score)
{
    domain::Rate command;
    command.ticket = about.ticket;
    command.token_sha256 = about.token_sha256;
    command.score = score;
    submit(std::move(command));
    model_.rated = about.ticket;
    if (score == 0) model_.screen = Thanks{now_ + kThanks};
    else model_.screen = RatingReasons{about, score, now_ + kReasonsOpen};
}

void Step::touch(RatingReasons const& asked, Target const& target)
{
    if (target.kind == TargetKind::reason) {
        domain::ExplainRating command;
        command.ticket = asked.about.ticket;
        command.token_sha256 = asked.about.token_sha256;
        command.reasons = {static_cast<domain::RatingReason>(target.score - 1)};
        submit(std::move(command));
    }
    if (target.kind == TargetKind::reason || target.kind == TargetKind::skip) model_.screen = Thanks{now_ + kThanks};
}

// At the exit the ticket is known to the server only: not finished yet, rated before, or of another day.
void Step::on(RatingRefused const&)
{
    bool const asks = std::holds_alternative<RatingReasons>(model_.screen) || std::holds_alternative<Thanks>(model_.screen);
    bool const exit = model_.site && model_.site->rating.place == domain::RatingPlace::exit;
    if (asks && exit) model_.screen = Thanks{now_ + kThanks, false};
}

}  // namespace saduak::kiosk
