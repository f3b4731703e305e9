// What a kiosk that follows a script says on standard output, a JSON object a line (kiosk/README.md).
#pragma once

#include <filesystem>

#include <boost/json/object.hpp>

#include "kiosk/app/stages.hpp"
#include "kiosk/display_list.hpp"
#include "kiosk/model.hpp"

namespace saduak::kiosk {

// At once, whatever standard output is.
void print_line(boost::json::object const& line);

[[nodiscard]] boost::json::object state_line(Model const& model);
[[nodiscard]] boost::json::object targets_line(DisplayList const& list);
// `picture`: of the paper; not said where none was printed.
[[nodiscard]] boost::json::object ticket_line(Issued const& ticket, domain::Paper paper, std::filesystem::path const& picture,
                                              TicketStages const& stages);

}  // namespace saduak::kiosk
