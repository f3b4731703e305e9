#include "kiosk/update.hpp"

#include <algorithm>

#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

Next update(Model model, Msg const& msg, Instant now)
{
    std::size_t const screen_before = model.screen.index();
    Step step(std::move(model), now);
    std::visit([&step](auto const& message) { step.on(message); }, msg);
    Next next = std::move(step).finish();
    if (next.model.screen.index() != screen_before) next.model.screen_since = now;
    return next;
}

bool at_rest(Model const& model) { return !model.idle_at.is_set() && resting(model.screen); }

bool settled(Model const& model, Instant now) { return now >= model.screen_since + kTouchSettles; }

Instant next_deadline(Model const& model)
{
    Instant next;
    for (Instant const at : {deadline_of(model.screen), model.idle_at, dims_at(model)})
        if (at.is_set() && (!next.is_set() || at < next)) next = at;
    return next;
}

bool may_print(drivers::PrinterState state) { return drivers::can_print(state) || state == drivers::PrinterState::unknown; }

}  // namespace saduak::kiosk
