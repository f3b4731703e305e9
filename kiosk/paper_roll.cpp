#include "kiosk/paper_roll.hpp"

#include <algorithm>

namespace saduak::kiosk {

std::int64_t left_mm(PaperRoll const& roll)
{
    if (roll.length_mm <= 0) return -1;
    if (roll.empty) return 0;
    return std::max<std::int64_t>(0, roll.length_mm - roll.used_mm);
}

void note_printed(PaperRoll& roll, std::int64_t mm)
{
    if (mm <= 0) return;
    roll.used_mm += mm;
    roll.ticket_mm = mm;
}

void note_state(PaperRoll& roll, drivers::PrinterState state)
{
    if (state == drivers::PrinterState::paper_out) roll.empty = true;
    if (roll.empty && drivers::can_print(state)) note_new_roll(roll);
}

void note_new_roll(PaperRoll& roll)
{
    roll.used_mm = 0;
    roll.empty = false;
}

bool report_due(PaperRoll const& roll)
{
    std::int64_t const left = left_mm(roll);
    if (left < 0) return false;
    bool const new_roll = left > roll.reported_mm;
    return roll.reported_mm < 0 || new_roll || roll.reported_mm - left >= kRollReportEvery_mm;
}

}  // namespace saduak::kiosk
