// The screens from asking for a ticket to having it, and those where there is none.
#include <algorithm>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

namespace {

constexpr int kDocumentsShown = 4;
constexpr int kReasonLines = 4;  // staff may write 500 bytes
constexpr int kReasonLinesLow = 3;

struct Words {
    std::string icon;
    std::string title;
    std::string advice;
    std::string small;
    int advice_lines = 2;
    int small_lines = 1;
};

// An icon over a title and a line or two: what the kiosk says when there is nothing to choose.
Rect statement(Page& page, Words const& words, Color ink, int buttons_height)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    Rect const buttons = cut_bottom(area, buttons_height, buttons_height == 0 ? 0 : page.gap());
    int const title_lines = 2;
    int const words_height = line_pitch(page.px(theme.title)) * title_lines + line_pitch(page.px(theme.button)) * words.advice_lines +
                             line_pitch(page.px(theme.body)) * words.small_lines;
    // On a low screen with much to say the picture gives way to the words.
    int const icon = std::min(page.px(page.portrait() ? 260 : 170), area.h - words_height - page.gap() * 2);
    Rect block = centred_in(area, area.w, std::min(area.h, icon + page.gap() * 2 + words_height));
    page.add(Icon{centred_in(cut_top(block, icon, page.gap() * 2), icon, icon), words.icon, ink});
    page.text_down(block, words.title, {theme.title, Weight::bold, ink, theme.ground, Align::center, title_lines});
    if (!words.advice.empty())
        page.text_down(block, words.advice, {theme.button, Weight::regular, theme.text, theme.ground, Align::center, words.advice_lines});
    if (!words.small.empty())
        page.text_down(block, words.small, {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, words.small_lines});
    return buttons;
}

void documents_card(Page& page, Rect area, std::vector<domain::LocalText> const& documents)
{
    Theme const& theme = page.theme();
    int const pitch = line_pitch(page.px(theme.body));
    if (documents.empty() || area.h < 2 * page.gap() + 3 * pitch) return;  // they stand on the paper too
    int const room = std::max(1, (area.h - 2 * page.gap() - pitch) / (pitch + pitch / 4));
    int const count = std::min({static_cast<int>(documents.size()), kDocumentsShown, room});
    area.h = std::min(area.h, 2 * page.gap() + pitch + count * (pitch + pitch / 4));
    page.card(area, theme.surface, theme.hair);
    Rect inner = area.inset(page.gap());
    page.text_down(inner, page.say("take_documents"), {theme.body, Weight::bold, theme.primary, theme.surface, Align::left, 1});
    for (int i = 0; i < count; ++i) {
        Rect line = cut_top(inner, pitch + pitch / 4, 0);
        int const dot = page.px(12);
        page.add(Box{{line.x + dot, line.y + (line.h - dot) / 2, dot, dot}, theme.primary, dot / 2, {}, 0});
        line.x += 4 * dot;
        line.w -= 4 * dot;
        page.text(line, page.say(documents[static_cast<std::size_t>(i)]), {theme.body, Weight::regular, theme.text, theme.surface, Align::left, 1});
    }
}

struct TwoButtons {
    Rect first;
    Rect second;
};
TwoButtons beside(Page const& page, Rect area)
{
    int const width = (area.w - page.gap()) / 2;
    return {{area.x, area.y, width, area.h}, {area.x + area.w - width, area.y, width, area.h}};
}

int button_height(Page const& page) { return std::max(page.px(150), page.target_px()); }

struct TroubleWords {
    std::string_view advice;
    std::string_view small;  // empty: nothing
};
TroubleWords words_for(TroubleCause cause)
{
    switch (cause) {
    case TroubleCause::starting: return {"trouble_starting", ""};
    case TroubleCause::server: return {"trouble_advice", "trouble_server"};
    case TroubleCause::printer: return {"trouble_advice", ""};  // its small print: what staff should do
    case TroubleCause::slow_answer: return {"trouble_slow", "trouble_advice"};
    case TroubleCause::refused_ticket: return {"trouble_advice", ""};
    case TroubleCause::no_numbers: return {"trouble_advice", ""};
    case TroubleCause::refused_device: return {"trouble_refused_device", ""};
    }
    return {"trouble_advice", ""};
}

}  // namespace

std::string wait_words(Page const& page, TicketGiven const& given)
{
    if (given.offline) return page.say("take_offline");
    std::string const words = given.ahead == 0 ? page.say("ahead_none") : page.say("ahead", {{"n", std::to_string(given.ahead)}});
    if (!given.wait.stated) return words;
    std::string const to = std::to_string(given.wait.to_min);
    std::string const estimate = given.wait.from_min == given.wait.to_min
                                     ? page.say("estimate_one", {{"b", to}})
                                     : page.say("estimate", {{"a", std::to_string(given.wait.from_min)}, {"b", to}});
    return words + "\n" + estimate;
}

