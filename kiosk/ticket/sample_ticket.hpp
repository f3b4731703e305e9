// A made-up ticket from assets/demo/sample-ticket.toml: what previews and the approved pictures show.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"
#include "kiosk/ticket/ticket_paper.hpp"

namespace saduak::kiosk {

// Marked as demonstration. `service` empty: the file's first; another id than those of the file keeps the first one's words, so that
// any template's message can be looked at. Errc::not_found, or parse naming the key.
[[nodiscard]] Result<TicketContent> load_sample_ticket(std::filesystem::path const& file, std::string const& service, Lang const& lang);

}  // namespace saduak::kiosk
