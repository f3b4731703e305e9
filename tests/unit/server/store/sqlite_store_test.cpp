#include "server/store/sqlite_store.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include "platform/sqlite.hpp"
#include "server/store/verify.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/town.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;
using saduak::test::Town;

namespace {

SiteAppend append_of(std::vector<domain::Event> const& events, Seq after)
{
    SiteAppend append{SiteId("town"), after, {}};
    for (auto const& event : events) append.entries.push_back({event, {}});
    return append;
}

// A log of a small morning.
std::vector<domain::Event> morning()
{
    Town town;
    town.must(domain::OpenCounter{CounterId("c1")});
    for (int n = 1; n <= 3; ++n) town.issue(n);
    town.must(domain::CallNext{CounterId("c1")});
    town.must(domain::CallNext{CounterId("c1"), domain::AlsoFinish::yes});
    return town.log;
}

std::unique_ptr<EventStore> open_store(TemporaryFolder const& folder, StoreAccess access = StoreAccess::write)
{
    auto store = open_sqlite_store(folder.file("saduak.db"), access);
    INFO((store ? "" : store.error().context));
    REQUIRE(store);
    return *std::move(store);
}

}  // namespace

TEST_CASE("what was appended is read back in order, after reopening too, and its chain holds")
{
    TemporaryFolder folder;
    auto const events = morning();
    {
        auto const store = open_store(folder);
        Batch batch;
        batch.sites.push_back(append_of(events, 0));
        REQUIRE(store->append(batch)->empty());
    }
    auto const store = open_store(folder, StoreAccess::read_only);
    std::vector<StoredEvent> read;
    REQUIRE(store->read(SiteId("town"), 0, [&](StoredEvent const& stored) -> Status {
        read.push_back(stored);
        return {};
    }));
    REQUIRE(read.size() == events.size());
    for (std::size_t i = 0; i < read.size(); ++i) {
        CHECK(read[i].seq == static_cast<Seq>(i + 1));
        CHECK(read[i].event.at == events[i].at);
        CHECK(read[i].event.ticket == events[i].ticket);
        CHECK(read[i].event.body.index() == events[i].body.index());
    }
    auto const heads = store->heads();
    REQUIRE(heads->size() == 1);
    auto const report = verify_log(*store, heads->front());
    CHECK(report->faults.empty());
    CHECK(report->gaps.empty());
    CHECK(report->events == static_cast<Seq>(events.size()));
}

TEST_CASE("a changed row, a missing row and a moved head are each found")
{
    TemporaryFolder folder;
    {
        auto const store = open_store(folder);
        Batch batch;
        batch.sites.push_back(append_of(morning(), 0));
        REQUIRE(store->append(batch));
    }
    char const* const harm = GENERATE(
        "UPDATE event SET at = at + 1 WHERE seq = 4", "UPDATE event SET body = '{\"state\":\"x\"}', type = 'printer.changed' WHERE seq = 5",
        "DELETE FROM event WHERE seq = 4", "DELETE FROM event WHERE seq = (SELECT MAX(seq) FROM event)", "UPDATE site_head SET seq = seq - 1",
        "UPDATE event SET agent = 'other' WHERE seq = 2", "UPDATE event SET type = 'nonsense' WHERE seq = 3");
    {
        auto database = platform::Database::open(folder.file("saduak.db"), platform::OpenMode::read_write);
        REQUIRE(database);
        REQUIRE(database->execute(harm));
    }
    INFO(harm);
    auto const store = open_store(folder, StoreAccess::read_only);
    CHECK_FALSE(verify_log(*store, store->heads()->front())->faults.empty());
}

TEST_CASE("a log that grows while it is verified is sound; one that goes on behind its head is not")
{
    TemporaryFolder folder;
    auto const events = morning();
    auto const store = open_store(folder);
    Batch first;
    first.sites.push_back(append_of({events.begin(), events.begin() + 3}, 0));
    REQUIRE(store->append(first));
    SiteHead const before = store->heads()->front();
    Batch rest;
    rest.sites.push_back(append_of({events.begin() + 3, events.end()}, 3));
    REQUIRE(store->append(rest));
    auto const report = verify_log(*store, before);
    CHECK(report->faults.empty());
    SiteHead other = before;
    other.hash = std::string(64, '0');
    CHECK_FALSE(verify_log(*store, other)->faults.empty());
}

