// What is left on the printer's roll, counted from what was printed. Pure.
#pragma once

#include <cstdint>

#include "drivers/escpos/status.hpp"

namespace saduak::kiosk {

struct PaperRoll {
    std::int64_t length_mm = 0;     // of a new roll, by the configuration; 0: not told, nothing is counted
    std::int64_t used_mm = 0;       // since the roll was put in
    std::int64_t ticket_mm = 0;     // what the last ticket took
    std::int64_t reported_mm = -1;  // left, as the server last heard; -1: nothing yet
    bool empty = false;             // the printer said so: what it takes next is a new roll

    bool operator==(PaperRoll const&) const = default;
};

// -1: not known. A roll that is longer than was told has nothing left before it ends; one that ended has nothing left whatever was counted.
[[nodiscard]] std::int64_t left_mm(PaperRoll const& roll);

void note_printed(PaperRoll& roll, std::int64_t mm);
// Out of paper, and then able to print: a new roll was put in.
void note_state(PaperRoll& roll, drivers::PrinterState state);
void note_new_roll(PaperRoll& roll);

// Enough was used since the server last heard of it.
[[nodiscard]] bool report_due(PaperRoll const& roll);
inline constexpr std::int64_t kRollReportEvery_mm = 5'000;

}  // namespace saduak::kiosk
