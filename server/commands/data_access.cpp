#include "server/commands/data_access.hpp"

#include <filesystem>

#include "server/archive/whole_log.hpp"
#include "server/metrics/site_facts.hpp"
#include "server/store/sqlite_store.hpp"

namespace saduak::server {

Result<DataFiles> data_files(CommandLine const& line)
{
    if (line.data.empty()) return fail(Errc::invalid_argument, "say where the data are: --data DIR, or SADUAK_HOME in the environment");
    return DataFiles{line.data};
}

Result<std::unique_ptr<EventStore>> open_log_to_read(DataFiles const& files)
{
    if (!std::filesystem::exists(files.log()))
        return fail(Errc::not_found, "no data in " + files.folder.string() + ": make them with `saduak-server init --data DIR`");
    SADUAK_TRY(auto store, open_sqlite_store(files.log(), StoreAccess::read_only));
    return with_archive(std::move(store), files.archive());
}

Result<SiteHead> choose_site(EventStore& log, std::string const& named)
{
    SADUAK_TRY(std::vector<SiteHead> const heads, log.heads());
    std::string known;
    for (SiteHead const& head : heads) {
        if (head.site.str() == named || (named.empty() && heads.size() == 1)) return head;
        known += (known.empty() ? "" : ", ") + head.site.str();
    }
    if (heads.empty()) return fail(Errc::not_found, "there is no site yet");
    if (named.empty()) return fail(Errc::invalid_argument, "say which site: --site, one of " + known);
    return fail(Errc::not_found, "no site " + named + "; there are " + known);
}

Status keep_facts(DataFiles const& files, EventStore& log, SiteId const& site)
{
    SADUAK_TRY(FactsStore facts, FactsStore::open(files.facts(), FactsStore::Access::write));
    SiteFacts site_facts(site);
    return site_facts.catch_up({log, &facts, FactsStore::Access::write});
}

}  // namespace saduak::server
