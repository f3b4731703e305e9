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
    Instant next = deadline_of(model.screen);
    auto const sooner = [&next](Instant other) {
        if (other.is_set() && (!next.is_set() || other < next)) next = other;
    };
    sooner(model.idle_at);
    sooner(dims_at(model));
    if (auto const* still = std::get_if<StillThere>(&model.screen)) sooner(still->until - seconds(std::max<std::int64_t>(0, still->left_s - 1)));
    if (model.staff_call == StaffCall::coming) sooner(model.staff_call_since + kStaffComing);
    return next;
}

bool may_print(drivers::PrinterState state) { return drivers::can_print(state) || state == drivers::PrinterState::unknown; }

}  // namespace saduak::kiosk
