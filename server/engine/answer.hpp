// What a command is answered, as the JSON that the API and the device link pass on.
#pragma once

#include <string>
#include <vector>

#include "core/domain/command.hpp"
#include "core/domain/event.hpp"
#include "core/domain/rejection.hpp"
#include "core/domain/state.hpp"

namespace saduak::server {

// `state` has taken `events`. {"ticket": …} of the ticket concerned; with ahead, estimate and visit for a new one; {} where
// no ticket is concerned; {"ticket": null} for `next` with nobody waiting.
[[nodiscard]] std::string accepted_body(domain::SiteState const& state, domain::Command const& command, std::vector<domain::Event> const& events);
[[nodiscard]] std::string rejected_body(domain::Rejection const& rejection);

}  // namespace saduak::server
