// Every site as the engine keeps it: what its log says, and what is decided beyond that. A log that cannot be folded makes
// its own site read-only; the others go on (DESIGN 5). One thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/domain/state.hpp"
#include "server/engine/engine.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

struct LiveSite {
    domain::SiteState durable;      // what is in the log: what anyone may see
    domain::SiteState speculative;  // durable and what is decided but not yet written
    Seq snapshot = 0;               // of its newest snapshot; 0: none
    std::string damage;             // why it is read-only; empty: it is not
};

class LiveSites {
public:
    // Every site as its newest snapshot and its log have it. An Error: the store cannot be read at all.
    [[nodiscard]] Status load(EventStore& store);

    [[nodiscard]] LiveSite* find(SiteId const& site);
    [[nodiscard]] LiveSite const* find(SiteId const& site) const;
    [[nodiscard]] LiveSite& find_or_make(SiteId const& site) { return sites_[site]; }
    [[nodiscard]] std::map<SiteId, LiveSite> const& all() const { return sites_; }

    void make_read_only(SiteId const& site, std::string const& why);
    // Folds what is in the log; what is known already is passed over. Returns what was new. With nothing decided beyond
    // the log, the speculative state follows. One that cannot be applied makes the site read-only.
    [[nodiscard]] Published take(SiteId const& site, std::vector<StoredEvent> events);
    // What is decided beyond the log is forgotten.
    static void drop_speculation(LiveSite& site) { site.speculative = site.durable; }

    // How far each log is known, for reread_log.
    [[nodiscard]] std::map<SiteId, Seq> known() const;

private:
    std::map<SiteId, LiveSite> sites_;
};

}  // namespace saduak::server
