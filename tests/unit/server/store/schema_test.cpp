// Logs that earlier versions wrote (tests/data/log-vN.sql, never changed) open today, whole.
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <catch2/catch.hpp>

#include "platform/sqlite.hpp"
#include "server/store/sqlite_store.hpp"
#include "server/store/verify.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

std::string read_text(std::string const& name)
{
    std::ifstream file(std::string(SADUAK_SOURCE_DIR) + "/tests/data/" + name, std::ios::binary);
    REQUIRE(file);
    return {std::istreambuf_iterator<char>(file), {}};
}

// The file as the earlier version left it.
void make_old_log(TemporaryFolder const& folder, std::string const& name)
{
    auto database = platform::Database::open(folder.file("saduak.db"), platform::OpenMode::create);
    REQUIRE(database);
    REQUIRE(database->execute(read_text(name)));
}

std::map<SiteId, SiteHead> verified_heads(EventStore& store)
{
    std::map<SiteId, SiteHead> heads;
    auto const found = store.heads();
    REQUIRE(found);
    for (SiteHead const& head : *found) {
        auto const report = verify_log(store, head);
        REQUIRE(report);
        INFO(head.site.str() << ": " << (report->faults.empty() ? "" : report->faults.front()));
        CHECK(report->faults.empty());
        CHECK(report->events == head.seq);
        CHECK(report->head == head.hash);
        heads[head.site] = head;
    }
    return heads;
}

}  // namespace

TEST_CASE("a log of schema 1 is upgraded when it is opened for writing, and its chains end in the same heads")
{
    TemporaryFolder folder;
    make_old_log(folder, "log-v1.sql");
    auto const store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
    INFO((store ? "" : store.error().context));
    REQUIRE(store);
    auto const heads = verified_heads(**store);
    REQUIRE(heads.size() == 3);
    CHECK(heads.at(SiteId("desk")).hash == "4229c55b948c1022f928ba7290ac24be7cdd368442d885bfeb5c4cb375fc3874");
    CHECK(heads.at(SiteId("hall")).hash == "0146efd1f140baf5346f7cb84cfd327c6ef9cdbe1c7dc0e0ee59371a650b8f2a");
    CHECK(heads.at(SiteId("land")).hash == "fb4be4cda573ad1b7761126d7ea7105b892b60a2672312f7aec04d6869a65428");
    auto const stream = (*store)->stream(StreamId("a54dca182530bb1d6d132cded6237b2e"));
    REQUIRE((stream && *stream));
    CHECK((*stream)->high == 11);
    CHECK((*store)->answer({StreamId("a54dca182530bb1d6d132cded6237b2e"), 7})->value().body.find("unknown_service") != std::string::npos);
    CHECK((*store)->answer("token:916e338d30e4", "key-1")->has_value());
}

TEST_CASE("a log of schema 1 is read as it is, without an upgrade")
{
    TemporaryFolder folder;
    make_old_log(folder, "log-v1.sql");
    auto const store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::read_only);
    REQUIRE(store);
    CHECK(verified_heads(**store).size() == 3);
}

TEST_CASE("a log of schema 2 is upgraded: its heads stay, answers that no device can ask for again go")
{
    TemporaryFolder folder;
    make_old_log(folder, "log-v2.sql");
    StreamId const stream("1749d95ad82ecdf459e8ea05779a30fa");
    {
        auto database = platform::Database::open(folder.file("saduak.db"), platform::OpenMode::read_write);
        REQUIRE(database->execute("UPDATE stream SET high = 2000 WHERE id = '" + stream.str() + "'; INSERT INTO answer VALUES('" + stream.str() +
                                  "', 976, 1, '{}'), ('" + stream.str() + "', 977, 1, '{}'), ('" + stream.str() + "', 2000, 1, '{}')"));
    }
    auto const store = open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);
    INFO((store ? "" : store.error().context));
    REQUIRE(store);
    auto const heads = verified_heads(**store);
    CHECK(heads.at(SiteId("hall")).hash == "2b3a958eeaffb000515d2ed1da9af5d30ed02d0517a6a0223203b46e82f78c88");
    CHECK(heads.at(SiteId("land")).hash == "669e703e9f82aed3d8d33e4ffaef6dda6dca2f3216a5595401114c5e51f56a28");
    CHECK_FALSE((*store)->answer({stream, 2})->has_value());
    CHECK_FALSE((*store)->answer({stream, 976})->has_value());
    CHECK((*store)->answer({stream, 977})->has_value());
    CHECK((*store)->answer({stream, 2000})->has_value());
}
