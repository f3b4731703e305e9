// How this kiosk looks, speaks and prints: the shipped files, and before them those of the site's bundle.
#pragma once

#include <filesystem>

#include "kiosk/app/config.hpp"
#include "kiosk/text/messages.hpp"
#include "kiosk/theme.hpp"
#include "kiosk/ticket/ticket_template.hpp"

namespace saduak::kiosk {

struct Look {
    Theme theme;
    Messages messages;
    TicketTemplate design;
    Settings settings;
};

// `bundle`: the folder of an unpacked one; empty: none. What a file of it says wrong is an error, and nothing of it counts.
[[nodiscard]] Result<Look> load_look(KioskConfig const& config, std::filesystem::path const& bundle);

// Of the newest bundle kept in `data` that can be used, whose hash goes to `bundle`; else of the shipped files.
[[nodiscard]] Result<Look> last_good_look(KioskConfig const& config, std::filesystem::path const& data, std::string& bundle);

}  // namespace saduak::kiosk
