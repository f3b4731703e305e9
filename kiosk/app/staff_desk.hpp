// What staff at the kiosk ask of the program: its last words, and a ticket that is none.
#pragma once

#include <string>
#include <vector>

#include "kiosk/model.hpp"
#include "kiosk/text/messages.hpp"

namespace saduak::kiosk {

// Keeps the log's last lines from now on; once, before the first of them is wanted.
void keep_last_log_lines();
// Oldest first, a dozen at most, without anybody's secrets, as the log has none. Any thread.
[[nodiscard]] std::vector<std::string> last_log_lines();

// Marked as a demonstration, numbered T000.
[[nodiscard]] TicketContent test_ticket(Model const& model, Messages const& messages, Instant now);

}  // namespace saduak::kiosk
