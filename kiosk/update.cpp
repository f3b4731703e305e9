#include "kiosk/update.hpp"

#include <algorithm>

#include "kiosk/updating/step.hpp"
#include "kiosk/voice/guidance.hpp"

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

struct Spoken {
    bool on = false;
    Lang lang = Lang::th;
    std::vector<std::string> clips;
    int volume = 0;

    bool operator==(Spoken const&) const = default;
};
Spoken spoken_of(Model const& model)
{
    if (!model.access.voice) return {};
    return {true, model.lang, guidance(model), model.access.volume};
}

// What is said follows what is shown.
void speak(Next& next, Spoken const& before)
{
    Spoken now = spoken_of(next.model);
    if (now == before) return;
    next.effects.emplace_back(Speak{now.lang, std::move(now.clips), now.volume});
}

}  // namespace

Next update(Model model, Msg const& msg, Instant now)
{
    std::size_t const screen_before = model.screen.index();
    Panel const panel_before = model.panel;
    Instant const end_before = deadline_of(model.screen);
    Spoken const spoken_before = spoken_of(model);
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
    speak(next, spoken_before);
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
