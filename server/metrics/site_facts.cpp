#include "server/metrics/site_facts.hpp"

#include <algorithm>
#include <optional>
#include <tuple>
#include <utility>

#include "server/metrics/fact_rows.hpp"
#include "server/store/load_site.hpp"

namespace saduak::server {
namespace {

using metrics::Facts;
using metrics::MetricsFold;
using metrics::Seal;

template <class Fact>
std::optional<std::string> first_difference(std::vector<Fact> const& stored, std::vector<Fact> const& folded)
{
    std::string const kind = FactRow<Fact>::kTable;
    std::size_t const common = std::min(stored.size(), folded.size());
    for (std::size_t i = 0; i < common; ++i)
        if (!(stored[i] == folded[i]))
            return kind + " " + std::to_string(i + 1) + " (event " + std::to_string(folded[i].seq) + ") differs from the log";
    if (stored.size() != folded.size())
        return std::to_string(stored.size()) + " " + kind + " facts are stored, the log gives " + std::to_string(folded.size());
    return std::nullopt;
}

std::optional<std::string> difference(FactsStore::Stored const& stored, MetricsFold::Sealed const& folded)
{
    std::optional<std::string> found;
    auto const compare = [&](auto const&... folded_list) {
        auto const with = [&](auto const&... stored_list) {
            static_cast<void>(((found = first_difference(stored_list, folded_list)).has_value() || ...));
        };
        std::apply(with, stored.facts.lists());
    };
    std::apply(compare, folded.facts.lists());
    if (found) return found;
    if (!(stored.seal == folded.seal)) return "the names, the published times or the open matters differ from the log";
    return std::nullopt;
}

}  // namespace

Status SiteFacts::take(std::vector<StoredEvent> const& events)
{
    for (StoredEvent const& event : events) SADUAK_TRY_STATUS(fold_.take(event.seq, event.event));
    return {};
}

Status SiteFacts::begin(FactSources const& sources)
{
    fold_ = MetricsFold();
    sealed_seq_ = 0;
    disk_ = sources.facts != nullptr ? Disk::used : Disk::ignored;
    if (sources.facts != nullptr) {
        SADUAK_TRY(FactsStore::Stored stored, sources.facts->seal(site_));
        bool same_log = true;
        if (stored.seal.seq > 0) {
            SADUAK_TRY(std::string const hash, hash_at(sources.log, site_, stored.seal.seq));
            same_log = hash == stored.log_hash;
        }
        if (same_log) {
            sealed_seq_ = stored.seal.seq;
            fold_ = MetricsFold(std::move(stored.seal));
        } else if (sources.access == FactsStore::Access::write) {
            SADUAK_TRY_STATUS(sources.facts->forget(site_));
        } else {
            disk_ = Disk::ignored;
        }
    }
    begun_ = true;
    return {};
}

Status SiteFacts::catch_up(FactSources const& sources)
{
    if (!begun_) SADUAK_TRY_STATUS(begin(sources));
    SADUAK_TRY_STATUS(sources.log.read(site_, fold_.seq(), [&](StoredEvent const& event) { return fold_.take(event.seq, event.event); }));
    if (fold_.seq() == 0) return fail(Errc::not_found, "no site \"" + site_.str() + "\"");
    return keep_sealed(sources);
}

Status SiteFacts::keep_sealed(FactSources const& sources)
{
    if (disk_ == Disk::ignored || sources.access == FactsStore::Access::read_only) return {};
    auto const sealed = fold_.take_sealed();
    if (!sealed) return {};
    auto const keep = [&]() -> Status {
        SADUAK_TRY(std::string const hash, hash_at(sources.log, site_, sealed->seal.seq));
        return sources.facts->add(site_, sealed_seq_, *sealed, hash);
    };
    Status const kept = keep();
    sealed_seq_ = sealed->seal.seq;
    if (!kept) begun_ = false;  // what was taken out of the fold is folded again next time
    return kept;
}

Result<Facts> SiteFacts::facts_of(FactSources const& sources, Date from, Date to)
{
    FactsStore::Stored stored;
    if (disk_ == Disk::used) {
        SADUAK_TRY(stored, sources.facts->read(site_, from, to));
        if (stored.seal.seq != sealed_seq_) {
            // Another process has sealed more: begin from there, so that indices into names mean the same in both.
            begun_ = false;
            SADUAK_TRY_STATUS(catch_up(sources));
            SADUAK_TRY(stored, sources.facts->read(site_, from, to));
            if (stored.seal.seq != sealed_seq_) return fail(Errc::busy, "facts of site " + site_.str() + " are being written: try again");
        }
    }
    Facts facts = std::move(stored.facts);
    facts.append(fold_.facts());
    facts.append(fold_.provisional());
    return facts;
}

Result<std::vector<metrics::MetricRow>> SiteFacts::evaluate(FactSources const& sources, metrics::MetricQuery const& query)
{
    SADUAK_TRY(Facts const facts, facts_of(sources, query.from, query.to));
    return metrics::evaluate(query, {facts, fold_.names()});
}

Result<metrics::TodaySummary> SiteFacts::summarize(FactSources const& sources, Date day)
{
    SADUAK_TRY(Facts const facts, facts_of(sources, day, day));
    return metrics::summarize(day, {facts, fold_.names()});
}

Result<FactsCheck> verify_facts(EventStore& log, FactsStore& facts, SiteId const& site)
{
    SADUAK_TRY(FactsStore::Stored const stored, facts.read_all(site));
    Seq const as_of = stored.seal.seq;
    FactsCheck check;
    check.as_of_seq = as_of;
    if (as_of == 0) return check;
    MetricsFold fold;
    SADUAK_TRY_STATUS(log.read(site, 0, [&](StoredEvent const& event) { return event.seq > as_of ? Status{} : fold.take(event.seq, event.event); }));
    auto const folded = fold.take_sealed();
    std::string const where = "facts of site " + site.str() + " up to event " + std::to_string(as_of);
    if (!folded || folded->seal.seq != as_of) return fail(Errc::corrupt, where + ": the log has no day's end there");
    if (auto const found = difference(stored, *folded)) return fail(Errc::corrupt, where + ": " + *found);
    check.facts = stored.facts.count();
    check.digest = FactsStore::digest(stored.facts);
    return check;
}

}  // namespace saduak::server
