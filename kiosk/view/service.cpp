// A service's own screen: what to bring, what it costs, how long it takes, and the choice of class that asks for the ticket.
#include "kiosk/view/service.hpp"

#include <algorithm>

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

}  // namespace

std::string waiting_words(Page const& page, ServiceOffer const& service)
{
    if (!service.open) return closed_words(page, service.closure);
    if (!service.queue_known) return {};
    if (service.waiting == 0) return page.say("service_waiting_none");
    std::string words = page.say("service_waiting", {{"n", std::to_string(service.waiting)}});
    if (!service.wait.stated) return words;
    std::string const to = std::to_string(service.wait.to_min);
    if (service.wait.from_min == service.wait.to_min) return words + " · " + page.say("service_estimate_one", {{"b", to}});
    return words + " · " + page.say("service_estimate", {{"a", std::to_string(service.wait.from_min)}, {"b", to}});
}

namespace {

constexpr int kDocumentsShown = 4;

void class_button(Page& page, Rect area, ButtonRank rank, std::string_view key, Target target, char digit)
{
    Theme const& theme = page.theme();
    bool const accent = rank == ButtonRank::accent;
    Color const fill = accent ? theme.accent_surface : theme.surface;
    Color const ink = accent ? theme.accent : theme.primary;
    page.card(area, fill, ink);
    Rect inner = area.inset(page.gap() * 2);
    Rect words = cut_bottom(inner, 2 * line_pitch(page.px(theme.button)), page.gap() / 2);
    int const icon_side = std::min({inner.h, inner.w / 2, page.px(170)});
    // In a low button the picture gives way to the words.
    if (icon_side < page.px(60)) words = area.inset(page.gap());
    else page.add(Icon{centred_in(inner, icon_side, icon_side), accent ? "priority" : "person", ink});
    page.text(words, page.say(key), {theme.button, Weight::bold, ink, fill, Align::center, 2});
    page.touchable(area, std::move(target), digit);
}

// "3 hours", "45 min": whole hours are said as such.
std::string duration_words(Page const& page, std::int64_t seconds)
{
    std::int64_t const minutes = (seconds + 59) / 60;
    if (minutes >= 120 && minutes % 60 == 0) return page.say("service_standard_hours", {{"n", std::to_string(minutes / 60)}});
    return page.say("service_standard", {{"n", std::to_string(minutes)}});
}

struct Line {
    std::string words;
    Weight weight = Weight::regular;
    int lines = 1;
    bool dot = false;
};

std::vector<Line> lines_about(Page const& page, ServiceOffer const& service)
{
    std::vector<Line> lines;
    if (!service.documents.empty()) lines.push_back({page.say("service_documents"), Weight::bold});
    int const shown = std::min(static_cast<int>(service.documents.size()), kDocumentsShown);
    for (int i = 0; i < shown; ++i) lines.push_back({page.say(service.documents[static_cast<std::size_t>(i)]), Weight::regular, 1, true});
    if (std::string fee = page.say(service.fee); !fee.empty()) lines.push_back({page.say("service_fee", {{"fee", fee}}), Weight::regular, 2});
    if (service.standard_s > 0) lines.push_back({duration_words(page, service.standard_s)});
    if (std::string waiting = waiting_words(page, service); !waiting.empty()) lines.push_back({std::move(waiting), Weight::bold});
    return lines;
}

int size_of_lines(Page const& page) { return page.portrait() ? page.theme().body : page.theme().small; }

int height_of(Page const& page, std::vector<Line> const& lines)
{
    int height = 2 * page.gap();
    for (Line const& line : lines) height += line.lines * line_pitch(page.px(size_of_lines(page)));
    return height;
}

void info_card(Page& page, Rect area, std::vector<Line> const& lines)
{
    Theme const& theme = page.theme();
    page.card(area, theme.surface, theme.hair);
    Rect inner = area.inset(page.gap());
    int const size = size_of_lines(page);
    for (Line const& line : lines) {
        Rect place = cut_top(inner, line.lines * line_pitch(page.px(size)), 0);
        if (line.dot) {
            int const dot = page.px(12);
            page.add(Box{{place.x + dot, place.y + (place.h - dot) / 2, dot, dot}, theme.primary, dot / 2, {}, 0});
            place.x += 4 * dot;
            place.w -= 4 * dot;
        }
        Color const ink = line.weight == Weight::bold ? theme.primary : theme.text;
        page.text(place, line.words, {size, line.weight, ink, theme.surface, Align::left, line.lines});
    }
}

// Kindly asked; the answer is a class, the reason stays the citizen's.
void class_choice(Page& page, Rect area)
{
    Theme const& theme = page.theme();
    int const question = page.portrait() ? theme.button : theme.body;
    int const small = page.portrait() ? theme.body : theme.small;
    page.text_down(area, page.say("priority_title"), {question, Weight::bold, theme.text, theme.ground, Align::center, page.portrait() ? 1 : 2});
    page.text_down(area, page.say("priority_for"), {small, Weight::regular, theme.muted, theme.ground, Align::center, 3});
    cut_top(area, page.gap() / 2, 0);
    Rect const privacy = cut_bottom(area, line_pitch(page.px(small)), page.gap() / 2);
    page.text(privacy, page.say("priority_privacy"), {small, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    area = centred_in(area, area.w, std::min(area.h, page.px(430)));
    Rect general = area;
    general.w = (area.w - page.gap()) / 2;
    Rect priority = general;
    priority.x = area.x + area.w - priority.w;
    class_button(page, general, ButtonRank::primary, "priority_general", {TargetKind::general, {}, 0}, '1');
    class_button(page, priority, ButtonRank::accent, "priority_priority", {TargetKind::priority, {}, 0}, '2');
}

int option_height(Page const& page) { return std::max(page.px(100), page.target_px()); }

// How the ticket is to be: for how many people, on paper or on the telephone.
void options(Page& page, Rect area, PriorityChoice const& choice, bool phone_possible)
{
    Rect people = area;
    if (phone_possible) people.w = (area.w - page.gap()) / 2;
    page.button(people, page.say("people", {{"n", std::to_string(choice.people)}}), ButtonRank::quiet, {TargetKind::people, {}, 0}, '3');
    if (!phone_possible) return;
    Rect phone = people;
    phone.x = area.x + area.w - phone.w;
    page.button(phone, page.say("keep_phone"), choice.on_phone ? ButtonRank::primary : ButtonRank::quiet, {TargetKind::on_phone, {}, 0}, '4');
}

}  // namespace

void draw(Page& page, Model const& model, PriorityChoice const& choice)
{
    page.footer_button(page.say("back"), {TargetKind::back, {}, 0});
    Rect area = page.content();
    ServiceOffer const* service = find_service(model, choice.service);
    if (service == nullptr) return class_choice(page, area);
    Theme const& theme = page.theme();
    page.text_down(area, page.say(service->name), {theme.title, Weight::bold, theme.primary, theme.ground, Align::center, 1});
    cut_top(area, page.gap() / 2, 0);
    std::vector<Line> const lines = lines_about(page, *service);
    bool const phone_possible = model.link == LinkStatus::online && model.site && !model.site->public_url.empty();
    if (page.portrait()) {
        options(page, cut_bottom(area, option_height(page), page.gap()), choice, phone_possible);
        info_card(page, cut_top(area, height_of(page, lines), page.gap()), lines);
        return class_choice(page, area);
    }
    Rect left = area;
    left.w = (area.w - page.gap()) / 2;
    options(page, cut_bottom(left, option_height(page), page.gap()), choice, phone_possible);
    left.h = std::min(left.h, height_of(page, lines));
    info_card(page, left, lines);
    area.x += left.w + page.gap();
    area.w -= left.w + page.gap();
    class_choice(page, area);
}

}  // namespace saduak::kiosk
