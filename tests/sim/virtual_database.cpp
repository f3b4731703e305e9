#include "tests/sim/virtual_database.hpp"

#include <algorithm>
#include <optional>
#include <set>

#include "core/wire/event_json.hpp"
#include "server/store/rows.hpp"

namespace saduak::sim {

using namespace server;

class VirtualStore final : public EventStore {
public:
    VirtualStore(VirtualDatabase& database, StoreTrouble const& trouble) : database_(database), trouble_(trouble) {}
    ~VirtualStore() override { resolve_unsynced(); }

    Result<std::vector<SiteId>> append(Batch const& batch) override
    {
        if (!opened_) return fail(Errc::io, "the log is not open");
        if (trouble_.full) return fail(Errc::full, "disk full");
        SADUAK_TRY_STATUS(try_disk());
        if (database_.clockwork_.chance(trouble_.sync_fails)) {
            opened_ = false;
            unsynced_ = batch;
            return fail(Errc::io, "the sync failed");
        }
        return database_.commit(batch);
    }

    Status read(SiteId const& site, Seq after, std::function<Status(StoredEvent const&)> const& each) override
    {
        SADUAK_TRY_STATUS(try_disk());
        auto const* rows = database_.log(site);
        if (rows == nullptr) return {};
        for (auto row = rows->begin() + std::min(after, static_cast<Seq>(rows->size())); row != rows->end(); ++row) {
            // Through the text that is kept, as every reader of a log.
            StoredEvent stored = *row;
            auto body = wire::decode_body(domain::type_name(stored.event.body), stored.body);
            if (!body) return fail(Errc::corrupt, body.error().context);
            stored.event.body = *std::move(body);
            SADUAK_TRY_STATUS(each(stored));
        }
        return {};
    }

    Result<std::vector<SiteHead>> heads() override
    {
        SADUAK_TRY_STATUS(try_disk());
        std::vector<SiteHead> heads;
        for (auto const& [id, log] : database_.sites_) heads.push_back(log.head);
        return heads;
    }

    Result<std::optional<StreamInfo>> stream(StreamId const& stream) override
    {
        SADUAK_TRY_STATUS(try_disk());
        auto const found = database_.streams_.find(stream);
        if (found == database_.streams_.end()) return std::nullopt;
        return found->second.info;
    }

    Result<std::optional<Answer>> answer(StreamPosition const& position) override
    {
        SADUAK_TRY_STATUS(try_disk());
        auto const* kept = database_.answer(position);
        if (kept == nullptr) return std::nullopt;
        return *kept;
    }

    Result<std::optional<KeptAnswer>> answer(std::string const& principal, std::string const& key) override
    {
        SADUAK_TRY_STATUS(try_disk());
        auto const* kept = database_.answer(IdempotencyKey{principal, key, {}});
        if (kept == nullptr) return std::nullopt;
        return *kept;
    }

    // Nothing grows old in a simulated day.
    Result<std::vector<std::pair<std::string, std::string>>> keys_since(Instant) override
    {
        SADUAK_TRY_STATUS(try_disk());
        std::vector<std::pair<std::string, std::string>> keys;
        for (auto const& [key, kept] : database_.keys_) keys.push_back(key);
        return keys;
    }

    Status reopen() override
    {
        SADUAK_TRY_STATUS(try_disk());
        resolve_unsynced();
        opened_ = true;
        return {};
    }

    Status probe() override
    {
        if (trouble_.full) return fail(Errc::full, "disk full");
        return try_disk();
    }

private:
    Status try_disk() const
    {
        if (database_.clockwork_.chance(trouble_.fails)) return fail(Errc::io, "the disk did not answer");
        return {};
    }
    void resolve_unsynced()
    {
        if (auto batch = std::exchange(unsynced_, std::nullopt)) database_.resolve(*std::move(batch));
    }

    VirtualDatabase& database_;
    StoreTrouble const& trouble_;
    bool opened_ = true;
    std::optional<Batch> unsynced_;
};

std::unique_ptr<EventStore> VirtualDatabase::open(StoreTrouble const& trouble) { return std::make_unique<VirtualStore>(*this, trouble); }

Answer const* VirtualDatabase::answer(StreamPosition const& position) const
{
    auto const found = streams_.find(position.stream);
    if (found == streams_.end() || position.n < 1 || position.n > found->second.info.high) return nullptr;
    return &found->second.answers[static_cast<std::size_t>(position.n - 1)];
}

EventStore::KeptAnswer const* VirtualDatabase::answer(IdempotencyKey const& key) const
{
    auto const found = keys_.find({key.principal, key.key});
    return found == keys_.end() ? nullptr : &found->second;
}

std::vector<StoredEvent> const* VirtualDatabase::log(SiteId const& site) const
{
    auto const found = sites_.find(site);
    return found == sites_.end() ? nullptr : &found->second.rows;
}

bool VirtualDatabase::is_answered(StreamAnswer const& answer) const { return this->answer(answer.position) != nullptr; }
bool VirtualDatabase::is_answered(KeyAnswer const& answer) const { return this->answer(answer.key) != nullptr; }

std::vector<SiteId> VirtualDatabase::commit(Batch const& batch)
{
    std::set<SiteId> lost;
    auto const refuse_second = [&](auto const& answers) {
        for (auto const& answer : answers) {
            if (!is_answered(answer)) continue;
            if (servers_ == Servers::one) clockwork_.fault("a command of site " + answer.site.str() + " was decided twice");
            lost.insert(answer.site);
        }
    };
    refuse_second(batch.stream_answers);
    refuse_second(batch.key_answers);

    std::vector<StoredEvent> written;
    for (SiteAppend const& append : batch.sites) {
        if (lost.contains(append.site)) continue;
        SiteLog& log = sites_.try_emplace(append.site, SiteLog{SiteHead{append.site, 0, {}}, {}}).first->second;
        auto rows = rows_after(log.head, append);
        if (!rows) {
            lost.insert(append.site);
            continue;
        }
        for (StoredEvent& row : *rows) {
            log.head.seq = row.seq;
            log.head.hash = row.hash;
            log.rows.push_back(row);
            written.push_back(std::move(row));
        }
    }
    for (StreamAnswer const& kept : batch.stream_answers) {
        if (lost.contains(kept.site)) continue;
        Stream& stream = streams_.try_emplace(kept.position.stream, Stream{{kept.device, kept.site, 0}, {}}).first->second;
        if (kept.position.n != stream.info.high + 1) clockwork_.fault("a command of " + kept.device.str() + " was left out");
        stream.info.high = kept.position.n;
        stream.answers.push_back(kept.answer);
    }
    for (KeyAnswer const& kept : batch.key_answers)
        if (!lost.contains(kept.site)) keys_[{kept.key.principal, kept.key.key}] = {kept.key.request_sha256, kept.answer};
    for (StoredEvent const& row : written) watcher_(row);
    return {lost.begin(), lost.end()};
}

void VirtualDatabase::resolve(Batch batch)
{
    if (clockwork_.chance(0.5)) return;
    if (servers_ == Servers::one || clockwork_.chance(0.3)) return static_cast<void>(commit(batch));
    clockwork_.after(clockwork_.between(1, 4'000), [this, batch = std::move(batch)] { static_cast<void>(commit(batch)); });
}

}  // namespace saduak::sim