TEST_CASE("the log is for its owner alone")
{
    TemporaryFolder folder;
    auto const store = open_store(folder);
    for (char const* name : {"saduak.db", "saduak.db-wal"}) {
        struct stat info {};
        REQUIRE(::stat(folder.file(name).c_str(), &info) == 0);
        CHECK((info.st_mode & 0777) == 0600);
    }
}

TEST_CASE("who appends after another than the head loses the race for that site alone")
{
    TemporaryFolder folder;
    auto const store = open_store(folder);
    auto const events = morning();
    Batch first;
    first.sites.push_back(append_of(events, 0));
    REQUIRE(store->append(first)->empty());

    Batch second;
    second.sites.push_back(append_of({events[0]}, 3));  // stale
    SiteAppend other{SiteId("village"), 0, {{events[0], {}}}};
    second.sites.push_back(other);
    second.key_answers.push_back({{"user:a", "k1", "aa"}, SiteId("town"), Instant{1}, {true, "{}"}});
    second.key_answers.push_back({{"user:a", "k2", "bb"}, SiteId("village"), Instant{1}, {true, "{}"}});
    auto const lost = store->append(second);
    REQUIRE(lost);
    CHECK(*lost == std::vector<SiteId>{SiteId("town")});
    CHECK_FALSE(store->answer("user:a", "k1")->has_value());
    CHECK(store->answer("user:a", "k2")->has_value());
    CHECK(store->heads()->size() == 2);
}

TEST_CASE("a stream's answers and its high are kept with the events")
{
    TemporaryFolder folder;
    auto const store = open_store(folder);
    StreamId const stream(test::hex_of(5, 32));
    CHECK_FALSE(store->stream(stream)->has_value());
    Batch batch;
    batch.stream_answers.push_back({{stream, 1}, DeviceId("kiosk-1"), SiteId("town"), {true, R"({"a":1})"}});
    batch.stream_answers.push_back({{stream, 2}, DeviceId("kiosk-1"), SiteId("town"), {false, R"({"code":"x","about":""})"}});
    REQUIRE(store->append(batch));
    CHECK((*store->stream(stream))->high == 2);
    CHECK((*store->stream(stream))->device == DeviceId("kiosk-1"));
    CHECK((*store->answer({stream, 1}))->body == R"({"a":1})");
    CHECK_FALSE((*store->answer({stream, 2}))->ok);
    CHECK_FALSE(store->answer({stream, 3})->has_value());
    // The same n twice is a fault of ours: nothing of that batch is kept.
    CHECK_FALSE(store->append(batch));
}

TEST_CASE("keys older than their life are forgotten")
{
    TemporaryFolder folder;
    auto const store = open_store(folder);
    Batch batch;
    batch.key_answers.push_back({{"user:a", "old", "aa"}, SiteId("town"), Instant{1000}, {true, "{}"}});
    batch.key_answers.push_back({{"user:a", "new", "aa"}, SiteId("town"), Instant{5000}, {true, "{}"}});
    REQUIRE(store->append(batch));
    auto const keys = store->keys_since(Instant{2000});
    REQUIRE(keys->size() == 1);
    CHECK(keys->front().second == "new");
    CHECK_FALSE(store->answer("user:a", "old")->has_value());
}

TEST_CASE("a log of a newer version is refused in words")
{
    TemporaryFolder folder;
    {
        auto const store = open_store(folder);
    }
    {
        auto database = platform::Database::open(folder.file("saduak.db"), platform::OpenMode::read_write);
        REQUIRE(database->execute("PRAGMA user_version = 99"));
    }
    auto const store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
    REQUIRE_FALSE(store);
    CHECK(store.error().code == Errc::unsupported);
}
