// Servers, kiosks, counters, printers, network and disk in one virtual world, without sockets, threads or sleep. A seed decides
// everything: how big it is, what people do, what breaks. What must never be is looked for at every event; then all is healed
// and everything must come together again.
#pragma once

#include <cstdint>
#include <string>

namespace saduak::sim {

struct Verdict {
    bool ok = true;
    std::string fault;  // the first: when and what
    std::int64_t steps = 0;
    std::int64_t events = 0;
    std::int64_t tickets = 0;
    std::int64_t calls = 0;
    std::int64_t troubles = 0;
};

// `minutes` of virtual time, then healing.
[[nodiscard]] Verdict run_seed(std::uint64_t seed, std::int64_t minutes, bool verbose);

}  // namespace saduak::sim
