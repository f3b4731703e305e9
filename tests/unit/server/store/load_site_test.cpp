#include "server/store/load_site.hpp"

#include "core/wire/state_json.hpp"
#include "platform/sqlite.hpp"
#include "tests/support/event_stores.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

namespace {

SiteId const kTown("town");

// A town's morning and its log in a store, the first `kept` events of it in a snapshot.
struct KeptTown {
    explicit KeptTown(Seq kept) : events(morning())
    {
        auto opened = open_sqlite_store(path, StoreAccess::write);
        REQUIRE(opened);
        store = *std::move(opened);
        must_append(*store, events, 0);
        for (Seq i = 0; i < kept; ++i) REQUIRE(domain::apply(snapshot, events[static_cast<std::size_t>(i)]));
        REQUIRE(keep_snapshot(*store, kTown, snapshot));
    }
    void harm(std::string const& sql) const
    {
        auto database = platform::Database::open(path, platform::OpenMode::read_write);
        REQUIRE(database);
        REQUIRE(database->execute(sql));
    }
    Seq last() const { return static_cast<Seq>(events.size()); }

    TemporaryFolder folder;
    std::string path = folder.file("saduak.db");
    std::vector<domain::Event> events;
    std::unique_ptr<EventStore> store;
    domain::SiteState snapshot;
};

}  // namespace

TEST_CASE("a site is its snapshot and the events after it, equal to the fold of its whole log")
{
    KeptTown town(4);
    auto const loaded = start_site(*town.store, kTown);
    REQUIRE(loaded);
    CHECK(loaded->snapshot == 4);
    CHECK(loaded->folded == town.last() - 4);
    CHECK(loaded->snapshot_doubt.empty());
    CHECK_FALSE(loaded->damage);
    CHECK(loaded->state == *fold_site(*town.store, kTown));
    CHECK(start_site(*town.store, SiteId("nowhere"))->state == domain::SiteState{});
}

TEST_CASE("with any doubt about a snapshot the log alone speaks")
{
    KeptTown town(4);
    auto const [harm, why] = GENERATE(table<char const*, char const*>({
        {"UPDATE snapshot SET fold = 'other'", "another version"},
        {"UPDATE snapshot SET hash = 'other'", "another log"},
        {"UPDATE snapshot SET seq = 3", "another log"},
        {"UPDATE snapshot SET seq = 400", "another log"},
        {"UPDATE snapshot SET seq = 3, hash = (SELECT hash FROM event WHERE seq = 3)", "another state"},
        {"UPDATE snapshot SET state = replace(state, 'A001', 'A009')", ""},  // its digest is wrong: it counts as none
    }));
    INFO(harm);
    town.harm(harm);
    auto const loaded = start_site(*town.store, kTown);
    REQUIRE(loaded);
    CHECK(loaded->snapshot == 0);
    CHECK(loaded->folded == town.last());
    CHECK(loaded->state == *fold_site(*town.store, kTown));
    INFO(loaded->snapshot_doubt);
    CHECK(loaded->snapshot_doubt.empty() == (*why == '\0'));
    CHECK(loaded->snapshot_doubt.find(why) != std::string::npos);
}

TEST_CASE("the snapshot before is used where the newest cannot be")
{
    KeptTown town(4);
    domain::SiteState later = town.snapshot;
    REQUIRE(domain::apply(later, town.events[4]));
    REQUIRE(keep_snapshot(*town.store, kTown, later));
    town.harm("UPDATE snapshot SET fold = 'other' WHERE seq = 5");
    auto const loaded = start_site(*town.store, kTown);
    CHECK(loaded->snapshot == 4);
    CHECK(loaded->state == *fold_site(*town.store, kTown));
}

TEST_CASE("a wrong event is damage of its site, told with what came before it")
{
    KeptTown town(2);
    town.harm("DELETE FROM event WHERE seq = 4");
    auto const loaded = start_site(*town.store, kTown);
    REQUIRE(loaded);
    REQUIRE(loaded->damage);
    CHECK(loaded->damage->context.find("event 5") != std::string::npos);
    CHECK(loaded->state.seq == 3);
    CHECK(loaded->snapshot == 0);
    CHECK_FALSE(load_site(*town.store, kTown));
}

TEST_CASE("a snapshot is kept only of an event that the log has")
{
    KeptTown town(4);
    domain::SiteState beyond = town.snapshot;
    beyond.seq = 400;
    CHECK_FALSE(keep_snapshot(*town.store, kTown, beyond));
    CHECK(town.store->snapshot_store()->snapshots(kTown)->size() == 1);
}
