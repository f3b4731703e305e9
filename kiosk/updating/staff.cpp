// What is for staff: the clock's touches, the roll, what is reported of the printer.
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

// Nobody touches a clock five times by chance.
void Step::touch_clock()
{
    bool const soon = model_.staff_touches > 0 && now_ - model_.staff_touched_at <= kStaffTouchPause;
    model_.staff_touches = soon ? model_.staff_touches + 1 : 1;
    model_.staff_touched_at = now_;
    if (model_.staff_touches < kStaffTouches || !resting() || !model_.roles.issue) return;
    model_.staff_touches = 0;
    if (model_.pin_set) model_.screen = StaffPin{{}, false, false, now_ + kPinShown};
    else open_for_staff(false);
}

void Step::open_for_staff(bool may_act)
{
    effects_.emplace_back(TellStaff{});
    model_.screen = ForStaff{may_act, now_ + kStaffShown};
}

void Step::touch(ForStaff const& staff, Target const& target)
{
    if (target.kind == TargetKind::home) return rest();
    model_.screen = ForStaff{staff.may_act, now_ + kStaffShown};
    if (target.kind == TargetKind::new_roll) {
        note_new_roll(model_.roll);
        effects_.emplace_back(KeepRoll{0});
        report_printer();
    }
    if (!staff.may_act) return;
    if (target.kind == TargetKind::test_ticket) effects_.emplace_back(PrintTest{});
    if (target.kind == TargetKind::restart) effects_.emplace_back(RestartKiosk{});
    if (target.kind == TargetKind::log) {
        effects_.emplace_back(TellStaff{});
        model_.screen = StaffLog{now_ + kStaffShown};
    }
}

void Step::touch(StaffLog const&, Target const& target)
{
    if (target.kind == TargetKind::back) open_for_staff(true);
}

void Step::report_printer()
{
    model_.roll.reported_mm = left_mm(model_.roll);
    std::string state(drivers::to_string(model_.printer_reported));
    submit(domain::ReportPrinter{std::move(state), model_.roll.reported_mm, model_.roll.ticket_mm});
}

}  // namespace saduak::kiosk