void number_card(Page& page, Rect area, Issued const& ticket)
{
    Theme const& theme = page.theme();
    page.card(area, theme.surface, theme.primary);
    Rect inner = area.inset(page.gap());
    bool const priority = ticket.wanted.ticket_class == domain::TicketClass::priority;
    int const line = line_pitch(page.px(theme.body));
    Rect const service = cut_bottom(inner, line_pitch(page.px(theme.button)), 0);
    page.text(service, page.say(ticket.service_name), {theme.button, Weight::bold, theme.text, theme.surface, Align::center, 1});
    // Nothing on the card is as large as the number: on a low one its label goes, for the number says itself what it is.
    bool const low = inner.h - line * (priority ? 2 : 1) < 2 * line_pitch(page.px(theme.title));
    if (!low) page.text_down(inner, page.say("number_label"), {theme.body, Weight::regular, theme.muted, theme.surface, Align::center, 1});
    if (priority) {
        Rect const mark = low ? cut_top(inner, line, 0) : cut_bottom(inner, line, 0);
        Rect const plate = centred_in(mark, page.px(320), mark.h);
        page.add(Box{plate, theme.accent, plate.h / 2, {}, 0});
        page.text(plate, page.say("class_priority"), {theme.body, Weight::bold, theme.surface, theme.accent, Align::center, 1});
    }
    // As large as the card allows; digits have no marks, so the line may be tighter than the font's.
    int const size = std::min(theme.number, static_cast<int>(inner.h * 10 / 14 * theme.number / std::max(1, page.px(theme.number))));
    page.text(inner, ticket.given.number, {size, Weight::bold, theme.primary, theme.surface, Align::center, 1});
}

// The number, and the code by which a telephone keeps it.
void number_and_code(Page& page, Rect area, Model const& model, Issued const& ticket, std::string advice_words)
{
    Theme const& theme = page.theme();
    std::string const code = model.site && !model.site->public_url.empty() ? model.site->public_url + "/t/" + ticket.wanted.names.token : "";
    Style const advice{theme.button, Weight::bold, theme.text, theme.ground, Align::center, 3};
    int const advice_height = line_pitch(page.px(advice.size)) * advice.lines_max;
    Rect beside_number = area;
    if (page.portrait()) beside_number = cut_bottom(area, advice_height + (code.empty() ? 0 : page.gap() + page.px(380)), page.gap());
    else {
        TwoButtons const halves = beside(page, area);
        area = halves.first;
        beside_number = halves.second;
    }
    number_card(page, area, ticket);
    page.text(cut_bottom(beside_number, advice_height, page.gap()), std::move(advice_words), advice);
    if (code.empty()) return;
    int const side = std::min(beside_number.w, beside_number.h);
    Rect const square = centred_in(beside_number, side, side);
    page.add(Box{square, Color{0xFFFFFF}, page.px(theme.radius), {}, 0});  // readers want it white, whatever the theme
    page.add(QrCode{square.inset(page.gap() / 2), code});
}

void draw(Page& page, Model const&, Issuing const&) { statement(page, {"clock", page.say("issuing_title"), "", ""}, page.theme().primary, 0); }

void draw(Page& page, Model const&, Printing const& printing)
{
    bool const copy = printing.ticket.printed == Original::copy;
    Rect area = page.content();
    Rect const card = cut_top(area, area.h * (page.portrait() ? 5 : 6) / 10, page.gap());
    number_card(page, card, printing.ticket);
    Theme const& theme = page.theme();
    int const icon = page.px(page.portrait() ? 220 : 120);
    Rect block = centred_in(area, area.w, std::min(area.h, icon + page.gap() + 2 * line_pitch(page.px(theme.title))));
    page.add(Icon{centred_in(cut_top(block, icon, page.gap()), icon, icon), "printer", theme.primary});
    page.text(block, page.say(copy ? "printing_copy" : "printing_title"), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 2});
}

void draw(Page& page, Model const&, TakeTicket const& take)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    bool const on_paper = take.paper != domain::Paper::accepted;
    page.text_down(area, page.say(on_paper ? "take_title" : "take_accepted"),
                   {theme.title, Weight::bold, theme.text, theme.ground, Align::center, 1});
    cut_top(area, page.gap() / 2, 0);
    TwoButtons const buttons = beside(page, cut_bottom(area, button_height(page), page.gap()));
    if (on_paper) page.button(buttons.first, page.say("take_no_paper"), ButtonRank::quiet, {TargetKind::no_paper, {}, 0}, '2');
    Rect const done = on_paper ? buttons.second : Rect{buttons.first.x, buttons.first.y, page.content().w, buttons.first.h};
    page.button(done, page.say("take_done"), ButtonRank::primary, {TargetKind::done, {}, 0}, '1');
    if (take.paper == domain::Paper::unconfirmed) {
        Rect const hint = cut_bottom(area, line_pitch(page.px(theme.body)), page.gap());
        page.text(hint, page.say("take_unconfirmed"), {theme.body, Weight::bold, theme.accent, theme.ground, Align::center, 1});
    }
    Rect side = area;
    if (page.portrait()) {
        number_card(page, cut_top(area, std::min(area.h / 2, page.px(560)), page.gap()), take.ticket);
        side = area;
    } else {
        Rect card = area;
        card.w = (area.w - page.gap()) / 2;
        number_card(page, card, take.ticket);
        side.x += card.w + page.gap();
        side.w -= card.w + page.gap();
    }
    page.text_down(side, wait_words(page, take.ticket.given), {theme.button, Weight::bold, theme.text, theme.ground, Align::center, 2});
    // A landscape screen keeps its height for the documents.
    if (page.portrait()) page.text_down(side, page.say("take_wait"), {theme.body, Weight::regular, theme.muted, theme.ground, Align::center, 1});
    cut_top(side, page.gap(), 0);
    documents_card(page, side, take.ticket.documents);
}

