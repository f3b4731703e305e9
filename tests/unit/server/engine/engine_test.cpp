// The engine over a real SQLite store, and over one that fails when told to.
#include <catch2/catch.hpp>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>

#include "platform/sqlite.hpp"
#include "server/engine/asio_engine_host.hpp"
#include "server/engine/group_commit_engine.hpp"
#include "server/store/sqlite_store.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using test::hex_of;
using test::TemporaryFolder;
using test::ticket_id;

namespace {

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
        auto village = test::town_config();
        village.id = SiteId("village");
        return ask(Submission{village.id, domain::Command{{}, {}, domain::ConfigureSite{village}}, {}, {}});
    }
    void configure() { REQUIRE(std::get<Done>(ask(domain::ConfigureSite{test::town_config()})).ok); }

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

}  // namespace

TEST_CASE("what was answered is there after a restart")
{
    Bench bench;
    bench.configure();
    auto const done = std::get<Done>(bench.ask(Bench::issue(1)));
    CHECK(done.ok);
    CHECK(done.body.find("\"B001\"") != std::string::npos);
    bench.restart();
    REQUIRE(bench.engine->state(SiteId("town")) != nullptr);
    CHECK(bench.engine->state(SiteId("town"))->find(ticket_id(1))->number == "B001");
    CHECK(bench.engine->state(SiteId("town"))->seq == done.seq);
}

TEST_CASE("an unknown site and a rejection are answered in words")
{
    Bench bench;
    auto const unknown = std::get<Done>(bench.ask(Bench::issue(1)));
    CHECK_FALSE(unknown.ok);
    CHECK(unknown.body.find("unknown_site") != std::string::npos);
    CHECK(bench.engine->state(SiteId("town")) == nullptr);
}

TEST_CASE("the same key gets the same answer, at once and after a restart; with another body it is refused")
{
    Bench bench;
    bench.configure();
    std::vector<Reply> replies;
    for (int i = 0; i < 3; ++i) bench.engine->submit(bench.keyed(1, "k"), [&](Reply reply) { replies.push_back(std::move(reply)); });
    bench.spin_until([&] { return replies.size() == 3; });
    auto const body = std::get<Done>(replies[0]).body;
    CHECK(body.find("B001") != std::string::npos);
    for (auto const& reply : replies) CHECK(std::get<Done>(reply).body == body);
    CHECK(std::get<Done>(bench.ask(bench.keyed(2, "k"))).body == body);
    CHECK(std::holds_alternative<KeyReused>(bench.ask(bench.keyed(2, "k", "bb"))));
    bench.restart();
    CHECK(std::get<Done>(bench.ask(bench.keyed(1, "k"))).body == body);
    CHECK(bench.engine->state(SiteId("town"))->tickets.size() == 1);
}

TEST_CASE("a stream is decided once each and in order")
{
    Bench bench;
    bench.configure();
    CHECK(std::get<OutOfOrder>(bench.ask(bench.streamed(2, 2))).expected == 1);
    auto const first = std::get<Done>(bench.ask(bench.streamed(1, 1)));
    CHECK(std::get<Done>(bench.ask(bench.streamed(1, 1))).body == first.body);
    std::get<Done>(bench.ask(bench.streamed(2, 2)));
    bench.restart();
    bool asked = false;
    bench.engine->stream(StreamId(hex_of(9, 32)), [&](auto info) {
        CHECK((*info)->high == 2);
        asked = true;
    });
    bench.spin_until([&] { return asked; });
    CHECK(std::get<Done>(bench.ask(bench.streamed(1, 1))).body == first.body);
    CHECK(std::get<Done>(bench.ask(bench.streamed(3, 3))).ok);
    CHECK(bench.engine->state(SiteId("town"))->tickets.size() == 3);
}

TEST_CASE("a full disk stops acknowledgements, changes nothing, and is recovered from by itself")
{
    Bench bench;
    bench.configure();
    std::get<Done>(bench.ask(Bench::issue(1)));
    *bench.faults = FaultyStore::before_write;
    CHECK(std::holds_alternative<Retry>(bench.ask(bench.keyed(2, "k2"))));
    CHECK_FALSE(bench.engine->healthy());
    CHECK(std::holds_alternative<Retry>(bench.ask(Bench::issue(3))));
    CHECK(bench.engine->state(SiteId("town"))->tickets.size() == 1);
    *bench.faults = FaultyStore::none;
    bench.spin_until([&] { return bench.engine->healthy(); });
    // The number that the failed command would have had is given now: no gap.
    CHECK(std::get<Done>(bench.ask(bench.keyed(2, "k2"))).body.find("B002") != std::string::npos);
}

