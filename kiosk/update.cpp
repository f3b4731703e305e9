#include "kiosk/update.hpp"

#include <algorithm>

#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

namespace {

// Who asked for more time gets it on every screen, wherever its end was set.
void stretch(Model& model, Instant before, Instant now)
{
    Instant const end = deadline_of(model.screen);
    if (model.access.time_factor == 1 || !end.is_set() || end == before || !waits_for_a_person(model.screen)) return;
    std::visit(
        [&](auto& shown) {
            if constexpr (requires { shown.until; }) shown.until = now + Millis{(end - now).count * model.access.time_factor};
        },
        model.screen);
}

}  // namespace

Next update(Model model, Msg const& msg, Instant now)
{
    std::size_t const screen_before = model.screen.index();
    Panel const panel_before = model.panel;
    Instant const end_before = deadline_of(model.screen);
    Step step(std::move(model), now);
    std::visit([&step](auto const& message) { step.on(message); }, msg);
    Next next = std::move(step).finish();
    bool const other_screen = next.model.screen.index() != screen_before;
    if (other_screen) next.model.panel = Panel::none;
    stretch(next.model, end_before, now);
    if (other_screen || next.model.panel != panel_before) {
        next.model.screen_since = now;
        next.model.focus.reset();
    }
    return next;
}

bool settled(Model const& model, Instant now) { return now >= model.screen_since + kTouchSettles; }

Instant next_deadline(Model const& model)
{
    Instant const screen = deadline_of(model.screen);
    if (!model.idle_at.is_set()) return screen;
    return screen.is_set() ? std::min(screen, model.idle_at) : model.idle_at;
}

bool may_print(drivers::PrinterState state) { return drivers::can_print(state) || state == drivers::PrinterState::unknown; }

}  // namespace saduak::kiosk
