#include "server/engine/reread.hpp"

namespace saduak::server {

Result<Reread> reread_log(EventStore& store, std::vector<SiteHead> const& known, std::vector<StreamId> const& streams)
{
    SADUAK_TRY_STATUS(store.reopen());
    Reread reread;
    for (SiteHead const& site : known) {
        Status const read = store.read(site.site, site.seq, [&](StoredEvent const& stored) -> Status {
            reread.missed.push_back(stored);
            return {};
        });
        if (!read && read.error().code != Errc::corrupt) return tl::unexpected(read.error());
        if (!read) reread.damaged.emplace_back(site.site, read.error());
    }
    for (StreamId const& id : streams) {
        SADUAK_TRY(auto const info, store.stream(id));
        reread.stream_high[id] = info ? info->high : 0;
    }
    SADUAK_TRY_STATUS(store.probe());
    return reread;
}

}  // namespace saduak::server
