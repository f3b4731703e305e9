#include "tests/sim/network.hpp"

#include <algorithm>
#include <utility>

namespace saduak::sim {

void Connection::send(End from, std::string body)
{
    if (!side(from).ears.received) return;
    if (from == End::device) sent_by_device_.push_back(body);
    transmit(other(from), {std::move(body), false});
}

void Connection::close(End from)
{
    if (!side(from).ears.received) return;
    vanish(from);
    transmit(other(from), {{}, true});
}

void Connection::transmit(End to, Parcel parcel)
{
    Side& target = side(to);
    // Never before what was sent earlier.
    Instant const now = clockwork_.now();
    Instant const arrival = std::max(now + Millis{clockwork_.between(path_.latency_ms / 2, path_.latency_ms)}, target.last_arrival);
    target.last_arrival = arrival;
    clockwork_.after((arrival - now).count, [self = shared_from_this(), to, parcel = std::move(parcel)]() mutable {
        if (self->path_.blocked_to(to) || !self->side(to).held.empty()) self->side(to).held.push_back(std::move(parcel));
        else self->arrive(to, std::move(parcel));
    });
}

void Connection::arrive(End to, Parcel parcel)
{
    Ears const ears = side(to).ears;  // a copy: what is heard may end this side
    if (!ears.received) return;
    if (!parcel.last) return ears.received(parcel.body);
    vanish(to);
    ears.closed();
}

void Connection::release()
{
    for (End const to : {End::server, End::device}) {
        if (path_.blocked_to(to)) continue;
        while (!side(to).held.empty()) {
            Parcel parcel = std::move(side(to).held.front());
            side(to).held.pop_front();
            arrive(to, std::move(parcel));
            if (path_.blocked_to(to)) break;
        }
    }
}

}  // namespace saduak::sim
