// The screens before a service is chosen, and "still there?".
#include <algorithm>

#include "kiosk/view/page.hpp"
#include "kiosk/view/service.hpp"

namespace saduak::kiosk {

namespace {

struct Entry {
    std::string icon;
    std::string title;
    std::string below;
    bool open = true;
    Target target;
};

Entry entry_of(Page const& page, HomeEntry const& entry)
{
    if (entry.group != nullptr)
        return {entry.group->icon, page.say(entry.group->name), page.say("group_more"), true, {TargetKind::group, entry.group->id, 0}};
    ServiceOffer const& service = *entry.service;
    return {service.icon, page.say(service.name), waiting_words(page, service), service.open, {TargetKind::service, service.id.str(), 0}};
}

void entry_button(Page& page, Rect area, Entry const& entry, char digit)
{
    Theme const& theme = page.theme();
    Color const fill = entry.open ? theme.surface : theme.disabled;
    Color const ink = entry.open ? theme.text : theme.disabled_text;
    page.card(area, fill, entry.open ? theme.line : theme.disabled);
    // A low button gives its words the room.
    int const lines = line_pitch(page.px(theme.button)) + line_pitch(page.px(theme.small));
    Rect inner = area.inset(std::clamp((area.h - lines) / 2, page.px(8), page.gap()));
    int const icon_side = std::min(inner.h, page.px(112));
    Rect const icon{inner.x, inner.y + (inner.h - icon_side) / 2, icon_side, icon_side};
    page.add(Icon{icon, entry.icon, entry.open ? theme.primary : theme.disabled_text});
    int const badge = page.px(60);
    Rect words{icon.x + icon.w + page.gap(), inner.y, inner.w - icon.w - badge - 2 * page.gap(), inner.h};
    int const second = std::min(line_pitch(page.px(theme.small)), inner.h * 2 / 5);
    Rect const below = cut_bottom(words, second, 0);
    page.text(words, entry.title, {theme.button, Weight::bold, ink, fill, Align::left, 2});
    page.text(below, entry.below, {theme.small, Weight::regular, entry.open ? theme.muted : ink, fill, Align::left, 1});
    if (!entry.open) return;
    // The digit of the keypad.
    Rect const circle{area.x + area.w - page.gap() - badge, area.y + (area.h - badge) / 2, badge, badge};
    page.add(Box{circle, theme.ground, badge / 2, {}, 0});
    page.text(circle, std::string(1, digit), {theme.body, Weight::bold, theme.muted, theme.ground, Align::center, 1});
    page.touchable(area, entry.target, digit);
}

void entry_buttons(Page& page, Rect area, std::vector<HomeEntry> const& entries, std::size_t first)
{
    std::size_t const count = std::min(entries_per_page(page.access()), entries.size() - first);
    int const columns = page.portrait() ? 1 : 2;
    int const rows =
        page.portrait() ? std::max(page.access().low_reach ? 1 : 4, static_cast<int>(count)) : std::max(2, (static_cast<int>(count) + 1) / 2);
    int const width = (area.w - (columns - 1) * page.gap()) / columns;
    int const height = std::min(page.px(230), (area.h - (rows - 1) * page.gap()) / rows);
    for (std::size_t i = 0; i < count; ++i) {
        int const row = static_cast<int>(i) / columns;
        int const column = static_cast<int>(i) % columns;
        Rect const place{area.x + column * (width + page.gap()), area.y + row * (height + page.gap()), width, height};
        entry_button(page, place, entry_of(page, entries[first + i]), static_cast<char>('1' + i));
    }
}

std::string title_of(Page const& page, SiteOffer const& site, std::string const& group)
{
    for (GroupOffer const& offered : site.groups)
        if (offered.id == group) return page.say(offered.name);
    return page.say("home_title");
}

// Which of two, under a question.
struct Answer {
    std::string_view key;
    ButtonRank rank;
    TargetKind kind;
};
void question(Page& page, std::string title, std::string below, Answer first, Answer second)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    int const block = page.px(page.portrait() ? 760 : 560);
    if (page.access().text == TextSize::normal) area = centred_in(area, area.w, std::min(area.h, block));
    page.text_down(area, std::move(title), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 2});
    page.text_down(area, std::move(below), {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    cut_top(area, page.gap(), 0);
    area = page.reachable(area);
    int const height = (area.h - page.gap()) / 2;
    page.button(cut_top(area, height, page.gap()), page.say(first.key), first.rank, {first.kind, {}, 0}, '1');
    page.button(area, page.say(second.key), second.rank, {second.kind, {}, 0}, '2');
}

}  // namespace

void draw(Page& page, Model const& model, Home const& home)
{
    static SiteOffer const nothing;
    SiteOffer const& site = model.site ? *model.site : nothing;
    bool const first_page = home.page == 0 && home.group.empty();
    if (!first_page) page.footer_button(page.say("back"), {TargetKind::back, {}, 0});
    else if (site.appointments) page.footer_button(page.say("check_in"), {TargetKind::check_in, {}, 0});
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say(model.link == LinkStatus::offline ? "home_offline" : "home_welcome"),
                   {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    page.text_down(area, title_of(page, site, home.group), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 1});
    cut_top(area, page.gap() * (page.portrait() ? 3 : 1) / 2, 0);
    int const privacy_height = line_pitch(page.px(theme.small));
    Rect const privacy = page.access().low_reach ? cut_top(area, privacy_height, 0) : cut_bottom(area, privacy_height, page.gap() / 2);
    page.text(privacy, page.say("privacy"), {theme.small, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    std::vector<HomeEntry> const entries = entries_of(site, home.group);
    std::size_t const room = entries_per_page(page.access());
    std::size_t const first = home.page * room;
    if (first >= entries.size()) {
        page.text(area, page.say("home_no_services"), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 3});
        return;
    }
    area = page.reachable(area);
    std::size_t const pages = (entries.size() + room - 1) / room;
    if (pages > 1) {
        Rect const more = cut_bottom(area, std::max(page.px(110), page.target_px()), page.gap());
        std::string const where = page.say("page_of", {{"page", std::to_string(home.page + 1)}, {"pages", std::to_string(pages)}});
        page.button(more, page.say("more") + " · " + where, ButtonRank::quiet, {TargetKind::next_page, {}, 0}, '0');
    }
    entry_buttons(page, area, entries, first);
}

void draw(Page& page, Model const&, AskAgain const& asked)
{
    question(page, page.say("again_title", {{"no", asked.number}}), page.say("again_advice"), {"again_no", ButtonRank::primary, TargetKind::home},
             {"again_yes", ButtonRank::quiet, TargetKind::again});
}

void draw(Page& page, Model const&, StillThere const& still)
{
    question(page, page.say("still_title"), page.say("still_seconds", {{"n", std::to_string(still.left_s)}}),
             {"still_continue", ButtonRank::primary, TargetKind::go_on}, {"home", ButtonRank::quiet, TargetKind::home});
}

}  // namespace saduak::kiosk
