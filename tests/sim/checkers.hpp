// What must hold in the simulated world. Each returns the fault in words; empty: none.
#pragma once

#include <string>
#include <vector>

#include "core/domain/event.hpp"
#include "core/domain/state.hpp"

namespace saduak::sim {

// After every step: counters and tickets agree, and nothing known to lack paper is called.
[[nodiscard]] std::string check_state(domain::SiteState const& state);
// An acknowledged ticket is in the log, once.
[[nodiscard]] std::string check_acknowledged(std::vector<domain::Event> const& log, TicketId const& ticket);
// The whole log: no number twice in a day, nobody called twice without an end between, and it folds.
[[nodiscard]] std::string check_log(std::vector<domain::Event> const& log);

}  // namespace saduak::sim
