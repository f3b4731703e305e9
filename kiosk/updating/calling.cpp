// The button that asks for somebody to come: the same on every screen, so it changes none.
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

void Step::touch_call_staff()
{
    if (model_.link != LinkStatus::online) return;  // an hour later nobody would know why
    if (model_.staff_call_since.is_set() && now_ < model_.staff_call_since + kStaffCallTouch) return;
    bool const wanted = model_.staff_call != StaffCall::called;
    submit(domain::CallStaff{wanted});
    model_.staff_call = wanted ? StaffCall::called : StaffCall::none;
    model_.staff_call_since = now_;
    model_.staff_call_heard = false;
}

// The server's state lags behind the touch: only what it has said once can it take back, and a call taken back here is not
// shown again by what was on its way.
void Step::follow_staff_call(bool called)
{
    bool const just_taken_back =
        model_.staff_call == StaffCall::none && model_.staff_call_since.is_set() && now_ < model_.staff_call_since + kStaffCallLag;
    if (called) {
        if (just_taken_back) return;
        model_.staff_call = StaffCall::called;
        model_.staff_call_heard = true;
        return;
    }
    if (model_.staff_call != StaffCall::called || !model_.staff_call_heard) return;
    model_.staff_call = StaffCall::coming;
    model_.staff_call_since = now_;
    model_.staff_call_heard = false;
}

}  // namespace saduak::kiosk
