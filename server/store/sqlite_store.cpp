#include "server/store/sqlite_store.hpp"

#include <algorithm>
#include <optional>

#include "core/wire/event_json.hpp"
#include "platform/sqlite.hpp"
#include "server/store/rows.hpp"
#include "server/store/schema.hpp"
#include "server/store/sqlite_side_tables.hpp"

namespace saduak::server {
namespace {

using platform::Database;
using platform::Statement;
using platform::Transaction;

constexpr char const* kNewHead = "INSERT OR IGNORE INTO site_head(site, seq, hash) VALUES(?, 0, '')";
constexpr char const* kReadHead = "SELECT seq, hash FROM site_head WHERE site = ?";
constexpr char const* kMoveHead = "UPDATE site_head SET seq = ?, hash = ? WHERE site = ? AND seq = ?";
constexpr char const* kAppendEvent =
    "INSERT INTO event(site, seq, at, type, ticket, service, counter, agent, device, stream, n, body, hash) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)";
constexpr char const* kMoveStream = "INSERT INTO stream(id, device, site, high) VALUES(?,?,?,?) ON CONFLICT(id) DO UPDATE SET high = excluded.high";
constexpr char const* kKeepAnswer = "INSERT INTO answer(stream, n, ok, body) VALUES(?,?,?,?)";
// A device has at most 256 commands outstanding: what lies further back was acknowledged, and is never asked for again.
constexpr std::int64_t kAnswersKept = 1024;
constexpr char const* kDropAnswers = "DELETE FROM answer WHERE stream = ? AND n <= ?";
constexpr char const* kKeepKeyAnswer = "INSERT OR REPLACE INTO key_answer(principal, key, request_sha256, at, ok, body) VALUES(?,?,?,?,?,?)";
constexpr char const* kReadEvents =
    "SELECT seq, at, type, ticket, service, counter, agent, device, stream, n, body, hash FROM event WHERE site = ? AND seq > ? ORDER BY seq";

struct Statements {
    Statement new_head, read_head, move_head, append_event, move_stream, keep_answer, drop_answers, keep_key_answer;
};

Statement& bind_id(Statement& statement, int position, std::string const& id)
{
    return id.empty() ? statement.bind_null(position) : statement.bind(position, id);
}

// Columns as in kReadEvents. `stored` is filled in again and again: its memory is used for the next row.
Status read_row(Statement const& row, wire::BodyDecoder& decoder, StoredEvent& stored)
{
    stored.seq = row.integer(0);
    domain::Event& event = stored.event;
    event.at = Instant{row.integer(1)};
    event.ticket.assign(row.view(3));
    event.service.assign(row.view(4));
    event.counter.assign(row.view(5));
    event.agent.assign(row.view(6));
    event.device.assign(row.view(7));
    if (row.is_null(8)) stored.stream.reset();
    else {
        if (!stored.stream) stored.stream.emplace();
        stored.stream->stream.assign(row.view(8));
        stored.stream->n = row.integer(9);
    }
    stored.body = row.view(10);
    stored.hash = row.view(11);
    if (auto const decoded = decoder.decode(row.view(2), stored.body, event.body); !decoded)
        return fail(Errc::corrupt, "event " + std::to_string(stored.seq) + " of site " + stored.site.str() + ": " + decoded.error().context);
    return {};
}

class SqliteStore final : public EventStore, private SnapshotStore, private ErasableStore {
public:
    SqliteStore(std::string path, StoreAccess access) : path_(std::move(path)), access_(access) {}

