// The pad on which staff type their PIN: what was typed is shown as dots.
#include <algorithm>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

namespace {

struct PadKey {
    TargetKind kind = TargetKind::digit;
    int digit = 0;
};
constexpr PadKey kPad[] = {{TargetKind::digit, 1}, {TargetKind::digit, 2}, {TargetKind::digit, 3}, {TargetKind::digit, 4},
                           {TargetKind::digit, 5}, {TargetKind::digit, 6}, {TargetKind::digit, 7}, {TargetKind::digit, 8},
                           {TargetKind::digit, 9}, {TargetKind::clear, 0}, {TargetKind::digit, 0}, {TargetKind::enter, 0}};

void key_button(Page& page, Rect area, PadKey const& key)
{
    if (key.kind == TargetKind::digit)
        return page.button(area, std::to_string(key.digit), ButtonRank::quiet, {key.kind, {}, key.digit}, static_cast<char>('0' + key.digit));
    bool const enter = key.kind == TargetKind::enter;
    page.button(area, page.say(enter ? "pin_enter" : "pin_clear"), enter ? ButtonRank::primary : ButtonRank::quiet, {key.kind, {}, 0}, 0);
}

std::string words_of(Page const& page, Model const& model, StaffPin const& pin)
{
    if (pin.wrong && model.pin_locked_until.is_set() && model.pin_wrong == 0) return page.say("pin_locked");
    return page.say(pin.wrong ? "pin_wrong" : "pin_type");
}

}  // namespace

void draw(Page& page, Model const& model, StaffPin const& pin)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say("staff_title"), {theme.title, Weight::bold, theme.primary, theme.ground, Align::center, 1});
    page.text_down(area, words_of(page, model, pin),
                   {theme.body, Weight::regular, pin.wrong ? theme.warning : theme.text, theme.ground, Align::center, 2});
    std::string dots;
    for (std::size_t i = 0; i < pin.digits.size(); ++i) dots += "• ";
    page.text_down(area, dots, {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 1});
    int const least = page.target_px();
    Rect const back = cut_bottom(area, std::max(page.px(90), least), page.gap());
    page.button(back, page.say("home"), ButtonRank::quiet, {TargetKind::home, {}, 0}, 0);
    area = page.reachable(area);
    int const columns = page.portrait() ? 3 : 6;
    int const rows = static_cast<int>(std::size(kPad)) / columns;
    int const gap = page.gap() / 2;
    int const height = std::max(least, std::min(page.px(190), (area.h - (rows - 1) * gap) / rows));
    int const width = std::min(page.px(300), (area.w - (columns - 1) * gap) / columns);
    Rect const pad = centred_in(area, columns * (width + gap) - gap, rows * (height + gap) - gap);
    for (std::size_t i = 0; i < std::size(kPad); ++i) {
        int const column = static_cast<int>(i) % columns;
        int const row = static_cast<int>(i) / columns;
        key_button(page, {pad.x + column * (width + gap), pad.y + row * (height + gap), width, height}, kPad[i]);
    }
}

}  // namespace saduak::kiosk
