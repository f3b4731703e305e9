// One site's facts: sealed ones on disk, the rest folded from the log's end. One thread.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/metrics/fold.hpp"
#include "core/metrics/query.hpp"
#include "server/metrics/facts_store.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

// Where facts come from. `facts` may be null: then the log alone answers.
struct FactSources {
    EventStore& log;
    FactsStore* facts = nullptr;
    FactsStore::Access access = FactsStore::Access::read_only;
};

class SiteFacts {
public:
    explicit SiteFacts(SiteId site) : site_(std::move(site)) {}

    // Takes events as the engine publishes them. Those taken before are passed over; Errc::corrupt for a gap: then catch_up().
    [[nodiscard]] Status take(std::vector<StoredEvent> const& events);
    // Reads what the log has beyond the last event taken. Errc::not_found for a site without events.
    [[nodiscard]] Status catch_up(FactSources const& sources);
    // Moves sealed facts to disk, where the sources may be written.
    [[nodiscard]] Status keep_sealed(FactSources const& sources);

    [[nodiscard]] Seq seq() const { return fold_.seq(); }
    [[nodiscard]] Result<std::vector<metrics::MetricRow>> evaluate(FactSources const& sources, metrics::MetricQuery const& query);
    [[nodiscard]] Result<metrics::TodaySummary> summarize(FactSources const& sources, Date day);

private:
    // Facts of the days, open visits included, sealed or not.
    [[nodiscard]] Result<metrics::Facts> facts_of(FactSources const& sources, Date from, Date to);
    // Begins from what is on disk, or from the log's start where that is of another log (a backup was restored).
    [[nodiscard]] Status begin(FactSources const& sources);

    enum class Disk { used, ignored };
    SiteId site_;
    metrics::MetricsFold fold_;
    metrics::Seq sealed_seq_ = 0;  // facts up to here are on disk, those after it in fold_
    Disk disk_ = Disk::used;
    bool begun_ = false;
};

// Facts folded anew from the whole log compared with what is on disk, bit for bit.
struct FactsCheck {
    metrics::Seq as_of_seq = 0;  // 0: nothing of the site is sealed yet
    std::size_t facts = 0;
    std::string digest;
};
// Errc::corrupt naming the first difference.
[[nodiscard]] Result<FactsCheck> verify_facts(EventStore& log, FactsStore& facts, SiteId const& site);

}  // namespace saduak::server