    Status reopen() override
    {
        statements_.reset();
        database_.reset();
        auto const mode = access_ == StoreAccess::write ? platform::OpenMode::create : platform::OpenMode::read_only;
        SADUAK_TRY(Database database, Database::open(path_, mode));
        if (access_ == StoreAccess::write) SADUAK_TRY_STATUS(upgrade_schema(database));
        SADUAK_TRY(schema_, schema_version(database));
        // What is erased is overwritten, not only forgotten.
        if (access_ == StoreAccess::write) SADUAK_TRY_STATUS(database.execute("PRAGMA secure_delete = ON"));
        database_.emplace(std::move(database));
        if (access_ == StoreAccess::read_only) return {};
        SADUAK_TRY(auto new_head, database_->prepare(kNewHead));
        SADUAK_TRY(auto read_head, database_->prepare(kReadHead));
        SADUAK_TRY(auto move_head, database_->prepare(kMoveHead));
        SADUAK_TRY(auto append_event, database_->prepare(kAppendEvent));
        SADUAK_TRY(auto move_stream, database_->prepare(kMoveStream));
        SADUAK_TRY(auto keep_answer, database_->prepare(kKeepAnswer));
        SADUAK_TRY(auto drop_answers, database_->prepare(kDropAnswers));
        SADUAK_TRY(auto keep_key_answer, database_->prepare(kKeepKeyAnswer));
        statements_.emplace(Statements{std::move(new_head), std::move(read_head), std::move(move_head), std::move(append_event),
                                       std::move(move_stream), std::move(keep_answer), std::move(drop_answers), std::move(keep_key_answer)});
        return {};
    }

    Result<std::vector<SiteId>> append(Batch const& batch) override
    {
        if (!statements_) return fail(Errc::io, "the log is not open");
        SADUAK_TRY(Transaction transaction, Transaction::begin(*database_));
        std::vector<SiteId> lost;
        for (SiteAppend const& site : batch.sites) {
            SADUAK_TRY(bool const written, append_site(site));
            if (!written) lost.push_back(site.site);
        }
        auto const is_lost = [&](SiteId const& site) { return std::find(lost.begin(), lost.end(), site) != lost.end(); };
        for (StreamAnswer const& answer : batch.stream_answers)
            if (!is_lost(answer.site)) SADUAK_TRY_STATUS(keep(answer));
        for (KeyAnswer const& answer : batch.key_answers)
            if (!is_lost(answer.site)) SADUAK_TRY_STATUS(keep(answer));
        for (Erasable const& erasable : batch.erasables)
            if (!is_lost(erasable.site)) SADUAK_TRY_STATUS(write_erasable(*database_, erasable));
        // Last: what was given may be erased in the same batch.
        for (SiteAppend const& site : batch.sites)
            if (!is_lost(site.site)) SADUAK_TRY_STATUS(erase(site));
        SADUAK_TRY_STATUS(transaction.commit());
        return lost;
    }

    Status read(SiteId const& site, Seq after, std::function<Status(StoredEvent const&)> const& each) override
    {
        SADUAK_TRY(Statement rows, prepare(kReadEvents));
        SADUAK_TRY(Seq const archived, schema_ < 2 ? Result<Seq>(0) : last_archived(*database_, site));
        rows.bind(1, site.str()).bind(2, std::max(after, archived));
        wire::BodyDecoder decoder;
        StoredEvent stored;
        stored.site = site;
        for (;;) {
            SADUAK_TRY(bool const row, rows.step());
            if (!row) return {};
            SADUAK_TRY_STATUS(read_row(rows, decoder, stored));
            SADUAK_TRY_STATUS(each(stored));
        }
    }

    Result<std::vector<SiteHead>> heads() override
    {
        SADUAK_TRY(Statement rows, prepare("SELECT site, seq, hash FROM site_head ORDER BY site"));
        std::vector<SiteHead> heads;
        for (;;) {
            SADUAK_TRY(bool const row, rows.step());
            if (!row) return heads;
            heads.push_back({SiteId(rows.text(0)), rows.integer(1), rows.text(2)});
        }
    }

    Result<std::optional<StreamInfo>> stream(StreamId const& stream) override
    {
        SADUAK_TRY(Statement row, prepare("SELECT device, site, high FROM stream WHERE id = ?"));
        SADUAK_TRY(bool const found, row.bind(1, stream.str()).step());
        if (!found) return std::nullopt;
        return StreamInfo{DeviceId(row.text(0)), SiteId(row.text(1)), row.integer(2)};
    }

