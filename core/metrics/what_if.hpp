// How a day's waits would change under another calling order. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/metrics/replay.hpp"

namespace saduak::metrics {

// As M02 and M06 count: waits are those of served segments.
struct WaitFigures {
    std::int64_t n = 0;     // served
    std::int64_t left = 0;  // no-show, cancelled, expired
    std::optional<std::int64_t> p50_s, p90_s, mean_s;
    std::optional<std::int64_t> within_bp;  // M06, offered: of all but who left within the target
    std::int64_t within_n = 0;              // the whole of that share

    bool operator==(WaitFigures const&) const = default;
};

struct WhatIfRow {
    std::optional<domain::TicketClass> ticket_class;  // none: every class
    ServiceId service;                                // empty: every service
    WaitFigures recorded;
    WaitFigures own;      // replayed under the day's own order: how well a replay fits
    WaitFigures changed;  // replayed under the other: what differs from `own` is the order's doing
};

// Rows: everything; each class; each service; each class of each service. Groups without anybody have none.
struct WhatIf {
    std::vector<WhatIfRow> rows;
    // Segments that were called at all: a replay may call some who left in the record, and miss some whom it called.
    std::int64_t called_in_record = 0;
    std::int64_t called_in_own = 0;
    std::int64_t called_in_changed = 0;
};

[[nodiscard]] WhatIf what_if(ReplayDay const& day, domain::SiteConfig const& changed);

}  // namespace saduak::metrics
