// The screen for staff who stand at the kiosk: what the printer says, what to do about it, how much paper is left.
#include <algorithm>
#include <string>
#include <vector>

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

struct Action {
    TargetKind kind;
    char const* words;
};

// In rows, the way back first.
void action_buttons(Page& page, Rect& area, std::vector<Action> const& actions)
{
    std::size_t const columns = page.portrait() ? std::min<std::size_t>(actions.size(), 2) : actions.size();
    std::size_t const rows = (actions.size() + columns - 1) / columns;
    int const height = std::max(page.px(page.portrait() ? 150 : 110), page.target_px());
    Rect const all = cut_bottom(area, static_cast<int>(rows) * (height + page.gap()) - page.gap(), page.gap());
    int const width = (all.w - static_cast<int>(columns - 1) * page.gap()) / static_cast<int>(columns);
    for (std::size_t i = 0; i < actions.size(); ++i) {
        int const column = static_cast<int>(i % columns);
        int const row = static_cast<int>(i / columns);
        Rect const button{all.x + column * (width + page.gap()), all.y + row * (height + page.gap()), width, height};
        bool const home = actions[i].kind == TargetKind::home;
        page.button(button, page.say(actions[i].words), home ? ButtonRank::primary : ButtonRank::quiet, {actions[i].kind, {}, 0},
                    home ? '1' : static_cast<char>('2' + i));
    }
}

std::vector<Action> actions_of(Model const& model, bool may_act)
{
    std::vector<Action> actions;
    if (model.roll.length_mm > 0) actions.push_back({TargetKind::new_roll, "staff_new_roll"});
    if (may_act) {
        actions.push_back({TargetKind::test_ticket, "staff_test_ticket"});
        actions.push_back({TargetKind::log, "staff_log"});
        actions.push_back({TargetKind::restart, "staff_restart"});
    }
    actions.push_back({TargetKind::home, "home"});
    return actions;
}

}  // namespace

void draw(Page& page, Model const& model, ForStaff const& staff)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say("staff_title"), {theme.title, Weight::bold, theme.primary, theme.ground, Align::center, 1});
    cut_top(area, page.gap() / 2, 0);
    action_buttons(page, area, actions_of(model, staff.may_act));

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
    if (!staff.may_act) return;
    StaffFacts const& facts = model.staff;
    auto const small = [&](std::string words, Color ink) {
        page.text_down(inner, std::move(words), {theme.small, Weight::regular, ink, theme.surface, Align::left, 1});
    };
    small(facts.address + "  ·  " + page.say("staff_unsent", {{"n", std::to_string(facts.unsent)}}), theme.text);
    if (!facts.fault.empty()) small(facts.fault, theme.warning);
    cut_top(inner, page.gap() / 2, 0);
    label("staff_version");
    small(facts.version + "  ·  " +
              (facts.bundle.empty() ? page.say("staff_no_bundle") : page.say("staff_bundle", {{"id", facts.bundle.substr(0, 12)}})),
          theme.text);
    if (!facts.bundle_fault.empty()) small(facts.bundle_fault, theme.warning);
}

void draw(Page& page, Model const& model, StaffLog const&)
{
    Theme const& theme = page.theme();
    Rect area = page.content();
    page.text_down(area, page.say("staff_log"), {theme.title, Weight::bold, theme.primary, theme.ground, Align::center, 1});
    int const height = std::max(page.px(page.portrait() ? 150 : 110), page.target_px());
    Rect const back = cut_bottom(area, height, page.gap());
    page.button(back, page.say("back"), ButtonRank::primary, {TargetKind::back, {}, 0}, '1');
    page.card(area, theme.surface, theme.hair);
    Rect inner = area.inset(page.gap());
    int const line = line_pitch(page.px(theme.small));
    auto const fits = static_cast<std::size_t>(std::max(0, inner.h / (2 * line)));
    std::vector<std::string> const& log = model.staff.log;
    for (std::size_t i = log.size() > fits ? log.size() - fits : 0; i < log.size(); ++i)
        page.text_down(inner, log[i], {theme.small, Weight::regular, theme.text, theme.surface, Align::left, 2});
}

}  // namespace saduak::kiosk
