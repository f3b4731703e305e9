// The question at the counter.
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

void Step::touch(RatingAsk const& ask, Target const& target)
{
    if (target.kind == TargetKind::face) rate(ask.about, target.score);
    if (target.kind == TargetKind::no_opinion) rate(ask.about, 0);
}

void Step::rate(RateNow const& about, std::int32_t score)
{
    domain::Rate command;
    command.ticket = about.ticket;
    command.score = score;
    submit(std::move(command));
    model_.rated = about.ticket;
    model_.screen = Thanks{now_ + kThanks};
}

}  // namespace saduak::kiosk
