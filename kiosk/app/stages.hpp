// Where the time of one citizen goes, from the touch to the first bytes that the printer takes: for the bench, in the script's ticket line.
#pragma once

#include <chrono>
#include <optional>

#include <boost/json/object.hpp>

#include "kiosk/printing/timed_port.hpp"

namespace saduak::kiosk {

// Of the ticket asked for last. UI thread.
class TicketStages {
public:
    void touched() { *this = TicketStages(std::chrono::steady_clock::now()); }
    void answered() { answered_ = std::chrono::steady_clock::now(); }
    void drawn() { drawn_ = std::chrono::steady_clock::now(); }
    void printed(std::optional<SteadyTime> first_bytes) { first_bytes_ = first_bytes; }

    // Microseconds: answer (journal, network, server, commit), raster, printer (journal, thread, status query) and their sum; empty where one is
    // not known.
    [[nodiscard]] boost::json::object line() const;

    TicketStages() = default;

private:
    explicit TicketStages(SteadyTime touched) : touched_(touched) {}

    std::optional<SteadyTime> touched_;
    std::optional<SteadyTime> answered_;
    std::optional<SteadyTime> drawn_;
    std::optional<SteadyTime> first_bytes_;
};

}  // namespace saduak::kiosk
