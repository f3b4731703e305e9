// The two functions that everything else stands on (DESIGN 1). Both are pure.
#pragma once

#include <optional>
#include <vector>

#include "core/base/result.hpp"
#include "core/domain/command.hpp"
#include "core/domain/event.hpp"
#include "core/domain/rejection.hpp"
#include "core/domain/state.hpp"

namespace saduak::domain {

// The events that `command` causes at `now` (none where nothing changes: `next` with nobody waiting, a repeated report),
// or why not. `now` is at or after state.last_at. The events are in order and apply to `state` one after the other.
[[nodiscard]] Decided<std::vector<Event>> decide(SiteState const& state, Command const& command, Instant now);

// Takes one event. Errc::corrupt for an event that cannot follow this state (a wrong log): the state is then
// unchanged and the site must go read-only.
[[nodiscard]] Status apply(SiteState& state, Event const& event);

// When the next Tick is due; nothing while time alone changes nothing.
[[nodiscard]] std::optional<Instant> due(SiteState const& state);

}  // namespace saduak::domain
