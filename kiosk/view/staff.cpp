// The screen for staff who stand at the kiosk: what the printer says, what to do about it, how much paper is left.
#include <string>

#include "kiosk/view/page.hpp"

namespace saduak::kiosk {

std::string printer_words(Page const& page, drivers::PrinterState state) { return page.say("printer_" + std::string(drivers::to_string(state))); }

std::string printer_remedy(Page const& page, drivers::PrinterState state)
{
    switch (state) {
    case drivers::PrinterState::ready:
    case drivers::PrinterState::printing: return {};
    case drivers::PrinterState::offline:
    case drivers::PrinterState::paper_low:
    case drivers::PrinterState::paper_out:
    case drivers::PrinterState::cover_open:
    case drivers::PrinterState::cutter_error:
    case drivers::PrinterState::overheated:
    case drivers::PrinterState::unknown: break;
    }
    return page.say("remedy_" + std::string(drivers::to_string(state)));
}

namespace {

std::string roll_words(Page const& page, PaperRoll const& roll)
{
    std::int64_t const left = left_mm(roll);
    if (left < 0) return page.say("staff_roll_unknown");
    return page.say("staff_roll", {{"n", std::to_string(left / 1000)}});
}

}  // namespace

void draw(Page& page, Model const& model, ForStaff const&)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say("staff_title"), {theme.title, Weight::bold, theme.primary, theme.ground, Align::center, 1});
    cut_top(area, page.gap() / 2, 0);
    int const button = std::max(page.px(page.portrait() ? 150 : 110), page.target_px());
    Rect const buttons = cut_bottom(area, button, page.gap());
    bool const counted = model.roll.length_mm > 0;
    Rect back = buttons;
    if (counted) {
        Rect new_roll = buttons;
        new_roll.w = (buttons.w - page.gap()) / 2;
        back = new_roll;
        back.x += new_roll.w + page.gap();
        page.button(new_roll, page.say("staff_new_roll"), ButtonRank::quiet, {TargetKind::new_roll, {}, 0}, '2');
    }
    page.button(back, page.say("home"), ButtonRank::primary, {TargetKind::home, {}, 0}, '1');

    page.card(area, theme.surface, theme.hair);
    Rect inner = area.inset(page.gap());
    bool const well = model.printer == drivers::PrinterState::ready || model.printer == drivers::PrinterState::printing;
    auto const label = [&](std::string_view key) {
        page.text_down(inner, page.say(key), {theme.small, Weight::regular, theme.muted, theme.surface, Align::left, 1});
    };
    label("staff_printer");
    page.text_down(inner, printer_words(page, model.printer),
                   {theme.button, Weight::bold, well ? theme.primary : theme.warning, theme.surface, Align::left, 1});
    if (std::string const remedy = printer_remedy(page, model.printer); !remedy.empty())
        page.text_down(inner, remedy, {theme.body, Weight::regular, theme.text, theme.surface, Align::left, 3});
    cut_top(inner, page.gap() / 2, 0);
    label("staff_paper");
    page.text_down(inner, roll_words(page, model.roll), {theme.body, Weight::bold, theme.text, theme.surface, Align::left, 1});
    cut_top(inner, page.gap() / 2, 0);
    label("staff_link");
    page.text_down(inner, page.say(model.link == LinkStatus::online ? "staff_online" : "staff_offline"),
                   {theme.body, Weight::bold, theme.text, theme.surface, Align::left, 1});
}

}  // namespace saduak::kiosk
