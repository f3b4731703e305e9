// What `saduak-server verify` checks of one site's log: its chain, that it folds, its snapshots and its numbers.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "server/store/event_store.hpp"

namespace saduak::server {

// A head that was written down elsewhere: on a day's report, at the centre (DESIGN 5).
struct OutsideHead {
    SiteId site;
    Seq seq = 0;
    std::string hash;  // hex; the first 16 digits at least
};
// "hall:812:3f9a…". Errc::invalid_argument for anything else.
[[nodiscard]] Result<OutsideHead> parse_outside_head(std::string const& text);

enum class HeadVerdict {
    matches,
    log_is_shorter,  // events were lost, or a backup was restored
    differs,         // the log was changed, or it is another one
    archived,        // the event is in an archived file, not in the log
};
[[nodiscard]] std::string_view to_string(HeadVerdict verdict);
struct ComparedHead {
    OutsideHead outside;
    HeadVerdict verdict = HeadVerdict::log_is_shorter;
};

struct LogReport {
    SiteId site;
    Seq events = 0;                        // seq of the last one
    std::string head;                      // its hash
    std::optional<Checkpoint> checkpoint;  // where the check began; its state is left out
    std::size_t snapshots = 0;             // equal to the fold
    std::vector<std::string> faults;       // empty: all is well
    std::vector<std::string> gaps;         // online numbers that nobody got, "2026-11-21 A007"; only while the log folds
    std::vector<ComparedHead> heads;       // those of this site
};

// Reads the whole log, from the checkpoint on. An Error only where the file cannot be read.
[[nodiscard]] Result<LogReport> verify_log(EventStore& store, SiteHead const& head, std::vector<OutsideHead> const& outside = {});

}  // namespace saduak::server
