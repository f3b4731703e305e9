#include "server/archive/import_log.hpp"

#include <algorithm>
#include <fstream>

#include "server/archive/log_file.hpp"
#include "server/store/load_site.hpp"

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kEventsAtOnce = 2'000;

Result<SiteHead> head_here(EventStore& store, SiteId const& site)
{
    SADUAK_TRY(auto const heads, store.heads());
    for (SiteHead const& head : heads)
        if (head.site == site) return head;
    return SiteHead{site, 0, {}};
}

Result<LogStretch> header_of(fs::path const& file)
{
    std::ifstream in(file, std::ios::binary);
    if (!in) return fail(Errc::not_found, "cannot read " + file.string());
    return read_log_header(in).map_error(saduak::in(file.string()));
}

// Every event that is here and in the file must be the same one.
Status check_start(EventStore& store, LogStretch const& stretch, SiteHead const& here)
{
    std::string const site = "site " + stretch.to.site.str();
    if (stretch.after > here.seq)
        return fail(Errc::not_found, "the file begins after event " + std::to_string(stretch.after) + ", the log of " + site + " ends at " +
                                         std::to_string(here.seq) + ": import the file before it first");
    Seq const common = std::min(here.seq, stretch.to.seq);
    auto const same_as = [&](Seq seq, std::string const& hash) -> Status {
        if (seq == 0) return {};
        SADUAK_TRY(std::string const mine, hash_at(store, stretch.to.site, seq));
        // Behind a checkpoint nothing is left to compare with, and nothing is appended either.
        if (mine.empty() || mine == hash) return {};
        return fail(Errc::corrupt,
                    "event " + std::to_string(seq) + " of " + site + " is another one here: the logs have parted, nothing was imported");
    };
    SADUAK_TRY_STATUS(same_as(stretch.after, stretch.after_hash));
    return common == stretch.to.seq ? same_as(common, stretch.to.hash) : Status{};
}

Status check_file(EventStore& store, fs::path const& file, SiteHead const& here)
{
    SADUAK_TRY(domain::SiteState state, load_site(store, here.site));
    std::ifstream in(file, std::ios::binary);
    return read_log(in,
                    [&](StoredEvent const& event) -> Status {
                        if (event.seq < here.seq) return {};
                        if (event.seq > here.seq) return fold_event(state, event);
                        if (event.hash == here.hash) return {};
                        return fail(Errc::corrupt,
                                    "event " + std::to_string(event.seq) + " is another one here: the logs have parted, nothing was imported");
                    })
        .map([](auto const&) {})
        .map_error(saduak::in(file.string()));
}

class Appender {
public:
    Appender(EventStore& store, SiteHead const& here) : store_(store) { append_ = {here.site, here.seq, {}}; }

    Status take(StoredEvent const& event)
    {
        if (event.seq <= append_.after) return {};
        append_.entries.push_back({event.event, event.stream, event.body});
        return append_.entries.size() < kEventsAtOnce ? Status{} : flush();
    }
    Status flush()
    {
        if (append_.entries.empty()) return {};
        Batch batch;
        batch.sites.push_back(append_);
        SADUAK_TRY(auto const lost, store_.append(batch));
        if (!lost.empty()) return fail(Errc::busy, "another program wrote to site " + append_.site.str() + " meanwhile: import again");
        append_.after += static_cast<Seq>(append_.entries.size());
        append_.entries.clear();
        return {};
    }

private:
    EventStore& store_;
    SiteAppend append_;
};

}  // namespace

Result<TakenLog> import_log_file(EventStore& store, fs::path const& file)
{
    SADUAK_TRY(LogStretch const stretch, header_of(file));
    SADUAK_TRY(SiteHead const here, head_here(store, stretch.to.site));
    SADUAK_TRY_STATUS(check_start(store, stretch, here));
    TakenLog taken{here.seq, here};
    if (here.seq >= stretch.to.seq) return taken;
    SADUAK_TRY_STATUS(check_file(store, file, here));

    Appender appender(store, here);
    std::ifstream in(file, std::ios::binary);
    SADUAK_TRY_STATUS(read_log(in, [&](StoredEvent const& event) { return appender.take(event); }));
    SADUAK_TRY_STATUS(appender.flush());
    SADUAK_TRY(taken.head, head_here(store, stretch.to.site));
    if (taken.head.hash != stretch.to.hash)
        return fail(Errc::internal, "the imported log of site " + stretch.to.site.str() + " ends in another head");
    return taken;
}

}  // namespace saduak::server