    Result<std::optional<Answer>> answer(StreamPosition const& position) override
    {
        SADUAK_TRY(Statement row, prepare("SELECT ok, body FROM answer WHERE stream = ? AND n = ?"));
        SADUAK_TRY(bool const found, row.bind(1, position.stream.str()).bind(2, position.n).step());
        if (!found) return std::nullopt;
        return Answer{row.integer(0) != 0, row.text(1)};
    }

    Result<std::optional<KeptAnswer>> answer(std::string const& principal, std::string const& key) override
    {
        SADUAK_TRY(Statement row, prepare("SELECT request_sha256, ok, body FROM key_answer WHERE principal = ? AND key = ?"));
        SADUAK_TRY(bool const found, row.bind(1, principal).bind(2, key).step());
        if (!found) return std::nullopt;
        return KeptAnswer{row.text(0), Answer{row.integer(1) != 0, row.text(2)}};
    }

    Result<std::vector<std::pair<std::string, std::string>>> keys_since(Instant since) override
    {
        SADUAK_TRY(Statement old, prepare("DELETE FROM key_answer WHERE at < ?"));
        SADUAK_TRY([[maybe_unused]] auto const deleted, old.bind(1, since.ms).run());
        SADUAK_TRY(Statement rows, prepare("SELECT principal, key FROM key_answer"));
        std::vector<std::pair<std::string, std::string>> keys;
        for (;;) {
            SADUAK_TRY(bool const row, rows.step());
            if (!row) return keys;
            keys.emplace_back(rows.text(0), rows.text(1));
        }
    }

    Status probe() override
    {
        SADUAK_TRY(Statement write, prepare("INSERT OR REPLACE INTO probe(id, at) VALUES(1, COALESCE((SELECT at + 1 FROM probe), 1))"));
        return write.run().map([](auto) {});
    }

    SnapshotStore* snapshot_store() override { return schema_ < 2 ? nullptr : this; }
    ErasableStore* erasable_store() override { return schema_ < 2 ? nullptr : this; }

private:
    Result<std::vector<Snapshot>> snapshots(SiteId const& site) override
    {
        SADUAK_TRY(Database* const database, open_database());
        return read_snapshots(*database, site);
    }
    Status keep_snapshot(Snapshot const& snapshot) override
    {
        SADUAK_TRY(Database* const database, open_database());
        SADUAK_TRY(Transaction transaction, Transaction::begin(*database));
        SADUAK_TRY_STATUS(write_snapshot(*database, snapshot));
        return transaction.commit();
    }
    Result<std::vector<Checkpoint>> checkpoints(SiteId const& site) override
    {
        SADUAK_TRY(Database* const database, open_database());
        return read_checkpoints(*database, site);
    }
    Status keep_checkpoint(Checkpoint const& checkpoint) override
    {
        SADUAK_TRY(Database* const database, open_database());
        SADUAK_TRY(Transaction transaction, Transaction::begin(*database));
        SADUAK_TRY_STATUS(write_checkpoint(*database, checkpoint));
        return transaction.commit();
    }
    Result<std::int64_t> drop_archived(SiteId const& site, std::int64_t rows_max) override
    {
        SADUAK_TRY(Database* const database, open_database());
        SADUAK_TRY(Transaction transaction, Transaction::begin(*database));
        SADUAK_TRY(std::int64_t const deleted, delete_archived(*database, site, rows_max));
        SADUAK_TRY_STATUS(transaction.commit());
        return deleted;
    }
    Result<std::optional<Erasable>> erasable(SiteId const& site, ErasableKey const& key) override
    {
        SADUAK_TRY(Database* const database, open_database());
        return read_erasable(*database, site, key);
    }
    Result<std::vector<Erasable>> ended_erasables(Instant now) override
    {
        SADUAK_TRY(Database* const database, open_database());
        return read_ended_erasables(*database, now);
    }

    // Closed after a failed reopen().
    Result<Database*> open_database()
    {
        if (!database_) return fail(Errc::io, "the log is not open");
        return &*database_;
    }
    Result<Statement> prepare(char const* sql)
    {
        SADUAK_TRY(Database* const database, open_database());
        return database->prepare(sql);
    }

