// What `saduak-server verify` checks of one site's log: its chain, that it folds, and its numbers.
#pragma once

#include <string>
#include <vector>

#include "server/store/event_store.hpp"

namespace saduak::server {

struct LogReport {
    SiteId site;
    Seq events = 0;
    std::string head;                 // hash of the last event
    std::vector<std::string> faults;  // empty: all is well
    std::vector<std::string> gaps;    // online numbers that nobody got, "2026-11-21 A007"; only while the log folds
};

// Reads the whole log. An Error only where the file cannot be read.
[[nodiscard]] Result<LogReport> verify_log(EventStore& store, SiteHead const& head);

}  // namespace saduak::server
