// The code of an appointment: typed on the screen's own keys, or scanned.
#include <algorithm>
#include <string_view>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

namespace {

constexpr std::string_view kKeys = "1234567890ABCDEFGHJKMNPQRSTVWXYZ";  // those of the codes: without I, L, O and U

std::string advice_of(Page const& page, CodeEntry const& entry)
{
    switch (entry.fault) {
    case CodeFault::none: return page.say("code_advice");
    case CodeFault::unknown: return page.say("code_unknown");
    case CodeFault::wrong_day: return entry.slot.is_set() ? page.say_opening("code_wrong_day", entry.slot) : page.say("code_unknown");
    case CodeFault::used: return page.say("code_used");
    case CodeFault::closed: return page.say("stopped_title");
    }
    return page.say("code_advice");
}

void keys(Page& page, Rect area)
{
    int const count = static_cast<int>(kKeys.size()) + 2;
    int const gap = page.px(10);
    // As few rows as fingers need to hit their key.
    int const rows_wanted = (count + (page.portrait() ? 5 : 8)) / (page.portrait() ? 6 : 9);
    int const rows_possible = std::max(1, (area.h + gap) / (page.target_px() + gap));
    int const columns = (count + std::min(rows_wanted, rows_possible) - 1) / std::min(rows_wanted, rows_possible);
    int const rows = (count + columns - 1) / columns;
    int const width = (area.w - (columns - 1) * gap) / columns;
    int const height = std::min((area.h - (rows - 1) * gap) / rows, page.px(150));
    for (int i = 0; i < count; ++i) {
        Rect place{area.x + i % columns * (width + gap), area.y + i / columns * (height + gap), width, height};
        if (i == count - 2) page.button(place, page.say("code_erase"), ButtonRank::accent, {TargetKind::erase, {}, 0}, 0);
        else if (i == count - 1) {
            place.w = area.x + area.w - place.x;
            page.button(place, page.say("code_confirm"), ButtonRank::primary, {TargetKind::confirm, {}, 0}, 0);
        } else {
            char const key = kKeys[static_cast<std::size_t>(i)];
            bool const digit = key >= '0' && key <= '9';
            page.button(place, std::string(1, key), ButtonRank::quiet, {TargetKind::key, std::string(1, key), 0}, digit ? key : '\0');
        }
    }
}

}  // namespace

void draw(Page& page, Model const&, CodeEntry const& entry)
{
    page.footer_button(page.say("back"), {TargetKind::back, {}, 0});
    Theme const& theme = page.theme();
    Rect area = page.content();
    bool const fault = entry.fault != CodeFault::none;
    int const words = page.portrait() ? theme.title : theme.button;
    page.text_down(area, page.say("code_title"), {words, Weight::bold, theme.text, theme.ground, Align::center, 1});
    page.text_down(area, advice_of(page, entry),
                   {page.portrait() ? theme.body : theme.small, fault ? Weight::bold : Weight::regular, fault ? theme.warning : theme.muted,
                    theme.ground, Align::center, page.portrait() ? 2 : 1});
    Rect const shown = cut_top(area, line_pitch(page.px(theme.title)), page.gap() / 2);
    page.card(shown, theme.surface, theme.line);
    if (!entry.typed.empty()) page.text(shown, entry.typed, {theme.button, Weight::bold, theme.primary, theme.surface, Align::center, 1});
    keys(page, page.reachable(area));
}

}  // namespace saduak::kiosk
