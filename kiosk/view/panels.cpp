// What lies over a screen while a person chooses the language, or how the screen is to be.
#include <algorithm>
#include <string>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

namespace {

struct Setting {
    std::string icon;  // empty: none
    std::string words;
    std::string below;  // a second, small line; empty: none
    Target target;
    bool chosen = false;
};

// Chosen shows by a mark and a filled button, not by colour alone.
void choice_button(Page& page, Rect area, Setting const& choice, char digit)
{
    Theme const& theme = page.theme();
    Color const fill = choice.chosen ? theme.primary : theme.surface;
    Color const ink = choice.chosen ? theme.primary_text : theme.text;
    page.card(area, fill, choice.chosen ? theme.primary : theme.line);
    Rect inner = area.inset(page.px(14));
    int const side = std::min({page.px(72), inner.h, inner.w / 4});
    std::string const icon = choice.chosen ? "check" : choice.icon;
    if (!icon.empty()) page.add(Icon{{inner.x, inner.y + (inner.h - side) / 2, side, side}, icon, choice.chosen ? ink : theme.primary});
    inner.x += side + page.px(12);
    inner.w -= side + page.px(12);
    if (!choice.below.empty()) {
        Rect const below = cut_bottom(inner, std::min(inner.h / 2, line_pitch(page.px(theme.small))), 0);
        page.text(below, choice.below, {theme.small, Weight::regular, choice.chosen ? ink : theme.muted, fill, Align::left, 1});
    }
    page.text(inner, choice.words, {theme.button, Weight::bold, ink, fill, Align::left, 2});
    page.touchable(area, choice.target, digit);
}

void choice_grid(Page& page, Rect area, std::vector<Setting> const& choices)
{
    int const count = static_cast<int>(choices.size());
    int const columns = page.portrait() ? 2 : count > 6 ? 4 : 3;
    int const rows = (count + columns - 1) / columns;
    int const width = (area.w - (columns - 1) * page.gap()) / columns;
    int const height = std::min(page.px(200), (area.h - (rows - 1) * page.gap()) / rows);
    for (int i = 0; i < count; ++i) {
        Rect const place{area.x + i % columns * (width + page.gap()), area.y + i / columns * (height + page.gap()), width, height};
        char const digit = i < 9 ? static_cast<char>('1' + i) : '\0';
        choice_button(page, place, choices[static_cast<std::size_t>(i)], digit);
    }
}

// Returns what is left for the choices.
Rect panel(Page& page, std::string_view title, std::string_view hint)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say(title), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, page.portrait() ? 2 : 1});
    if (!hint.empty()) page.text_down(area, page.say(hint), {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    cut_top(area, page.gap() / 2, 0);
    return page.reachable(area);
}

std::string time_words(Page const& page, int factor)
{
    return factor == 1 ? page.say("access_time_1") : page.say("access_time", {{"n", std::to_string(factor)}});
}

}  // namespace

void draw_languages(Page& page)
{
    Rect const area = panel(page, "language_title", "");
    std::vector<Setting> choices;
    for (Language const& language : page.messages().languages()) {
        std::string const draft = page.messages().is_draft(language.code) ? page.messages().text(language.code, "language_draft") : std::string();
        Target const target{TargetKind::choose_language, std::string(to_string(language.code)), 0};
        choices.push_back({"", language.name, draft, target, language.code == page.lang()});
    }
    choice_grid(page, area, choices);
    page.footer_button(page.say("back"), {TargetKind::close_panel, {}, 0});
}

void draw_access(Page& page, Access const& access, bool voice)
{
    Rect area = panel(page, "access_title", "access_until");
    Rect const done = cut_bottom(area, std::max(page.px(110), page.target_px()), page.gap());
    std::vector<Setting> choices;
    for (TextSize const size : {TextSize::normal, TextSize::large, TextSize::largest}) {
        int const number = static_cast<int>(size);
        choices.push_back(
            {"letters", page.say("access_text_" + std::to_string(number)), "", {TargetKind::text_size, {}, number}, access.text == size});
    }
    choices.push_back({"contrast", page.say("access_contrast"), "", {TargetKind::contrast, {}, 0}, access.high_contrast});
    choices.push_back({"lower", page.say("access_reach"), "", {TargetKind::reach, {}, 0}, access.low_reach});
    choices.push_back({"clock", time_words(page, access.time_factor), "", {TargetKind::time_factor, {}, 0}, access.time_factor > 1});
    if (voice) choices.push_back({"headphones", page.say("access_voice"), "", {TargetKind::voice, {}, 0}, access.voice});
    choice_grid(page, area, choices);
    page.button(done, page.say("access_done"), ButtonRank::primary, {TargetKind::close_panel, {}, 0}, '0');
}

}  // namespace saduak::kiosk
