// An engine on a store in a folder of its own, over a store that fails when told to.
#pragma once

#include <catch2/catch.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "platform/sqlite.hpp"
#include "server/engine/asio_engine_host.hpp"
#include "server/engine/group_commit_engine.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

namespace saduak::test {

using namespace server;

// Passes everything on; appends fail while `failing`, and `after_write` fails them although the rows were written.
class FaultyStore final : public EventStore {
public:
    FaultyStore(std::unique_ptr<EventStore> inner, std::shared_ptr<std::atomic<int>> faults) : inner_(std::move(inner)), faults_(std::move(faults)) {}

    enum Fault { none, before_write, after_write };

    Result<std::vector<SiteId>> append(Batch const& batch) override
    {
        if (*faults_ == before_write) return fail(Errc::full, "disk full");
        auto written = inner_->append(batch);
        if (*faults_ == after_write) {
            *faults_ = none;
            return fail(Errc::io, "the sync failed");
        }
        return written;
    }
    Status read(SiteId const& site, Seq after, std::function<Status(StoredEvent const&)> const& each) override
    {
        return inner_->read(site, after, each);
    }
    Result<std::vector<SiteHead>> heads() override { return inner_->heads(); }
    Result<std::optional<StreamInfo>> stream(StreamId const& stream) override { return inner_->stream(stream); }
    Result<std::optional<Answer>> answer(StreamPosition const& position) override { return inner_->answer(position); }
    Result<std::optional<KeptAnswer>> answer(std::string const& principal, std::string const& key) override { return inner_->answer(principal, key); }
    Result<std::vector<std::pair<std::string, std::string>>> keys_since(Instant since) override { return inner_->keys_since(since); }
    SnapshotStore* snapshot_store() override { return inner_->snapshot_store(); }
    ErasableStore* erasable_store() override { return inner_->erasable_store(); }
    Status reopen() override { return inner_->reopen(); }
    Status probe() override
    {
        if (*faults_ == before_write) return fail(Errc::full, "disk full");
        return inner_->probe();
    }

private:
    std::unique_ptr<EventStore> inner_;
    std::shared_ptr<std::atomic<int>> faults_;
};

class Bench {
public:
    Bench() { start(); }
    ~Bench() { engine->stop(); }

    void start()
    {
        auto store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
        REQUIRE(store);
        EngineOptions options;
        options.retry_pause = Millis{10};
        options.snapshot_every = snapshot_every;
        options.erase_every = Millis{5};
        auto started = start_engine(make_asio_engine_host(io.get_executor(), [this] { return now; }),
                                    std::make_unique<FaultyStore>(*std::move(store), faults), options);
        REQUIRE(started);
        engine = *std::move(started);
    }
    void restart()
    {
        engine->stop();
        engine.reset();
        start();
    }
    void spin_until(std::function<bool()> const& done)
    {
        for (int i = 0; i < 5000 && !done(); ++i) {
            io.restart();
            io.run_for(std::chrono::milliseconds(1));
        }
        REQUIRE(done());
    }
    Reply ask(Submission submission)
    {
        std::optional<Reply> reply;
        engine->submit(std::move(submission), [&](Reply r) { reply = std::move(r); });
        CHECK_FALSE(reply);  // never before submit returns
        spin_until([&] { return reply.has_value(); });
        return *reply;
    }
    Reply ask(domain::CommandBody body) { return ask(Submission{SiteId("town"), domain::Command{AgentId("somchai"), {}, std::move(body)}, {}, {}}); }
    // Another engine on the same log, as another server would be.
    std::unique_ptr<RunningEngine> second_engine()
    {
        auto store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
        REQUIRE(store);
        auto started = start_engine(make_asio_engine_host(io.get_executor(), [this] { return now; }), *std::move(store), {});
        REQUIRE(started);
        return *std::move(started);
    }
    // Behind the engine's back: what no fold can take.
    void write_wrong_event(Seq after)
    {
        auto store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
        domain::Event wrong;
        wrong.at = now;
        wrong.ticket = ticket_id(1);
        wrong.body = domain::TicketStarted{};
        Batch batch;
        batch.sites.push_back({SiteId("town"), after, {{wrong, {}}}});
        auto const written = (*store)->append(batch);
        REQUIRE(written);
        REQUIRE(written->empty());
    }
    Reply configure_village()
    {
        auto village = town_config();
        village.id = SiteId("village");
        return ask(Submission{village.id, domain::Command{{}, {}, domain::ConfigureSite{village}}, {}, {}});
    }
    void configure() { REQUIRE(std::get<Done>(ask(domain::ConfigureSite{town_config()})).ok); }

    static domain::IssueTicket issue(int n) { return {.ticket = ticket_id(n), .service = ServiceId("tax"), .token_sha256 = hex_of(n, 64)}; }
    Submission keyed(int n, std::string key, std::string request = "aa")
    {
        return {SiteId("town"),
                domain::Command{AgentId("somchai"), {}, issue(n)},
                {},
                IdempotencyKey{"user:somchai", std::move(key), std::move(request)}};
    }
    Submission streamed(int ticket, std::int64_t n)
    {
        return {SiteId("town"), domain::Command{{}, DeviceId("kiosk-1"), issue(ticket)}, StreamPosition{StreamId(hex_of(9, 32)), n}, {}};
    }

    std::vector<Snapshot> snapshots()
    {
        auto store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::read_only);
        return *(*store)->snapshot_store()->snapshots(SiteId("town"));
    }
    void harm(char const* sql)
    {
        auto database = platform::Database::open(folder.file("saduak.db"), platform::OpenMode::read_write);
        REQUIRE(database->execute(sql));
    }

    TemporaryFolder folder;
    Seq snapshot_every = 20'000;
    boost::asio::io_context io;
    // The store thread's answers come while the loop has nothing else to do.
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{io.get_executor()};
    Instant now = *parse_rfc3339("2026-11-23T01:30:00Z");
    std::shared_ptr<std::atomic<int>> faults = std::make_shared<std::atomic<int>>(0);
    std::unique_ptr<RunningEngine> engine;
};

}  // namespace saduak::test
