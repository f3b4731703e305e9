#include "server/store/verify.hpp"

#include "platform/sqlite.hpp"
#include "server/store/load_site.hpp"
#include "tests/support/event_stores.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

namespace {

// A town's morning in a store, with a snapshot of its first four events.
struct Log {
    Log()
    {
        must_append(*store, events, 0);
        domain::SiteState state;
        for (int i = 0; i < 4; ++i) REQUIRE(domain::apply(state, events[static_cast<std::size_t>(i)]));
        REQUIRE(keep_snapshot(*store, SiteId("town"), state));
    }
    void harm(std::string const& sql) const
    {
        auto database = platform::Database::open(folder.file("saduak.db"), platform::OpenMode::read_write);
        REQUIRE(database->execute(sql));
    }
    LogReport verify(std::vector<OutsideHead> const& outside = {}) const { return *verify_log(*store, store->heads()->front(), outside); }
    OutsideHead head_at(Seq seq) const { return {SiteId("town"), seq, *hash_at(*store, SiteId("town"), seq)}; }

    TemporaryFolder folder;
    std::vector<domain::Event> events = morning();
    std::unique_ptr<EventStore> store = *open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
};

}  // namespace

TEST_CASE("verify compares every snapshot that a start would use with the fold")
{
    Log const log;
    CHECK(log.verify().faults.empty());
    CHECK(log.verify().snapshots == 1);
    // A sound digest over a state that the log does not give: a start would be deceived, verify is not.
    auto kept = log.store->snapshot_store()->snapshots(SiteId("town"))->front();
    kept.state.replace(kept.state.find("A001"), 4, "A009");
    REQUIRE(log.store->snapshot_store()->keep_snapshot(kept));
    REQUIRE(log.verify().faults.size() == 1);
    CHECK(log.verify().faults.front().find("snapshot at event 4") != std::string::npos);
    log.harm("UPDATE snapshot SET fold = 'other'");
    CHECK(log.verify().faults.empty());
    CHECK(log.verify().snapshots == 0);
    log.harm("UPDATE snapshot SET seq = 400");
    CHECK_FALSE(log.verify().faults.empty());
}

TEST_CASE("a head kept outside tells a changed log and a shorter one from the same")
{
    Log const log;
    auto const last = static_cast<Seq>(log.events.size());
    OutsideHead const kept = log.head_at(last);
    OutsideHead short_hash = log.head_at(3);
    short_hash.hash.resize(16);
    auto const now = log.verify({kept, short_hash});
    REQUIRE(now.heads.size() == 2);
    CHECK(now.heads[0].verdict == HeadVerdict::matches);
    CHECK(now.heads[1].verdict == HeadVerdict::matches);
    CHECK(log.verify({{SiteId("village"), 1, kept.hash}}).heads.empty());

    // Whoever can write the file can make a chain that holds: only the head kept outside shows it.
    TemporaryFolder elsewhere;
    auto const forged = *open_sqlite_store(elsewhere.file("saduak.db"), StoreAccess::write);
    auto events = log.events;
    events.back().agent = AgentId("other");
    must_append(*forged, events, 0);
    auto const report = *verify_log(*forged, forged->heads()->front(), {kept});
    CHECK(report.faults.empty());
    CHECK(report.heads.front().verdict == HeadVerdict::differs);

    auto const shorter = *open_sqlite_store(elsewhere.file("short.db"), StoreAccess::write);
    must_append(*shorter, {log.events.begin(), log.events.end() - 1}, 0);
    CHECK(verify_log(*shorter, shorter->heads()->front(), {kept})->heads.front().verdict == HeadVerdict::log_is_shorter);
}

TEST_CASE("a head is read as it is printed")
{
    std::string const hash(64, 'a');
    auto const head = parse_outside_head("hall:812:" + hash);
    REQUIRE(head);
    CHECK(head->site == SiteId("hall"));
    CHECK(head->seq == 812);
    CHECK(head->hash == hash);
    CHECK(parse_outside_head("hall:812:" + hash.substr(0, 16)));
    for (std::string const& wrong :
         {std::string(), std::string("hall"), std::string("hall:812"), "hall:x:" + hash, "hall:0:" + hash, "hall:-1:" + hash, ":1:" + hash,
          "hall:1:" + hash.substr(0, 15), "hall:1:" + hash + "a", "hall:1:" + std::string(20, 'g')})
        CHECK_FALSE(parse_outside_head(wrong));
}
