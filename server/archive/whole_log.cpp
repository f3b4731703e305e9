#include "server/archive/whole_log.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <utility>

#include "server/archive/log_file.hpp"

namespace saduak::server {
namespace {

using Each = std::function<Status(StoredEvent const&)>;

// The event before a file's first.
struct Begin {
    Seq seq = 0;
    std::string hash;
};

// Hands the file's events beyond `after` to `each`, when the file is the one that the checkpoint stands for.
Status read_file(std::filesystem::path const& folder, Checkpoint const& checkpoint, Begin const& begin, Seq after, Each const& each)
{
    std::filesystem::path const path = folder / checkpoint.file;
    std::ifstream in(path, std::ios::binary);
    std::string const events =
        "events " + std::to_string(begin.seq + 1) + " to " + std::to_string(checkpoint.seq) + " of site " + checkpoint.site.str();
    if (!in) return fail(Errc::not_found, events + " have left the log for " + checkpoint.file + ": put that file into " + folder.string());
    SADUAK_TRY(LogStretch const stretch, read_log_header(in).map_error(saduak::in(path.string())));
    if (stretch.to.site != checkpoint.site || stretch.after != begin.seq || stretch.after_hash != begin.hash || stretch.to.seq != checkpoint.seq ||
        stretch.to.hash != checkpoint.hash)
        return fail(Errc::corrupt, path.string() + " does not hold " + events + " as the log knows them");
    in.clear();
    in.seekg(0);
    Status stopped;  // by whoever reads: not the file's fault
    auto const read = read_log(in, [&](StoredEvent const& event) -> Status {
        if (event.seq > after) stopped = each(event);
        return stopped;
    });
    if (!stopped) return stopped;
    return read.map([](auto const&) {}).map_error(saduak::in(path.string()));
}

class WholeLog final : public EventStore {
public:
    WholeLog(std::unique_ptr<EventStore> store, std::filesystem::path folder) : store_(std::move(store)), folder_(std::move(folder)) {}

    Status read(SiteId const& site, Seq after, Each const& each) override
    {
        if (SnapshotStore* const kept = store_->snapshot_store()) {
            SADUAK_TRY(auto const checkpoints, kept->checkpoints(site));
            SADUAK_TRY_STATUS(read_files(checkpoints, after, each));
        }
        return store_->read(site, after, each);
    }

    Result<std::vector<SiteId>> append(Batch const& batch) override { return store_->append(batch); }
    Result<std::vector<SiteHead>> heads() override { return store_->heads(); }
    Result<std::optional<StreamInfo>> stream(StreamId const& stream) override { return store_->stream(stream); }
    Result<std::optional<Answer>> answer(StreamPosition const& position) override { return store_->answer(position); }
    Result<std::optional<KeptAnswer>> answer(std::string const& principal, std::string const& key) override { return store_->answer(principal, key); }
    Result<std::vector<std::pair<std::string, std::string>>> keys_since(Instant since) override { return store_->keys_since(since); }
    SnapshotStore* snapshot_store() override { return store_->snapshot_store(); }
    ErasableStore* erasable_store() override { return store_->erasable_store(); }
    Status reopen() override { return store_->reopen(); }
    Status probe() override { return store_->probe(); }

private:
    // Oldest first: each file ends where the next one begins.
    Status read_files(std::vector<Checkpoint> const& checkpoints, Seq after, Each const& each)
    {
        Begin begin;
        for (Checkpoint const& checkpoint : checkpoints) {
            if (after < checkpoint.seq) SADUAK_TRY_STATUS(read_file(folder_, checkpoint, begin, after, each));
            begin = {checkpoint.seq, checkpoint.hash};
        }
        return {};
    }

    std::unique_ptr<EventStore> store_;
    std::filesystem::path folder_;
};

}  // namespace

std::unique_ptr<EventStore> with_archive(std::unique_ptr<EventStore> store, std::filesystem::path folder)
{
    return std::make_unique<WholeLog>(std::move(store), std::move(folder));
}

Result<std::vector<ArchivedFile>> check_archive(EventStore& store, std::filesystem::path const& folder, SiteId const& site)
{
    std::vector<ArchivedFile> files;
    SnapshotStore* const kept = store.snapshot_store();
    if (kept == nullptr) return files;
    SADUAK_TRY(auto const checkpoints, kept->checkpoints(site));
    Begin begin;
    for (Checkpoint const& checkpoint : checkpoints) {
        auto const read = read_file(folder, checkpoint, begin, checkpoint.seq, [](StoredEvent const&) { return Status{}; });
        if (read) files.push_back({checkpoint.file, ArchivedFile::State::sound, {}});
        else if (read.error().code == Errc::not_found) files.push_back({checkpoint.file, ArchivedFile::State::absent, {}});
        else files.push_back({checkpoint.file, ArchivedFile::State::wrong, read.error().context});
        begin = {checkpoint.seq, checkpoint.hash};
    }
    return files;
}

std::string archive_name(SiteId const& site, Seq after, Seq seq)
{
    std::array<char, 64> range{};
    std::snprintf(range.data(), range.size(), "-%09lld-%09lld.jsonl", static_cast<long long>(after + 1), static_cast<long long>(seq));
    return site.str() + range.data();
}

}  // namespace saduak::server
