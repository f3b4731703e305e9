// Language and access: the panels that lie over every screen, and the keys' focus.
#include <algorithm>

#include "kiosk/updating/step.hpp"
#include "kiosk/voice/guidance.hpp"

namespace saduak::kiosk {

namespace {

constexpr int kTimeFactorMost = 4;
constexpr int kLoudest = 5;

}  // namespace

bool waits_for_a_person(Screen const& screen)
{
    return !std::holds_alternative<Issuing>(screen) && !std::holds_alternative<Printing>(screen) && !std::holds_alternative<NumberOnScreen>(screen) &&
           !std::holds_alternative<Trouble>(screen) && !std::holds_alternative<ForStaff>(screen);
}

void Step::still_busy() { model_.idle_at = now_ + Millis{kChoiceIdle.count * model_.access.time_factor}; }

void Step::wait_longer()
{
    if (!waits_for_a_person(model_.screen)) return;
    std::visit(
        [this](auto& shown) {
            if constexpr (requires { shown.until; })
                if (shown.until.is_set()) shown.until = std::max(shown.until, now_ + kChoiceIdle);
        },
        model_.screen);
}

void Step::on(Focused const& msg)
{
    still_busy();
    wait_longer();
    model_.focus = msg.target;
}

// True: the touch was for a panel, not for the screen.
bool Step::touch_panel(Target const& target)
{
    Access& access = model_.access;
    Access const before = access;
    switch (target.kind) {
    case TargetKind::language: model_.panel = Panel::languages; break;
    case TargetKind::access: model_.panel = Panel::access; break;
    case TargetKind::close_panel: model_.panel = Panel::none; break;
    case TargetKind::choose_language:
        if (auto const lang = Lang::parse(target.service)) model_.lang = *lang;
        model_.panel = Panel::none;
        break;
    case TargetKind::text_size: access.text = static_cast<TextSize>(target.score); break;
    case TargetKind::contrast: access.high_contrast = !access.high_contrast; break;
    case TargetKind::reach: access.low_reach = !access.low_reach; break;
    case TargetKind::time_factor: access.time_factor = access.time_factor == kTimeFactorMost ? 1 : access.time_factor * 2; break;
    case TargetKind::voice: {
        bool const wanted = target.score == 0 ? !access.voice : target.score == 1;
        access.voice = wanted && std::find(model_.voices.begin(), model_.voices.end(), model_.lang) != model_.voices.end();
        break;
    }
    case TargetKind::volume: access.volume = std::clamp(access.volume + target.score, 1, kLoudest); break;
    case TargetKind::repeat:
        if (access.voice) effects_.emplace_back(Speak{model_.lang, guidance(model_), access.volume});
        break;
    default: return false;
    }
    wait_longer();
    // A page may hold fewer services now.
    if (auto* home = std::get_if<Home>(&model_.screen); home != nullptr && access != before) home->page = 0;
    return true;
}

}  // namespace saduak::kiosk
