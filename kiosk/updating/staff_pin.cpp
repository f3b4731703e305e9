// The PIN of staff: typed, checked outside, five tries.
#include "kiosk/staff_pin.hpp"
#include "kiosk/updating/step.hpp"

namespace saduak::kiosk {

void Step::touch(StaffPin const& pin, Target const& target)
{
    if (target.kind == TargetKind::home) return rest();
    StaffPin next = pin;
    next.until = now_ + kPinShown;
    bool const locked = model_.pin_locked_until.is_set() && now_ < model_.pin_locked_until;
    if (pin.checking || locked) return;
    if (target.kind == TargetKind::clear) next.digits.clear();
    if (target.kind == TargetKind::digit && next.digits.size() < kPinMost) {
        next.digits += static_cast<char>('0' + target.score);
        next.wrong = false;
    }
    if (target.kind == TargetKind::enter && next.digits.size() >= kPinLeast) {
        effects_.emplace_back(CheckPin{next.digits});
        next.checking = true;
    }
    model_.screen = std::move(next);
}

void Step::on(PinChecked const& msg)
{
    if (!std::holds_alternative<StaffPin>(model_.screen)) return;
    if (msg.right) {
        model_.pin_wrong = 0;
        return open_for_staff(true);
    }
    if (++model_.pin_wrong >= kPinTries) {
        model_.pin_wrong = 0;
        model_.pin_locked_until = now_ + kPinLocked;
    }
    model_.screen = StaffPin{{}, false, true, now_ + kPinShown};
}

}  // namespace saduak::kiosk
