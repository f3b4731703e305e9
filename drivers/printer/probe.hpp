// Finds out what an unknown ESC/POS printer answers, and makes a profile of it.
#pragma once

#include <array>
#include <string>

#include "drivers/escpos/status.hpp"
#include "drivers/printer/port.hpp"
#include "drivers/printer/profile.hpp"

namespace saduak::drivers {

struct ProbeAnswers {
    std::array<bool, escpos::kStatusQueries.size()> real_time{};  // DLE EOT 1 to 4
    bool automatic = false;                                       // GS a
    bool ordered = false;                                         // GS r 1
    escpos::StatusFlags flags;                                    // what the real-time replies said

    [[nodiscard]] bool answers_all() const;
};

// Asks each question once, half a second each. Prints nothing. Errc::timeout: the printer takes no data; disconnected.
[[nodiscard]] Result<ProbeAnswers> ask_printer(PrinterPort& port);

// Sends it all, or says that the printer stopped taking it (Errc::timeout, after two seconds without progress) or is gone.
[[nodiscard]] Status send_whole(PrinterPort& port, ByteView bytes);

// What a person saw on the paper.
struct Seen {
    std::string name;
    int width_dots = 576;
    int dpi = 203;
    int band_rows = 64;
    Cutter cutter = Cutter::partial;
};
// What it answers says how it is watched; the rest is what was seen. Without an answer to GS r the paper's time is waited for.
[[nodiscard]] Profile profile_of(ProbeAnswers const& answers, Seen const& seen);
// TOML that parse_profile reads back equal; `note` becomes a comment, line by line.
[[nodiscard]] std::string to_toml(Profile const& profile, std::string_view note);

}  // namespace saduak::drivers