    Status erase(SiteAppend const& append)
    {
        for (SiteAppend::Entry const& entry : append.entries)
            if (auto const* erased = std::get_if<domain::Erased>(&entry.event.body))
                SADUAK_TRY_STATUS(delete_erasable(*database_, append.site, erased->key));
        return {};
    }

    // False: the race for the head was lost and nothing of this site was written.
    Result<bool> append_site(SiteAppend const& append)
    {
        Statements& s = *statements_;
        std::string const& site = append.site.str();
        SADUAK_TRY([[maybe_unused]] auto const made, s.new_head.bind(1, site).run());
        SADUAK_TRY(bool const found, s.read_head.bind(1, site).step());
        if (!found) return fail(Errc::corrupt, "site " + site + " has no head");
        SiteHead const head{append.site, s.read_head.integer(0), s.read_head.text(1)};
        s.read_head.reset();
        auto const rows = rows_after(head, append);
        if (!rows) return false;
        for (StoredEvent const& row : *rows) SADUAK_TRY_STATUS(insert(row));
        if (rows->empty()) return true;
        StoredEvent const& last = rows->back();
        SADUAK_TRY(std::int64_t const moved, s.move_head.bind(1, last.seq).bind(2, last.hash).bind(3, site).bind(4, append.after).run());
        if (moved != 1) return fail(Errc::busy, "the head of site " + site + " moved inside a transaction");
        return true;
    }

    Status insert(StoredEvent const& row)
    {
        Statement& s = statements_->append_event;
        s.bind(1, row.site.str()).bind(2, row.seq).bind(3, row.event.at.ms).bind(4, domain::type_name(row.event.body));
        bind_id(s, 5, row.event.ticket.str());
        bind_id(s, 6, row.event.service.str());
        bind_id(s, 7, row.event.counter.str());
        bind_id(s, 8, row.event.agent.str());
        bind_id(s, 9, row.event.device.str());
        if (row.stream) s.bind(10, row.stream->stream.str()).bind(11, row.stream->n);
        else s.bind_null(10).bind_null(11);
        s.bind(12, row.body).bind(13, row.hash);
        SADUAK_TRY([[maybe_unused]] auto const inserted, s.run());
        return {};
    }

    Status keep(StreamAnswer const& answer)
    {
        Statements& s = *statements_;
        s.move_stream.bind(1, answer.position.stream.str()).bind(2, answer.device.str()).bind(3, answer.site.str()).bind(4, answer.position.n);
        SADUAK_TRY([[maybe_unused]] auto const moved, s.move_stream.run());
        s.keep_answer.bind(1, answer.position.stream.str()).bind(2, answer.position.n).bind(3, answer.answer.ok ? 1 : 0).bind(4, answer.answer.body);
        SADUAK_TRY([[maybe_unused]] auto const kept, s.keep_answer.run());
        // Now and then, many at once.
        if (answer.position.n % (kAnswersKept / 4) != 0) return {};
        return s.drop_answers.bind(1, answer.position.stream.str()).bind(2, answer.position.n - kAnswersKept).run().map([](auto) {});
    }

    Status keep(KeyAnswer const& answer)
    {
        Statement& s = statements_->keep_key_answer;
        s.bind(1, answer.key.principal).bind(2, answer.key.key).bind(3, answer.key.request_sha256).bind(4, answer.at.ms);
        s.bind(5, answer.answer.ok ? 1 : 0).bind(6, answer.answer.body);
        SADUAK_TRY([[maybe_unused]] auto const kept, s.run());
        return {};
    }

    std::string path_;
    StoreAccess access_;
    std::int64_t schema_ = 0;  // of the file: below kSchemaVersion only where it is read and was not yet upgraded
    std::optional<Database> database_;
    std::optional<Statements> statements_;  // declared after the database: finalized before it closes
};

}  // namespace

Result<std::unique_ptr<EventStore>> open_sqlite_store(std::string const& path, StoreAccess access)
{
    auto store = std::make_unique<SqliteStore>(path, access);
    SADUAK_TRY_STATUS(store->reopen());
    return std::unique_ptr<EventStore>(std::move(store));
}

}  // namespace saduak::server
