// What the engine does of itself while it runs: states kept for the next start, and what has to be erased.
#include "tests/unit/server/engine/engine_bench.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

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

TEST_CASE("a contact is kept with its event, not for a refused command, and goes with the ticket's end")
{
    Bench bench;
    bench.configure();
    static_cast<void>(bench.ask(Bench::issue(1)));
    auto const give = [&](int ticket, int key) {
        Submission submission;
        submission.site = SiteId("town");
        submission.command.body = domain::GiveContact{ticket_id(ticket), ErasableKey(hex_of(key, 32))};
        submission.erasable = Erasable{SiteId("town"), ErasableKey(hex_of(key, 32)), "notify", bench.now + hours(9), {1, 2, 3}};
        return std::get<Done>(bench.ask(std::move(submission))).ok;
    };
    auto const kept = [&](int key) {
        auto const store = open_sqlite_store(bench.folder.file("saduak.db"), StoreAccess::read_only);
        return (*store)->erasable_store()->erasable(SiteId("town"), ErasableKey(hex_of(key, 32)))->has_value();
    };
    CHECK(give(1, 1));
    CHECK(kept(1));
    CHECK_FALSE(give(2, 2));
    CHECK_FALSE(kept(2));
    CHECK(give(1, 3));
    CHECK_FALSE(kept(1));
    CHECK(kept(3));
    bench.restart();
    CHECK(bench.engine->state(SiteId("town"))->contacts.at(ticket_id(1)).key == ErasableKey(hex_of(3, 32)));
    static_cast<void>(bench.ask(domain::CancelTicket{ticket_id(1)}));
    CHECK_FALSE(kept(3));
    CHECK(bench.engine->state(SiteId("town"))->contacts.empty());
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
