// The screen rests too: dim while nobody touches it, and soon where the site is closed. A touch wakes it and does nothing else.
#include <algorithm>

#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

Instant dims_at(Model const& model)
{
    bool const closed = std::holds_alternative<Closed>(model.screen);
    bool const may = closed || std::holds_alternative<Home>(model.screen) || std::holds_alternative<RatingIdle>(model.screen);
    if (model.idle_at.is_set()) return {};  // somebody may still be there, and has the screen their way
    if (model.saver_after.count == 0 || !may || !resting(model.screen)) return {};
    Millis const after = closed ? std::min(model.saver_after, kClosedDims) : model.saver_after;
    return std::max(model.touched_at, model.screen_since) + after;
}

void Step::dim_when_due()
{
    Instant const due = dims_at(model_);
    if (!due.is_set() || now_ < due) return;
    std::optional<Closure> why;
    if (auto const* closed = std::get_if<Closed>(&model_.screen)) why = closed->why;
    model_.screen = Dimmed{why, 0, now_ + kDimmedMoves};
}

// Trouble, a question at the counter, and the site's opening or closing wake the screen; other news does not.
void Step::refresh_dimmed(Dimmed const& dimmed)
{
    rest();
    bool const home = std::holds_alternative<Home>(model_.screen) || std::holds_alternative<RatingIdle>(model_.screen);
    auto const* closed = std::get_if<Closed>(&model_.screen);
    if (home && !dimmed.why) model_.screen = dimmed;
    else if (closed != nullptr && dimmed.why) model_.screen = Dimmed{closed->why, dimmed.place, dimmed.until};
}

}  // namespace saduak::kiosk
