// What a kiosk that follows a script says on standard output, a JSON object a line (kiosk/README.md).
#pragma once

#include <filesystem>

#include <boost/json/object.hpp>

#include "kiosk/app/stages.hpp"
#include "kiosk/model.hpp"

namespace saduak::kiosk {

// At once, whatever standard output is.
void print_line(boost::json::object const& line);

[[nodiscard]] boost::json::object state_line(Model const& model);
// `picture`: of the paper; not said where there is none.
[[nodiscard]] boost::json::object ticket_line(TakeTicket const& take, std::filesystem::path const& picture, TicketStages const& stages);

}  // namespace saduak::kiosk
