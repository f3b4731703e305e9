// What is to go wrong with the disk, and when: words in one line of text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"

namespace saduak::test {

// short_read: half of what was asked for arrives, then the error of a read.
enum class FaultKind { power_cut, torn_page, write_error, sync_error, disk_full, read_error, short_read };
[[nodiscard]] std::string_view to_string(FaultKind kind);

struct Fault {
    FaultKind kind = FaultKind::power_cut;
    // 1 and on. Of the log's files: power_cut, torn_page, write_error and disk_full count writes and syncs together, sync_error counts
    // syncs, read_error and short_read count reads.
    std::int64_t at = 1;
    bool follows = false;  // counted from where the fault before it in the plan struck
    Millis lasts{0};       // how long the disk goes on failing so; 0: this once
};

struct FaultPlan {
    std::uint64_t seed = 1;          // of which unsynced changes are lost
    std::uint64_t keep_percent = 0;  // of the unsynced changes that survive a power cut, drawn one by one
    bool ignores_sync = false;       // says "synced" and does nothing: what a server without sync would be
    std::int64_t after_syncs = 0;    // nothing counts before so many syncs of the log: a long log is read at the start
    std::string report;              // file that gets one line of JSON for each fault that struck; empty: none
    std::vector<Fault> faults;
};

// "seed=5 keep=50 after=3 report=/tmp/faults sync_error@40:300 power_cut@+400": a sync error at the 40th sync that lasts 300 ms, and 400
// changes after it the power fails. "ignore_sync" makes syncs lie.
// Errc::invalid_argument names the word that is not understood.
[[nodiscard]] Result<FaultPlan> parse_fault_plan(std::string_view text);

}  // namespace saduak::test
