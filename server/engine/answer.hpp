// What a command is answered, as the JSON that the API and the device link pass on.
#pragma once

#include <string>
#include <vector>

#include "core/domain/command.hpp"
#include "core/domain/event.hpp"
#include "core/domain/rejection.hpp"
#include "core/domain/state.hpp"

namespace saduak::server {

// `state` has taken `events`. {"ticket": …} of the ticket concerned: with `ahead` while it waits; with ahead, estimate and visit for a
// new one; {"ticket": null} for `next` with nobody waiting. {"late": …} for an offline number of a day that is closed, {"visit": …},
// {"appointment": …} and {"range": …} for what was typed in, booked and granted. {} where nothing of these is concerned.
[[nodiscard]] std::string accepted_body(domain::SiteState const& state, domain::Command const& command, std::vector<domain::Event> const& events);
[[nodiscard]] std::string rejected_body(domain::Rejection const& rejection);

}  // namespace saduak::server