void draw(Page& page, Model const& model, NumberOnScreen const& shown)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say("number_title"), {theme.title, Weight::bold, theme.warning, theme.ground, Align::center, page.portrait() ? 2 : 1});
    cut_top(area, page.gap() / 2, 0);
    TwoButtons const buttons = beside(page, cut_bottom(area, button_height(page), page.gap()));
    page.button(buttons.first, page.say("number_cancel"), ButtonRank::quiet, {TargetKind::cancel, {}, 0}, '2');
    page.button(buttons.second, page.say("number_accept"), ButtonRank::primary, {TargetKind::accept, {}, 0}, '1');
    number_and_code(page, area, model, shown.ticket, page.say("number_advice"));
}

void draw(Page& page, Model const& model, OnPhone const& kept)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say("phone_title"), {theme.title, Weight::bold, theme.text, theme.ground, Align::center, page.portrait() ? 2 : 1});
    cut_top(area, page.gap() / 2, 0);
    TwoButtons const buttons = beside(page, cut_bottom(area, button_height(page), page.gap()));
    page.button(buttons.first, page.say("number_cancel"), ButtonRank::quiet, {TargetKind::cancel, {}, 0}, '2');
    page.button(buttons.second, page.say("phone_done"), ButtonRank::primary, {TargetKind::done, {}, 0}, '1');
    number_and_code(page, area, model, kept.ticket, page.say("phone_advice"));
}

void draw(Page& page, Model const& model, Trouble const& trouble)
{
    Theme const& theme = page.theme();
    bool const starting = trouble.cause == TroubleCause::starting;
    bool const slow = trouble.cause == TroubleCause::slow_answer;
    TroubleWords const words = words_for(trouble.cause);
    Words said;
    said.icon = starting || slow ? "clock" : "warning";
    if (starting || slow) said.title = page.say(words.advice);
    else {
        bool const refused = trouble.cause == TroubleCause::refused_ticket;
        bool const none = trouble.cause == TroubleCause::no_numbers;
        said.title = page.say(refused ? "trouble_refused" : none ? "trouble_no_numbers" : "trouble_title");
        said.advice = page.say(words.advice);
    }
    if (!words.small.empty()) said.small = page.say(words.small);
    // Who comes to mend it reads what is wrong and what to do.
    if (trouble.cause == TroubleCause::printer) {
        said.small = page.say("trouble_printer", {{"state", printer_words(page, model.printer)}, {"remedy", printer_remedy(page, model.printer)}});
        said.small_lines = 3;
    }
    bool const can_leave = trouble.until.is_set();
    Rect const buttons = statement(page, said, starting || slow ? theme.primary : theme.warning, can_leave ? button_height(page) : 0);
    if (can_leave) page.button(buttons, page.say("home"), ButtonRank::quiet, {TargetKind::home, {}, 0}, '1');
}

void draw(Page& page, Model const&, Closed const& closed)
{
    Closure const& why = closed.why;
    bool const stopped = why.cause == Closure::Cause::stopped;
    Words said{stopped ? "warning" : "clock", "", "", "", 2};
    switch (why.cause) {
    case Closure::Cause::hours:
        said.title = page.say("closed_title");
        if (why.opens.is_set()) said.advice = page.say_opening("closed_opens", why.opens);
        break;
    case Closure::Cause::last_ticket:
    case Closure::Cause::quota: said.title = page.say("service_closed"); break;
    case Closure::Cause::stopped:
        said.title = page.say("stopped_title");
        said.advice = why.reason;
        said.advice_lines = page.portrait() ? kReasonLines : kReasonLinesLow;
        said.small = page.say("stopped_holders");
        break;
    }
    if (said.advice.empty()) said.advice = page.say("trouble_advice");
    bool const can_leave = closed.until.is_set();
    Theme const& theme = page.theme();
    Rect const buttons = statement(page, said, stopped ? theme.warning : theme.primary, can_leave ? button_height(page) : 0);
    if (can_leave) page.button(buttons, page.say("home"), ButtonRank::quiet, {TargetKind::home, {}, 0}, '1');
}

}  // namespace saduak::kiosk
