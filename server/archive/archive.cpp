#include "server/archive/archive.hpp"

#include <fstream>
#include <optional>

#include "core/wire/state_json.hpp"
#include "server/archive/log_file.hpp"
#include "server/archive/new_file.hpp"
#include "server/archive/whole_log.hpp"
#include "server/store/load_site.hpp"

namespace saduak::server {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kDeletedAtOnce = 10'000;
constexpr std::int64_t kToldEvery = 10'000;

// The site right after the last closed day that is to leave.
struct Cut {
    domain::SiteState state;
    std::string hash;
    Date day;
};

Result<std::optional<Cut>> find_cut(EventStore& store, SiteId const& site, Date before)
{
    std::optional<Cut> cut;
    auto const watch = [&](domain::SiteState const& state, StoredEvent const& stored) {
        auto const* closed = std::get_if<domain::DayClosed>(&stored.event.body);
        if (closed != nullptr && closed->day < before) cut = Cut{state, stored.hash, closed->day};
    };
    SADUAK_TRY(domain::SiteState const state, fold_site(store, site, watch));
    if (state.config.id.empty()) return fail(Errc::not_found, "no site " + site.str());
    if (state.config.historical)
        return fail(Errc::invalid_argument, "site " + site.str() + " holds an imported log: it has no service days of its own");
    return cut;
}

Status read_back(fs::path const& path)
{
    std::ifstream in(path, std::ios::binary);
    return read_log(in, [](StoredEvent const&) { return Status{}; })
        .map([](auto const&) {})
        .map_error(saduak::in("reading " + path.string() + " back"));
}

// The stretch in a file of its own; its SHA-256.
Result<std::string> write_file(EventStore& store, LogStretch const& stretch, fs::path const& file, ArchiveProgress const& progress)
{
    if (fs::exists(file)) return fail(Errc::already_exists, file.string() + " is there already: move it away, it is not known to this log");
    NewFile out(file);
    std::int64_t lines = 0;
    SADUAK_TRY_STATUS(write_log(store, stretch, [&](std::string const& line) {
        if (progress && ++lines % kToldEvery == 0) progress("written", lines);
        return out.line(line);
    }));
    SADUAK_TRY(std::string sha256, out.finish());
    SADUAK_TRY_STATUS(read_back(out.part()));
    SADUAK_TRY_STATUS(out.take_name());
    return sha256;
}

}  // namespace

Result<Archived> archive_before(EventStore& store, fs::path const& folder, SiteId const& site, Date before, Instant now,
                                ArchiveProgress const& progress)
{
    SnapshotStore* const kept = store.snapshot_store();
    if (kept == nullptr) return fail(Errc::unsupported, "this store keeps no checkpoints");
    SADUAK_TRY(std::optional<Cut> cut, find_cut(store, site, before));
    if (!cut)
        return fail(Errc::not_found, "site " + site.str() + " has no closed service day before " + format_date(before) + " that is still in the log");
    SADUAK_TRY(auto const checkpoints, kept->checkpoints(site));
    LogStretch stretch;
    if (!checkpoints.empty()) stretch = {checkpoints.back().seq, checkpoints.back().hash, {}};
    stretch.to = {site, cut->state.seq, cut->hash};

    std::error_code error;
    fs::create_directories(folder, error);
    if (error) return fail(Errc::io, folder.string() + ": " + error.message());
    fs::permissions(folder, fs::perms::owner_all, error);
    std::string const name = archive_name(site, stretch.after, stretch.to.seq);
    SADUAK_TRY(std::string sha256, write_file(store, stretch, folder / name, progress));

    Archived archived{
        {site, stretch.to.seq, cut->hash, cut->day, now, name, std::move(sha256), wire::encode_state(cut->state)}, stretch.after, folder / name};
    SADUAK_TRY_STATUS(kept->keep_checkpoint(archived.checkpoint));
    archived.checkpoint.state.clear();
    // The log is what it will be; what follows frees room, and may be broken off and taken up by the next archive.
    for (std::int64_t deleted = 0;;) {
        SADUAK_TRY(std::int64_t const rows, kept->drop_archived(site, kDeletedAtOnce));
        if (rows == 0) return archived;
        deleted += rows;
        if (progress) progress("deleted", deleted);
    }
}

}  // namespace saduak::server
