// An exported log becomes the same log elsewhere.
#include "server/archive/import_log.hpp"

#include <catch2/catch.hpp>

#include "server/store/load_site.hpp"
#include "tests/unit/server/archive/archived_town.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::DaysInStore;
using saduak::test::kTown;
using saduak::test::must_append;
using saduak::test::TemporaryFolder;
using saduak::test::Town;

namespace {

struct Copy {
    TemporaryFolder folder;
    std::unique_ptr<EventStore> store = *open_sqlite_store(folder.file("saduak.db"), StoreAccess::write);

    Result<TakenLog> take(std::string const& text)
    {
        std::ofstream(folder.file("log.jsonl"), std::ios::trunc) << text;
        return import_log_file(*store, folder.file("log.jsonl"));
    }
};

}  // namespace

TEST_CASE("an imported log ends in the head of the exported one, and folds to the same state")
{
    DaysInStore days(3);
    Copy copy;
    auto const taken = copy.take(days.exported());
    INFO((taken ? "" : taken.error().context));
    REQUIRE(taken);
    CHECK(taken->before == 0);
    CHECK(taken->head.hash == days.head().hash);
    CHECK(*load_site(*copy.store, kTown) == *load_site(*days.store, kTown));
    CHECK(DaysInStore::hashes(*copy.store) == DaysInStore::hashes(*days.store));
    CHECK(copy.take(days.exported())->before == days.head().seq);  // nothing new
}

TEST_CASE("a copy takes what came since, whole or as a stretch, and says what is missing")
{
    DaysInStore days(1);
    Copy copy;
    REQUIRE(copy.take(days.exported()));
    SiteHead const then = days.head();
    std::size_t const known = days.town.log.size();
    for (int n = 901; n < 905; ++n) days.town.issue(n);
    must_append(*days.store, {days.town.log.begin() + static_cast<std::ptrdiff_t>(known), days.town.log.end()}, then.seq);

    Copy late;
    CHECK(late.take(days.exported(then.seq, then.hash)).error().code == Errc::not_found);
    auto const more = copy.take(days.exported(then.seq, then.hash));
    REQUIRE(more);
    CHECK(more->before == then.seq);
    CHECK(copy.store->heads()->front().hash == days.head().hash);
    REQUIRE(late.take(days.exported()));
    CHECK(late.store->heads()->front().hash == days.head().hash);
}

TEST_CASE("logs that have parted are not joined")
{
    DaysInStore days(1);
    Copy copy;
    REQUIRE(copy.take(days.exported()));
    SiteHead const common = copy.store->heads()->front();
    Town other = days.town;
    std::size_t const known = other.log.size();
    other.issue(777);
    must_append(*copy.store, {other.log.begin() + static_cast<std::ptrdiff_t>(known), other.log.end()}, common.seq);
    SiteHead const forked = copy.store->heads()->front();

    days.town.issue(901);
    days.town.issue(902);
    must_append(*days.store, {days.town.log.begin() + static_cast<std::ptrdiff_t>(known), days.town.log.end()}, common.seq);
    auto const refused = copy.take(days.exported());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Errc::corrupt);
    CHECK(refused.error().context.find("the logs have parted") != std::string::npos);
    CHECK(copy.store->heads()->front().hash == forked.hash);
}

TEST_CASE("a log with a changed event is not imported, not even in part")
{
    DaysInStore days(2);
    std::string text = days.exported();
    auto const at = text.rfind("\\\"number\\\":\\\"A");
    REQUIRE(at != std::string::npos);
    text[at + std::string("\\\"number\\\":\\\"A").size()] = '9';
    Copy copy;
    CHECK(copy.take(text).error().code == Errc::corrupt);
    CHECK(copy.store->heads()->empty());
}
