// The screens before a ticket is asked for: services, class, "still there?".
#include <algorithm>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

namespace {

std::string closed_words(Page const& page, std::optional<Closure> const& closure)
{
    if (!closure) return page.say("service_closed");
    switch (closure->cause) {
    case Closure::Cause::hours: return closure->opens.is_set() ? page.say_opening("service_opens", closure->opens) : page.say("closed_title");
    case Closure::Cause::stopped: return page.say("stopped_title");
    case Closure::Cause::last_ticket:
    case Closure::Cause::quota: break;
    }
    return page.say("service_closed");
}

std::string waiting_words(Page const& page, ServiceOffer const& service)
{
    if (!service.open) return closed_words(page, service.closure);
    if (service.waiting == 0) return page.say("service_waiting_none");
    std::string words = page.say("service_waiting", {{"n", std::to_string(service.waiting)}});
    if (!service.wait.stated) return words;
    std::string const to = std::to_string(service.wait.to_min);
    if (service.wait.from_min == service.wait.to_min) return words + " · " + page.say("service_estimate_one", {{"b", to}});
    return words + " · " + page.say("service_estimate", {{"a", std::to_string(service.wait.from_min)}, {"b", to}});
}

void service_button(Page& page, Rect area, ServiceOffer const& service, char digit)
{
    Theme const& theme = page.theme();
    Color const fill = service.open ? theme.surface : theme.disabled;
    Color const ink = service.open ? theme.text : theme.disabled_text;
    page.card(area, fill, service.open ? theme.line : theme.disabled);
    // A low button gives its words the room.
    int const lines = line_pitch(page.px(theme.button)) + line_pitch(page.px(theme.small));
    Rect inner = area.inset(std::clamp((area.h - lines) / 2, page.px(8), page.gap()));
    int const icon_side = std::min(inner.h, page.px(112));
    Rect const icon{inner.x, inner.y + (inner.h - icon_side) / 2, icon_side, icon_side};
    page.add(Icon{icon, service.icon, service.open ? theme.primary : theme.disabled_text});
    int const badge = page.px(60);
    Rect words{icon.x + icon.w + page.gap(), inner.y, inner.w - icon.w - badge - 2 * page.gap(), inner.h};
    int const second = std::min(line_pitch(page.px(theme.small)), inner.h * 2 / 5);
    Rect const below = cut_bottom(words, second, 0);
    page.text(words, page.say(service.name), {theme.button, Weight::bold, ink, fill, Align::left, 2});
    page.text(below, waiting_words(page, service), {theme.small, Weight::regular, service.open ? theme.muted : ink, fill, Align::left, 1});
    if (!service.open) return;
    // The digit of the keypad.
    Rect const circle{area.x + area.w - page.gap() - badge, area.y + (area.h - badge) / 2, badge, badge};
    page.add(Box{circle, theme.ground, badge / 2, {}, 0});
    page.text(circle, std::string(1, digit), {theme.body, Weight::bold, theme.muted, theme.ground, Align::center, 1});
    page.touchable(area, {TargetKind::service, service.id.str(), 0}, digit);
}

void class_button(Page& page, Rect area, ButtonRank rank, std::string_view key, Target target, char digit)
{
    Theme const& theme = page.theme();
    bool const accent = rank == ButtonRank::accent;
    Color const fill = accent ? theme.accent_surface : theme.surface;
    Color const ink = accent ? theme.accent : theme.primary;
    page.card(area, fill, ink);
    Rect inner = area.inset(page.gap() * 2);
    int const icon_side = std::min({inner.h / 2, inner.w / 2, page.px(170)});
    Rect const words = cut_bottom(inner, 2 * line_pitch(page.px(theme.button)), page.gap() / 2);
    page.add(Icon{centred_in(inner, icon_side, icon_side), accent ? "priority" : "person", ink});
    page.text(words, page.say(key), {theme.button, Weight::bold, ink, fill, Align::center, 2});
    page.touchable(area, std::move(target), digit);
}

}  // namespace

