#include "server/engine/reread.hpp"

namespace saduak::server {

Result<Reread> reread_log(EventStore& store, std::map<SiteId, Seq> const& known, std::vector<StreamId> const& streams)
{
    Reread reread;
    SADUAK_TRY(auto const heads, store.heads());
    for (SiteHead const& head : heads) {
        auto const found = known.find(head.site);
        Seq const after = found == known.end() ? 0 : found->second;
        if (head.seq <= after) continue;
        std::vector<StoredEvent>& missed = reread.missed[head.site];
        Status const read = store.read(head.site, after, [&](StoredEvent const& stored) -> Status {
            missed.push_back(stored);
            return {};
        });
        if (!read && read.error().code != Errc::corrupt) return tl::unexpected(read.error());
        if (!read) reread.damaged.emplace(head.site, read.error());
    }
    for (StreamId const& id : streams) {
        SADUAK_TRY(auto const info, store.stream(id));
        reread.stream_high[id] = info ? info->high : 0;
    }
    return reread;
}

Result<Reread> reopen_log(EventStore& store, std::map<SiteId, Seq> const& known, std::vector<StreamId> const& streams)
{
    SADUAK_TRY_STATUS(store.reopen());
    SADUAK_TRY(Reread reread, reread_log(store, known, streams));
    SADUAK_TRY_STATUS(store.probe());
    return reread;
}

}  // namespace saduak::server
