// Messages that are no touch: the link, the site, the printer, time; and the touch that each screen gets.
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

void Step::on(Touched const& msg)
{
    model_.touched_at = now_;
    still_busy();
    if (std::holds_alternative<Dimmed>(model_.screen)) {
        rest();
        if (msg.target.kind != TargetKind::voice) return;  // headphones put in are meant as such
    }
    if (touch_panel(msg.target)) return;
    if (msg.target.kind == TargetKind::staff) return touch_clock();
    if (msg.target.kind == TargetKind::call_staff) return touch_call_staff();
    Screen const screen = model_.screen;
    std::visit([this, &msg](auto const& shown) { touch(shown, msg.target); }, screen);
}

void Step::on(PrinterChanged const& msg)
{
    model_.printer = msg.state;
    std::int64_t const used = model_.roll.used_mm;
    note_state(model_.roll, msg.state);
    if (model_.roll.used_mm != used) effects_.emplace_back(KeepRoll{model_.roll.used_mm});
    if (msg.state != drivers::PrinterState::printing && msg.state != model_.printer_reported) {
        model_.printer_reported = msg.state;
        report_printer();
    }
    if (auto const* shown = std::get_if<NumberOnScreen>(&model_.screen);
        shown != nullptr && drivers::can_print(msg.state) && shown->ticket.printed == Original::first) {
        Issued const ticket = shown->ticket;
        reprint(ticket);
        return;
    }
    refresh();
}

void Step::on(LinkChanged const& msg)
{
    model_.link = msg.status;
    model_.link_tried = true;
    if (msg.status == LinkStatus::online) model_.ever_online = true;
    show_site();
    refresh();
}

void Step::on(SitePushed const& msg)
{
    model_.heard = msg.site;
    model_.heard_at = msg.heard_at ? *msg.heard_at : model_.clock.at(now_).value_or(Instant{});
    show_site();
    follow_staff_call(msg.site.staff_called);
    bool const others_question = msg.site.rate_now && msg.site.rate_now->ticket != model_.rated;
    if (std::holds_alternative<RatingReasons>(model_.screen) && others_question) return rest();
    if (auto const* ask = std::get_if<RatingAsk>(&model_.screen)) {
        bool const still_asked = !ask->about.token_sha256.empty() || (msg.site.rate_now && msg.site.rate_now->ticket == ask->about.ticket);
        if (!still_asked) rest();  // answered elsewhere, too late, or the next citizen is called there
        return;
    }
    refresh();
}

void Step::on(TimePassed const&)
{
    if (model_.idle_at.is_set() && now_ >= model_.idle_at) {
        model_.idle_at = {};
        if (resting() && !std::holds_alternative<Dimmed>(model_.screen) && !deadline_of(model_.screen).is_set()) rest();
    }
    if (model_.staff_call == StaffCall::coming && now_ >= model_.staff_call_since + kStaffComing) model_.staff_call = StaffCall::none;
    if (auto* still = std::get_if<StillThere>(&model_.screen)) still->left_s = ((still->until - now_).count + 999) / 1000;
    dim_when_due();
    Instant const deadline = deadline_of(model_.screen);
    if (!deadline.is_set() || now_ < deadline) return;
    Screen const screen = model_.screen;
    std::visit([this](auto const& shown) { ended(shown); }, screen);
}

}  // namespace saduak::kiosk