void draw(Page& page, Model const& model, Home const& home)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say("home_welcome"), {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    page.text_down(area, page.say("home_title"), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 1});
    cut_top(area, page.gap() * (page.portrait() ? 3 : 1) / 2, 0);
    int const privacy_height = line_pitch(page.px(theme.small));
    Rect const privacy = page.access().low_reach ? cut_top(area, privacy_height, 0) : cut_bottom(area, privacy_height, page.gap() / 2);
    page.text(privacy, page.say("privacy"), {theme.small, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    std::vector<ServiceOffer> const& services = model.site ? model.site->services : std::vector<ServiceOffer>{};
    if (services.empty()) {
        page.text(area, page.say("home_no_services"), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 3});
        return;
    }
    area = page.reachable(area);
    std::size_t const room = services_per_page(model.access);
    std::size_t const pages = (services.size() + room - 1) / room;
    if (pages > 1) {
        Rect const more = cut_bottom(area, std::max(page.px(110), page.target_px()), page.gap());
        std::string const where = page.say("page_of", {{"page", std::to_string(home.page + 1)}, {"pages", std::to_string(pages)}});
        page.button(more, page.say("more") + " · " + where, ButtonRank::quiet, {TargetKind::next_page, {}, 0}, '0');
    }
    std::size_t const first = home.page * room;
    std::size_t const count = std::min(room, services.size() - first);
    int const columns = page.portrait() ? 1 : 2;
    int const rows =
        page.portrait() ? std::max(page.access().low_reach ? 1 : 4, static_cast<int>(count)) : std::max(2, (static_cast<int>(count) + 1) / 2);
    int const width = (area.w - (columns - 1) * page.gap()) / columns;
    int const height = std::min(page.px(230), (area.h - (rows - 1) * page.gap()) / rows);
    for (std::size_t i = 0; i < count; ++i) {
        int const row = static_cast<int>(i) / columns;
        int const column = static_cast<int>(i) % columns;
        Rect const place{area.x + column * (width + page.gap()), area.y + row * (height + page.gap()), width, height};
        service_button(page, place, services[first + i], static_cast<char>('1' + i));
    }
}

void draw(Page& page, Model const& model, PriorityChoice const& choice)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    if (ServiceOffer const* service = find_service(model, choice.service))
        page.text_down(area, page.say(service->name), {theme.body, Weight::bold, theme.primary, theme.ground, Align::center, 1});
    cut_top(area, page.portrait() ? page.gap() : 0, 0);
    page.text_down(area, page.say("priority_title"), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, page.portrait() ? 2 : 1});
    page.text_down(area, page.say("priority_for"), {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, page.portrait() ? 3 : 2});
    cut_top(area, page.gap(), 0);
    Rect const privacy = cut_bottom(area, line_pitch(page.px(theme.body)), page.gap());
    page.text(privacy, page.say("priority_privacy"), {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    area = page.reachable(area);
    int const gap = page.gap() * 3 / 2;
    Rect general = area;
    if (page.portrait()) general.h = std::min((area.h - gap) / 2, page.px(430));
    else general.w = (area.w - gap) / 2;
    Rect priority = general;
    if (page.portrait()) priority.y += general.h + gap;
    else priority.x += general.w + gap;
    class_button(page, general, ButtonRank::primary, "priority_general", {TargetKind::general, {}, 0}, '1');
    class_button(page, priority, ButtonRank::accent, "priority_priority", {TargetKind::priority, {}, 0}, '2');
    page.footer_button(page.say("back"), {TargetKind::back, {}, 0});
}

void draw(Page& page, Model const&, StillThere const&)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    int const block = page.px(page.portrait() ? 760 : 560);
    if (page.access().text == TextSize::normal) area = centred_in(area, area.w, std::min(area.h, block));
    page.text_down(area, page.say("still_title"), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 2});
    page.text_down(area, page.say("still_seconds"), {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    cut_top(area, page.gap(), 0);
    area = page.reachable(area);
    int const height = (area.h - page.gap()) / 2;
    page.button(cut_top(area, height, page.gap()), page.say("still_continue"), ButtonRank::primary, {TargetKind::go_on, {}, 0}, '1');
    page.button(area, page.say("home"), ButtonRank::quiet, {TargetKind::home, {}, 0}, '2');
}

}  // namespace saduak::kiosk
