#include "kiosk/view/page.hpp"

#include <algorithm>
#include <cmath>

namespace saduak::kiosk {

namespace {

// Landscape screens are smaller and closer: letters keep their millimetres, not their share of the height.
double scale_for(ScreenSize const& screen)
{
    if (screen.height > screen.width) return std::min(screen.width / 1080.0, screen.height / 1920.0);
    return std::min(screen.width / 1700.0, screen.height / 1062.0);
}

constexpr int kHeader = 150;
constexpr int kLowHeader = 120;
constexpr int kClock = 270;
constexpr int kDemoPlate = 400;
constexpr int kDemoStrip = 60;
constexpr int kFooter = 170;
constexpr int kLowFooter = 116;
constexpr int kFooterButton = 205;
constexpr int kFooterIcon = 44;
constexpr int kSmallestText = 26;  // of the theme's pixels: texts that are data shrink no further

// Percent of the theme's sizes.
int percent_of(TextSize size) { return size == TextSize::normal ? 100 : size == TextSize::large ? 120 : 140; }

Theme as_chosen(Theme theme, Access const& access)
{
    if (access.high_contrast) static_cast<Palette&>(theme) = theme.high_contrast;
    for (int Theme::*size : {&Theme::number, &Theme::title, &Theme::button, &Theme::body, &Theme::small})
        theme.*size = theme.*size * percent_of(access.text) / 100;
    return theme;
}

// What staff read is in small letters and much.
Access access_on(Model const& model)
{
    Access access = model.access;
    if (std::holds_alternative<ForStaff>(model.screen) && model.panel == Panel::none) access.text = TextSize::normal;
    return access;
}

}  // namespace

Page::Page(Model const& model, Instant now, ViewContext const& context)
    : context_(context), access_(access_on(model)), theme_(as_chosen(context.theme, access_)), focus_(model.focus), lang_(model.lang), now_(now),
      today_(local_time(now).date), scale_(scale_for(context.screen))
{
    list_.width = context.screen.width;
    list_.height = context.screen.height;
    add(Box{{0, 0, list_.width, list_.height}, theme().ground, 0, {}, 0});
    header(model, now);
    // A landscape screen has no height to spare: the mark stands in the header there.
    bool const demo = model.site && model.site->demo;
    int const header_height = px(portrait() ? kHeader : kLowHeader);
    int const top = header_height + (demo && portrait() ? px(kDemoStrip) : 0);
    if (demo) demo_mark(portrait() ? Rect{0, header_height, list_.width, px(kDemoStrip)} : header_middle());
    int const footer_height = portrait() ? std::max(px(kFooter), target_px() + 2 * gap()) : std::max(px(kLowFooter), target_px()) + gap();
    footer_ = {0, list_.height - footer_height, list_.width, footer_height};
    footer(model);
    int const margin = px(theme().margin);
    int const above = portrait() ? margin / 2 : gap() / 2;
    content_ = {margin, top + above, list_.width - 2 * margin, footer_.y - top - 2 * above};
}

Rect Page::blank(Color ground, Target target)
{
    Rect const all{0, 0, list_.width, list_.height};
    list_.items.clear();
    list_.targets.clear();
    hint_ = {};
    add(Box{all, ground, 0, {}, 0});
    touchable(all, std::move(target));
    return all;
}

std::string Page::say_opening(std::string_view key, Instant opens) const
{
    LocalTime const local = local_time(opens);
    return say(key, {{"day", opening_day(local.date, today_, language())}, {"t", clock_time(local, language())}});
}

Rect Page::reachable(Rect area) const
{
    if (!access_.low_reach) return area;
    int const line = portrait() ? list_.height / 2 : list_.height * 2 / 5;
    int const top = std::max(area.y, line);
    return {area.x, top, area.w, area.y + area.h - top};
}

DisplayList Page::take()
{
    Style const hint{context_.theme.small, Weight::regular, theme().muted, theme().ground, Align::center, 3};
    if (staff_call_ && !hint_.empty()) call_staff(hint_, *staff_call_);
    else if (!hint_.empty()) text(hint_, say("help_hint"), hint);
    focus_frame();
    return std::move(list_);
}

void Page::outline(Rect area, int thick, Color color)
{
    add(Box{{area.x, area.y, area.w, thick}, color, 0, {}, 0});
    add(Box{{area.x, area.y + area.h - thick, area.w, thick}, color, 0, {}, 0});
    add(Box{{area.x, area.y, thick, area.h}, color, 0, {}, 0});
    add(Box{{area.x + area.w - thick, area.y, thick, area.h}, color, 0, {}, 0});
}

// Two lines, a light and a dark one: on every ground one of them is seen.
void Page::focus_frame()
{
    auto const found =
        std::find_if(list_.targets.begin(), list_.targets.end(), [this](auto const& each) { return focus_ && each.target == *focus_; });
    if (found == list_.targets.end()) return;
    int const thick = std::max(3, px(6));
    outline(found->area, thick, theme().surface);
    outline(found->area.inset(thick), thick, theme().text);
}

int Page::px(int size) const { return static_cast<int>(std::lround(size * scale_)); }

int Page::target_px() const { return static_cast<int>(std::ceil(theme().target_mm * context_.screen.px_per_mm)); }

void Page::text(Rect area, std::string words, Style const& style)
{
    Text item;
    item.area = area;
    item.words = std::move(words);
    item.size_px = px(style.size);
    item.size_min_px = std::min(item.size_px, px(kSmallestText));
    item.lines_max = style.lines_max;
    item.weight = style.weight;
    item.align = style.align;
    item.color = style.color;
    item.ground = style.ground;
    add(std::move(item));
}

void Page::text_down(Rect& area, std::string words, Style const& style)
{
    text(cut_top(area, line_pitch(px(style.size)) * style.lines_max, 0), std::move(words), style);
}

void Page::card(Rect area, Color fill, Color border) { add(Box{area, fill, px(theme().radius), border, std::max(2, px(3))}); }

void Page::button(Rect area, std::string words, ButtonRank rank, Target target, char digit)
{
    Color fill = theme().surface;
    Color ink = theme().text;
    Color border = theme().line;
    if (rank == ButtonRank::primary) {
        fill = border = theme().primary;
        ink = theme().primary_text;
    }
    if (rank == ButtonRank::accent) {
        fill = theme().accent_surface;
        ink = border = theme().accent;
    }
    card(area, fill, border);
    text(area.inset(px(16)), std::move(words), {theme().button, Weight::bold, ink, fill, Align::center, 2});
    touchable(area, std::move(target), digit);
}

void Page::footer_button(std::string words, Target target)
{
    Rect const place{hint_.x, hint_.y, px(kFooterButton), hint_.h};
    hint_.x += place.w + gap();
    hint_.w -= place.w + gap();
    button(place, std::move(words), ButtonRank::quiet, std::move(target), '*');
}

Rect Page::header_middle() const
{
    int const height = px(kDemoStrip);
    int const right = list_.width - px(theme().margin) - px(kClock) - gap();
    return {right - px(kDemoPlate), (px(kLowHeader) - height) / 2, px(kDemoPlate), height};
}

Rect Page::footer_inner() const
{
    int const above = portrait() ? gap() : gap() / 2;
    return {footer_.x, footer_.y + above, footer_.w, footer_.h - 2 * above};
}

void Page::header(Model const& model, Instant now)
{
    Rect const band{0, 0, list_.width, px(portrait() ? kHeader : kLowHeader)};
    add(Box{band, theme().header, 0, {}, 0});
    int const margin = px(theme().margin);
    int const above = px(portrait() ? 20 : 8);
    int const clock_width = px(kClock);
    int const taken = clock_width + gap() + (portrait() ? 0 : px(kDemoPlate) + gap());
    Rect names{margin, above, band.w - 2 * margin - taken, band.h - 2 * above};
    Rect clock{band.w - margin - clock_width, above, clock_width, band.h - 2 * above};
    // Staff's; not where every control is in the lower part.
    if (!access_.low_reach) touchable({clock.x, 0, band.w - clock.x, std::max(band.h, target_px())}, {TargetKind::staff, {}, 0});
    Style const strong{theme().body, Weight::bold, theme().header_text, theme().header, Align::left, 1};
    Style const light{theme().small, Weight::regular, theme().header_text, theme().header, Align::left, 1};
    if (model.site) {
        text(cut_top(names, names.h / 2, 0), say(model.site->agency_name), strong);
        text(names, say(model.site->name), light);
    }
    if (!now.is_set()) return;  // a wrong time is worse than none
    LocalTime const local = local_time(now);
    Style strong_right = strong;
    strong_right.align = Align::right;
    Style light_right = light;
    light_right.align = Align::right;
    text(cut_top(clock, clock.h / 2, 0), clock_time(local, language()), strong_right);
    text(clock, short_date(local.date, language()), light_right);
}

void Page::demo_mark(Rect area)
{
    add(Box{area, theme().demo, portrait() ? 0 : px(theme().radius) / 2, {}, 0});
    text(area, say("agency_demo"), {theme().small, Weight::bold, theme().demo_text, theme().demo, Align::center, 1});
}

void Page::footer(Model const& model)
{
    int const margin = px(theme().margin);
    add(Box{{0, footer_.y, footer_.w, std::max(2, px(2))}, theme().hair, 0, {}, 0});
    Rect inner = footer_inner();
    inner = {margin, inner.y, list_.width - 2 * margin, inner.h};
    int const width = px(kFooterButton);
    Rect const language{inner.x + inner.w - width, inner.y, width, inner.h};
    Rect const access{language.x - gap() - width, inner.y, width, inner.h};
    footer_choice(access, "access", say("access_choose"), TargetKind::access);
    footer_choice(language, "globe", say("language_choose"), TargetKind::language);
    if (model.roles.issue && model.link == LinkStatus::online) staff_call_ = model.staff_call;
    hint_ = {inner.x, inner.y, access.x - gap() - inner.x, inner.h};
}

void Page::footer_choice(Rect area, std::string_view icon, std::string words, TargetKind kind)
{
    card(area, theme().surface, theme().line);
    Rect inner = area.inset(px(12));
    int const side = std::min(px(kFooterIcon), inner.h);
    add(Icon{{inner.x, inner.y + (inner.h - side) / 2, side, side}, std::string(icon), theme().primary});
    inner.x += side + px(10);
    inner.w -= side + px(10);
    text(inner, std::move(words), {context_.theme.small, Weight::bold, theme().text, theme().surface, Align::center, 2});
    touchable(area, {kind, {}, 0});
}

void Page::call_staff(Rect area, StaffCall call)
{
    bool const called = call == StaffCall::called;
    std::string_view const key = called ? "staff_called" : call == StaffCall::coming ? "staff_coming" : "call_staff";
    button(area, say(key), called ? ButtonRank::primary : ButtonRank::accent, {TargetKind::call_staff, {}, 0}, 0);
}

Rect cut_top(Rect& from, int height, int gap)
{
    Rect const taken{from.x, from.y, from.w, height};
    from.y += height + gap;
    from.h -= height + gap;
    return taken;
}

Rect cut_bottom(Rect& from, int height, int gap)
{
    Rect const taken{from.x, from.y + from.h - height, from.w, height};
    from.h -= height + gap;
    return taken;
}

Rect centred_in(Rect area, int width, int height) { return {area.x + (area.w - width) / 2, area.y + (area.h - height) / 2, width, height}; }

}  // namespace saduak::kiosk
