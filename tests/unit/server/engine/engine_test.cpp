// The engine over a real SQLite store, and over one that fails when told to.
#include "tests/unit/server/engine/engine_bench.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

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