TEST_CASE("rows that were written although the store said no are found and not written again")
{
    Bench bench;
    bench.configure();
    *bench.faults = FaultyStore::after_write;
    CHECK(std::holds_alternative<Retry>(bench.ask(bench.streamed(1, 1))));
    bench.spin_until([&] { return bench.engine->healthy(); });
    CHECK(bench.engine->state(SiteId("town"))->find(ticket_id(1)) != nullptr);
    CHECK(std::get<Done>(bench.ask(bench.streamed(1, 1))).body.find("B001") != std::string::npos);
    CHECK(std::get<Done>(bench.ask(bench.streamed(2, 2))).body.find("B002") != std::string::npos);
    CHECK(bench.engine->state(SiteId("town"))->tickets.size() == 2);
}

TEST_CASE("a key whose first request was not kept is decided once, however many repeats come at once")
{
    Bench bench;
    bench.configure();
    *bench.faults = FaultyStore::before_write;
    CHECK(std::holds_alternative<Retry>(bench.ask(bench.keyed(1, "k"))));
    *bench.faults = FaultyStore::none;
    bench.spin_until([&] { return bench.engine->healthy(); });
    std::vector<Reply> replies;
    for (int i = 2; i <= 4; ++i) bench.engine->submit(bench.keyed(i, "k"), [&](Reply reply) { replies.push_back(std::move(reply)); });
    bench.engine->submit(bench.keyed(5, "k", "bb"), [&](Reply reply) { replies.push_back(std::move(reply)); });
    bench.spin_until([&] { return replies.size() == 4; });
    CHECK(bench.engine->state(SiteId("town"))->tickets.size() == 1);
    CHECK(std::count_if(replies.begin(), replies.end(), [](Reply const& reply) { return std::holds_alternative<KeyReused>(reply); }) == 1);
}

TEST_CASE("a key is forgotten after its 24 hours, without a restart")
{
    Bench bench;
    bench.configure();
    static_cast<void>(bench.ask(bench.keyed(1, "k")));
    bench.now = bench.now + hours(23);
    CHECK(std::get<Done>(bench.ask(bench.keyed(2, "k"))).body.find(ticket_id(1).str()) != std::string::npos);
    bench.now = bench.now + hours(3);
    static_cast<void>(bench.ask(bench.keyed(3, "other")));
    CHECK(std::get<Done>(bench.ask(bench.keyed(4, "k"))).body.find(ticket_id(4).str()) != std::string::npos);
}

TEST_CASE("a stream that was asked for while a write failed is still known after the recovery")
{
    Bench bench;
    bench.configure();
    static_cast<void>(bench.ask(bench.streamed(1, 1)));
    bench.restart();
    bench.io.restart();
    bench.io.poll();
    *bench.faults = FaultyStore::after_write;
    bool answered = false;
    bench.engine->submit(bench.keyed(2, "k"), [&](Reply const&) { answered = true; });
    bench.io.restart();
    bench.io.poll_one();  // the batch goes to the store; its failure is not yet heard of
    bench.engine->stream(StreamId(hex_of(9, 32)), [](auto const& info) { CHECK((*info)->high == 1); });
    bench.spin_until([&] { return answered && bench.engine->healthy(); });
    REQUIRE(std::holds_alternative<Done>(bench.ask(bench.streamed(3, 2))));
}

TEST_CASE("nothing is published before it is durable, and then in order")
{
    Bench bench;
    bench.configure();
    std::vector<Seq> seen;
    bench.engine->subscribe([&](Published const& published) {
        for (auto const& stored : published.events) seen.push_back(stored.seq);
    });
    *bench.faults = FaultyStore::before_write;
    static_cast<void>(bench.ask(Bench::issue(1)));
    CHECK(seen.empty());
    *bench.faults = FaultyStore::none;
    bench.spin_until([&] { return bench.engine->healthy(); });
    static_cast<void>(bench.ask(Bench::issue(1)));
    static_cast<void>(bench.ask(Bench::issue(2)));
    CHECK(seen == std::vector<Seq>{2, 3});
}

