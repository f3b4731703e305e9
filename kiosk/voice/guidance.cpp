#include "kiosk/voice/guidance.hpp"

namespace saduak::kiosk {

namespace {

// Each letter and digit is a clip: a number is read one by one, with its zeros.
void spell(std::vector<std::string>& clips, std::string_view number)
{
    for (char const c : number) {
        if (c >= '0' && c <= '9') clips.push_back(std::string("digit_") + c);
        if (c >= 'A' && c <= 'Z') clips.push_back(std::string("letter_") + static_cast<char>(c - 'A' + 'a'));
        if (c >= 'a' && c <= 'z') clips.push_back(std::string("letter_") + c);
    }
}

std::vector<std::string> clips_of(Target const& target)
{
    std::vector<std::string> clips;
    switch (target.kind) {
    case TargetKind::service: return {"service_" + target.service};
    case TargetKind::group: return {"group_" + target.service};
    case TargetKind::choose_language: return {"language_" + target.service};
    case TargetKind::key: spell(clips, target.service); return clips;
    case TargetKind::digit: return {"digit_" + std::to_string(target.score)};
    case TargetKind::face:
    case TargetKind::reason:
    case TargetKind::text_size: return {std::string(name_of(target.kind)) + "_" + std::to_string(target.score)};
    default: return {"target_" + std::string(name_of(target.kind))};
    }
}

std::string number_on(Screen const& screen)
{
    return std::visit(
        [](auto const& shown) -> std::string {
            if constexpr (requires { shown.ticket.given.number; }) return shown.ticket.given.number;
            else return {};
        },
        screen);
}

}  // namespace

std::vector<std::string> guidance(Model const& model)
{
    if (model.focus) return clips_of(*model.focus);
    if (model.panel == Panel::languages) return {"panel_languages"};
    if (model.panel == Panel::access) return {"panel_access"};
    std::vector<std::string> clips{"screen_" + std::string(name_of(model.screen))};
    spell(clips, number_on(model.screen));
    return clips;
}

std::string_view name_of(TargetKind kind)
{
    switch (kind) {
    case TargetKind::service: return "service";
    case TargetKind::group: return "group";
    case TargetKind::next_page: return "next_page";
    case TargetKind::general: return "general";
    case TargetKind::priority: return "priority";
    case TargetKind::on_phone: return "on_phone";
    case TargetKind::people: return "people";
    case TargetKind::again: return "again";
    case TargetKind::check_in: return "check_in";
    case TargetKind::key: return "key";
    case TargetKind::erase: return "erase";
    case TargetKind::confirm: return "confirm";
    case TargetKind::back: return "back";
    case TargetKind::home: return "home";
    case TargetKind::go_on: return "go_on";
    case TargetKind::done: return "done";
    case TargetKind::no_paper: return "no_paper";
    case TargetKind::accept: return "accept";
    case TargetKind::cancel: return "cancel";
    case TargetKind::face: return "face";
    case TargetKind::no_opinion: return "no_opinion";
    case TargetKind::reason: return "reason";
    case TargetKind::skip: return "skip";
    case TargetKind::call_staff: return "call_staff";
    case TargetKind::language: return "language";
    case TargetKind::choose_language: return "choose_language";
    case TargetKind::access: return "access";
    case TargetKind::text_size: return "text_size";
    case TargetKind::contrast: return "contrast";
    case TargetKind::reach: return "reach";
    case TargetKind::time_factor: return "time_factor";
    case TargetKind::voice: return "voice";
    case TargetKind::repeat: return "repeat";
    case TargetKind::volume: return "volume";
    case TargetKind::close_panel: return "close_panel";
    case TargetKind::staff: return "staff";
    case TargetKind::new_roll: return "new_roll";
    case TargetKind::digit: return "digit";
    case TargetKind::clear: return "clear";
    case TargetKind::enter: return "enter";
    case TargetKind::test_ticket: return "test_ticket";
    case TargetKind::log: return "log";
    case TargetKind::restart: return "restart";
    }
    return "";
}

}  // namespace saduak::kiosk
