// What a person at a counter or at the reception may press: one line a command. A new command of the domain is added here.
#pragma once

#include <optional>

#include "core/domain/command.hpp"
#include "core/domain/state.hpp"
#include "tests/sim/clockwork.hpp"
#include "tests/sim/papers.hpp"

namespace saduak::sim {

// What they see, and where they sit.
struct Desk {
    domain::SiteState const& state;
    CounterId counter;     // empty: at the reception
    Papers const& papers;  // of the citizens who may stand before them
    Instant now;           // by their own watch
    Clockwork& clockwork;

    [[nodiscard]] domain::Counter present() const;
    // The ticket at this counter; null: none.
    [[nodiscard]] domain::Ticket const* ticket() const;
    // Any ticket in this state; null: none.
    [[nodiscard]] domain::Ticket const* any(domain::TicketState wanted) const;
};

// Something that makes sense or does not, by chance. Nothing: they do not act now.
[[nodiscard]] std::optional<domain::CommandBody> whatever(Desk const& desk);
// What serves the next person.
[[nodiscard]] std::optional<domain::CommandBody> the_right_thing(Desk const& desk);

}  // namespace saduak::sim