TEST_CASE("deadlines are kept by the engine itself")
{
    Bench bench;
    bench.configure();
    auto issue = Bench::issue(1);
    issue.paper = domain::Paper::pending;
    static_cast<void>(bench.ask(issue));
    bench.now = bench.now + domain::kPaperReportLimit;
    bench.engine->clock_moved();
    bench.spin_until([&] { return bench.engine->state(SiteId("town"))->find(ticket_id(1))->paper == domain::Paper::unconfirmed; });
    // A clock that steps back does not move the site's time back.
    bench.now = bench.now - hours(1);
    CHECK(std::get<Done>(bench.ask(Bench::issue(2))).ok);
}

TEST_CASE("a log that cannot be folded makes its site read-only, the others live")
{
    Bench bench;
    bench.configure();
    bench.engine->stop();
    bench.engine.reset();
    bench.write_wrong_event(1);
    bench.start();
    CHECK(bench.engine->read_only(SiteId("town")).value_or("").find("no such ticket") != std::string::npos);
    CHECK(bench.engine->state(SiteId("town")) != nullptr);
    CHECK(std::holds_alternative<Retry>(bench.ask(Bench::issue(1))));
    CHECK(std::get<Done>(bench.configure_village()).ok);
    CHECK_FALSE(bench.engine->read_only(SiteId("village")));
    CHECK(bench.engine->healthy());
}

TEST_CASE("a wrong event that is found while running makes its site read-only, the others live")
{
    Bench bench;
    bench.configure();
    CHECK(std::get<Done>(bench.configure_village()).ok);
    bench.write_wrong_event(1);
    // The race for the head is lost, the log is read, and what stands there cannot be.
    auto const refused = bench.ask(bench.streamed(1, 1));
    CHECK(std::get<Retry>(refused).reason.find("read-only") != std::string::npos);
    CHECK(bench.engine->read_only(SiteId("town")));
    CHECK(bench.engine->state(SiteId("town"))->seq == 1);
    CHECK(bench.engine->healthy());
    CHECK(std::get<Done>(bench.configure_village()).ok);
    // After a failure the log is read once more: the village recovers, the town stays as it is.
    *bench.faults = FaultyStore::after_write;
    CHECK(std::holds_alternative<Retry>(bench.configure_village()));
    bench.spin_until([&] { return bench.engine->healthy(); });
    CHECK(std::get<Done>(bench.configure_village()).ok);
    CHECK(std::holds_alternative<Retry>(bench.ask(bench.streamed(1, 1))));
}

TEST_CASE("who loses the race for a site decides again on what the winner wrote")
{
    Bench bench;
    bench.configure();
    auto second = bench.second_engine();
    auto const at_second = [&](Submission submission) {
        std::optional<Reply> reply;
        second->submit(std::move(submission), [&](Reply r) { reply = std::move(r); });
        bench.spin_until([&] { return reply.has_value(); });
        return std::get<Done>(*reply);
    };
    CHECK(std::get<Done>(bench.ask(bench.streamed(1, 1))).body.find("B001") != std::string::npos);
    CHECK(at_second(bench.keyed(2, "k")).body.find("B002") != std::string::npos);
    CHECK(std::get<Done>(bench.ask(bench.streamed(3, 2))).body.find("B003") != std::string::npos);
    // A rejection is an answer of the log's state too: the second engine has not heard of ticket 3 yet.
    auto const paper = at_second(Submission{
        SiteId("town"), domain::Command{AgentId("somchai"), {}, domain::CancelTicket{ticket_id(3)}}, {}, IdempotencyKey{"user:somchai", "c", "aa"}});
    CHECK(paper.ok);
    CHECK(second->state(SiteId("town"))->seq == 5);
    second->stop();
}

TEST_CASE("a log that cannot be read does not keep the other sites from recovering")
{
    Bench bench;
    bench.configure();
    static_cast<void>(bench.ask(Bench::issue(1)));
    CHECK(std::get<Done>(bench.configure_village()).ok);
    bench.engine->stop();
    bench.engine.reset();
    {
        auto database = platform::Database::open(bench.folder.file("saduak.db"), platform::OpenMode::read_write);
        REQUIRE(database);
        REQUIRE(database->execute("UPDATE event SET type = 'nonsense' WHERE site = 'town' AND seq = 2"));
    }
    bench.start();
    *bench.faults = FaultyStore::before_write;
    CHECK(std::holds_alternative<Retry>(bench.configure_village()));
    *bench.faults = FaultyStore::none;
    bench.spin_until([&] { return bench.engine->healthy(); });
    CHECK(std::get<Done>(bench.configure_village()).ok);
}

