#include "tests/sim/staff.hpp"

#include <utility>

#include "tests/sim/moves.hpp"

namespace saduak::sim {

Staff::Staff(Clockwork& clockwork, Client client, SiteId site, CounterId counter, Papers const& papers)
    : clockwork_(clockwork), client_(std::move(client)), site_(std::move(site)), counter_(std::move(counter)), papers_(papers)
{
}

void Staff::think()
{
    std::int64_t const longest = diligent_ ? 1'500 : counter_.empty() ? 30'000 : 8'000;
    clockwork_.after(clockwork_.between(100, longest), [this] { act(); });
}

void Staff::act()
{
    Node const* node = client_.look();
    auto const* state = node == nullptr ? nullptr : node->engine()->state(site_);
    if (state == nullptr) return think();
    Desk const desk{*state, counter_, papers_, clockwork_.now(), clockwork_};
    auto command = diligent_ ? the_right_thing(desk) : whatever(desk);
    if (!command) return think();
    client_.ask(site_, *std::move(command), [this](server::Done const&) { think(); });
}

}  // namespace saduak::sim
