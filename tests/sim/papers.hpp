// What citizens of one site hold in their hands.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/base/ids.hpp"

namespace saduak::sim {

enum class Promise { paper, number_accepted };

struct Papers {
    // Given out and acknowledged: everybody of these must have had their turn at the end.
    std::map<TicketId, Promise> promised;
    // Numbers printed without a server: their citizens may stand before a counter that has not heard of them.
    std::vector<std::pair<std::string, ServiceId>> offline;
};

}  // namespace saduak::sim
