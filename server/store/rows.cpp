#include "server/store/rows.hpp"

#include "core/wire/event_json.hpp"
#include "server/store/chain.hpp"

namespace saduak::server {

std::optional<std::vector<StoredEvent>> rows_after(SiteHead const& head, SiteAppend const& append)
{
    if (head.seq != append.after) return std::nullopt;
    std::vector<StoredEvent> rows;
    rows.reserve(append.entries.size());
    Seq seq = append.after;
    std::string const* previous = &head.hash;
    for (SiteAppend::Entry const& entry : append.entries) {
        StoredEvent row{append.site, ++seq, entry.event, entry.stream, entry.body.empty() ? wire::encode_body(entry.event.body) : entry.body, {}};
        row.hash = chain_hash(*previous, row);
        rows.push_back(std::move(row));
        previous = &rows.back().hash;
    }
    return rows;
}

}  // namespace saduak::server
