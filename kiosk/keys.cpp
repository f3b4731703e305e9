#include "kiosk/keys.hpp"

#include <algorithm>

namespace saduak::kiosk {

namespace {

template <class Predicate>
std::optional<Msg> touch_first(DisplayList const& list, Predicate wanted)
{
    auto const found = std::find_if(list.targets.begin(), list.targets.end(), wanted);
    if (found == list.targets.end()) return std::nullopt;
    return Touched{found->target};
}

bool leads_back(HitTarget const& each)
{
    TargetKind const kind = each.target.kind;
    return kind == TargetKind::back || kind == TargetKind::home || kind == TargetKind::close_panel;
}

std::optional<Msg> move_focus(DisplayList const& list, std::optional<Target> const& focus, bool forward)
{
    std::vector<Target> const order = focus_order(list);
    if (order.empty()) return std::nullopt;
    auto const at = focus ? std::find(order.begin(), order.end(), *focus) : order.end();
    if (at == order.end()) return Focused{forward ? order.front() : order.back()};
    if (forward) return Focused{at + 1 == order.end() ? order.front() : *(at + 1)};
    return Focused{at == order.begin() ? order.back() : *(at - 1)};
}

}  // namespace

std::vector<Target> focus_order(DisplayList const& list)
{
    std::vector<HitTarget> targets = list.targets;
    std::erase_if(targets, [](HitTarget const& each) { return each.target.kind == TargetKind::staff; });
    std::stable_sort(targets.begin(), targets.end(),
                     [](HitTarget const& a, HitTarget const& b) { return a.area.y != b.area.y ? a.area.y < b.area.y : a.area.x < b.area.x; });
    std::vector<Target> order;
    for (HitTarget const& each : targets) order.push_back(each.target);
    return order;
}

std::optional<Msg> only_target(DisplayList const& list)
{
    if (list.targets.size() != 1) return std::nullopt;
    return Touched{list.targets.front().target};
}

std::optional<Msg> message_of(std::optional<Key> const& key, DisplayList const& list, std::optional<Target> const& focus)
{
    auto const focused = [&focus](HitTarget const& each) { return focus && each.target == *focus; };
    bool const has_focus = std::any_of(list.targets.begin(), list.targets.end(), focused);
    bool const for_voice = key && (key->kind == Key::Kind::voice_on || key->kind == Key::Kind::voice_off || key->kind == Key::Kind::repeat ||
                                   key->kind == Key::Kind::quieter || key->kind == Key::Kind::louder);
    if (auto const only = only_target(list); only && !for_voice) return only;
    if (!key) return std::nullopt;
    switch (key->kind) {
    case Key::Kind::digit:
        if (key->digit == '0' && has_focus) return touch_first(list, focused);
        return touch_first(list, [&key](HitTarget const& each) { return each.digit == key->digit; });
    case Key::Kind::back: return touch_first(list, leads_back);
    case Key::Kind::next: return move_focus(list, focus, true);
    case Key::Kind::previous: return move_focus(list, focus, false);
    case Key::Kind::confirm: return touch_first(list, focused);
    case Key::Kind::voice_on: return Touched{{TargetKind::voice, {}, 1}};
    case Key::Kind::voice_off: return Touched{{TargetKind::voice, {}, 2}};
    case Key::Kind::repeat: return Touched{{TargetKind::repeat, {}, 0}};
    case Key::Kind::quieter: return Touched{{TargetKind::volume, {}, -1}};
    case Key::Kind::louder: return Touched{{TargetKind::volume, {}, 1}};
    case Key::Kind::language: return touch_first(list, [](HitTarget const& each) { return each.target.kind == TargetKind::language; });
    }
    return std::nullopt;
}

}  // namespace saduak::kiosk
