// What the SQLite file is besides an EventStore: private, versioned, and checked against changes from outside.
#include "server/store/sqlite_store.hpp"

#include <fstream>
#include <iterator>

#include <sys/stat.h>

#include "platform/sqlite.hpp"
#include "server/store/verify.hpp"
#include "tests/support/event_stores.hpp"

using namespace saduak;
using namespace saduak::server;
using namespace saduak::test;

namespace {

std::unique_ptr<EventStore> open_store(TemporaryFolder const& folder, StoreAccess access = StoreAccess::write)
{
    auto store = open_sqlite_store(folder.file("saduak.db"), access);
    INFO((store ? "" : store.error().context));
    REQUIRE(store);
    return *std::move(store);
}

}  // namespace

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

TEST_CASE("what was erased is not in the file any more, once the log of writes is folded into it")
{
    TemporaryFolder folder;
    std::string const secret = "0812345678-secret-ciphertext";
    {
        auto const store = open_store(folder);
        auto const events = morning();
        Batch batch;
        batch.sites.push_back(append_of(events, 0));
        batch.erasables.push_back({SiteId("town"), ErasableKey("k1"), "notify", Instant{1}, Bytes(secret.begin(), secret.end())});
        REQUIRE(store->append(batch)->empty());
        domain::Event erased = events.back();
        erased.body = domain::Erased{ErasableKey("k1"), "notify"};
        must_append(*store, {erased}, static_cast<Seq>(events.size()));
    }
    std::ifstream file(folder.file("saduak.db"), std::ios::binary);
    std::string const bytes(std::istreambuf_iterator<char>(file), {});
    CHECK(bytes.size() > 4096);
    CHECK(bytes.find("secret-ciphertext") == std::string::npos);
}