TEST_CASE("states are kept while the log grows and when the engine stops, and a start needs no event before them")
{
    Bench bench;
    bench.configure();
    CHECK(bench.snapshots().empty());
    bench.snapshot_every = 20;
    bench.restart();
    static_cast<void>(bench.ask(Bench::issue(1)));
    CounterId const counter("c1");
    static_cast<void>(bench.ask(domain::OpenCounter{counter}));
    for (int i = 0; i < 15; ++i) {
        static_cast<void>(bench.ask(domain::PauseCounter{counter, "tea"}));
        static_cast<void>(bench.ask(domain::ResumeCounter{counter}));
    }
    bench.spin_until([&] { return !bench.snapshots().empty(); });
    CHECK(bench.snapshots().front().seq >= 20);
    bench.engine->stop();
    CHECK(bench.snapshots().front().seq == 33);
    domain::SiteState const before = *bench.engine->state(SiteId("town"));
    bench.engine.reset();
    bench.harm("DELETE FROM event WHERE seq < 20");  // verify finds such a thing; a start does not look there
    bench.start();
    CHECK_FALSE(bench.engine->read_only(SiteId("town")));
    CHECK(*bench.engine->state(SiteId("town")) == before);
    CHECK(std::get<Done>(bench.ask(Bench::issue(2))).ok);
}

TEST_CASE("a start without a usable snapshot folds the log")
{
    Bench bench;
    bench.snapshot_every = 20;
    bench.restart();
    bench.configure();
    for (int n = 1; n <= 5; ++n) static_cast<void>(bench.ask(Bench::issue(n)));
    domain::SiteState const before = *bench.engine->state(SiteId("town"));
    bench.engine->stop();
    bench.engine.reset();
    bench.harm("UPDATE snapshot SET state = 'x'");
    bench.start();
    CHECK(*bench.engine->state(SiteId("town")) == before);
}

TEST_CASE("no state is kept of a site whose log is damaged")
{
    Bench bench;
    bench.snapshot_every = 20;
    bench.restart();
    bench.configure();
    static_cast<void>(bench.ask(Bench::issue(1)));
    bench.engine->stop();
    bench.engine.reset();
    Seq const sound = bench.snapshots().front().seq;
    bench.write_wrong_event(2);
    bench.start();
    CHECK(bench.engine->read_only(SiteId("town")));
    bench.restart();
    CHECK(bench.snapshots().front().seq == sound);
}

TEST_CASE("what is kept beside the log goes when its purpose has ended, and the log says so")
{
    Bench bench;
    bench.configure();
    std::string const key = hex_of(7, 32);
    {
        auto store = open_sqlite_store(bench.folder.file("saduak.db"), StoreAccess::write);
        Batch batch;
        batch.erasables.push_back({SiteId("town"), ErasableKey(key), "notify", bench.now + minutes(10), {1, 2, 3}});
        batch.erasables.push_back({SiteId("town"), ErasableKey(hex_of(8, 32)), "notify", bench.now + hours(10), {4}});
        REQUIRE((*store)->append(batch));
    }
    std::vector<std::string> erased;
    bench.engine->subscribe([&](Published const& published) {
        for (auto const& stored : published.events)
            if (auto const* event = std::get_if<domain::Erased>(&stored.event.body)) erased.push_back(event->key.str() + " " + event->purpose);
    });
    bench.now = bench.now + minutes(9);
    for (int i = 0; i < 20; ++i) bench.spin_until([n = 0]() mutable { return ++n > 2; });
    CHECK(erased.empty());
    bench.now = bench.now + minutes(1);
    bench.spin_until([&] { return !erased.empty(); });
    CHECK(erased == std::vector<std::string>{key + " notify"});
    auto const store = open_sqlite_store(bench.folder.file("saduak.db"), StoreAccess::read_only);
    CHECK_FALSE((*store)->erasable_store()->erasable(SiteId("town"), ErasableKey(key))->has_value());
    CHECK((*store)->erasable_store()->erasable(SiteId("town"), ErasableKey(hex_of(8, 32)))->has_value());
}
