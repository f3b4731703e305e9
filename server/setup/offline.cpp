#include "server/setup/offline.hpp"

#include <algorithm>

#include "core/domain/decide.hpp"

namespace saduak::server {

Result<domain::SiteState> submit_offline(EventStore& store, SiteId const& site, domain::Command const& command, Instant now)
{
    SADUAK_TRY(domain::SiteState state, load_site(store, site));
    Seq const before = state.seq;
    auto events = domain::decide(state, command, std::max(now, state.last_at));
    if (!events)
        return fail(Errc::invalid_argument, "refused: " + std::string(to_string(events.error().code)) +
                                                (events.error().about.empty() ? "" : " (" + events.error().about + ")"));
    SiteAppend append{site, before, {}};
    for (domain::Event& event : *events) {
        SADUAK_TRY_STATUS(domain::apply(state, event));
        append.entries.push_back({std::move(event), {}});
    }
    Batch batch;
    batch.sites.push_back(std::move(append));
    SADUAK_TRY(auto const lost, store.append(batch));
    if (!lost.empty()) return fail(Errc::busy, "another program wrote to site " + site.str());
    return state;
}

}  // namespace saduak::server
