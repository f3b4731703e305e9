// What truly happened before the kiosks, as nobody in the world knows it.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"

namespace saduak::sim {

struct TrueTicket {
    TicketId id;  // the kiosk's
    std::string number;
    ServiceId service;
    Instant taken_at;
    bool offline = false;
    bool clock_lost = false;  // taken in a run of the kiosk that never met its server: its wall clock is all there is
};

struct TrueHistory {
    std::vector<TrueTicket> tickets;          // in the order in which they were taken
    std::map<std::string, std::size_t> held;  // today's numbers on paper
};

}  // namespace saduak::sim
