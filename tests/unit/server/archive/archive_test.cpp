// Old service days leave for a file, and the log with its files stays one.
#include "server/archive/archive.hpp"

#include <catch2/catch.hpp>

#include "server/archive/whole_log.hpp"
#include "server/metrics/site_facts.hpp"
#include "server/reports/gap_reports.hpp"
#include "server/store/load_site.hpp"
#include "server/store/verify.hpp"
#include "tests/unit/server/archive/archived_town.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::DaysInStore;
using saduak::test::kTown;

namespace {

constexpr Date kMonday{2026, 11, 23};

Result<Archived> archive(DaysInStore& days, Date before)
{
    return archive_before(*days.store, days.folder.file("archive"), kTown, before, days.town.now, {});
}

std::unique_ptr<EventStore> whole(DaysInStore& days)
{
    return with_archive(*open_sqlite_store(days.folder.file("saduak.db"), StoreAccess::read_only), days.folder.file("archive"));
}

}  // namespace

TEST_CASE("archived days leave the log, the state and the head stay, and the files with the log are the whole")
{
    DaysInStore days(4);
    auto const before = DaysInStore::hashes(*days.store);
    auto const head = days.head();
    domain::SiteState const state = *load_site(*days.store, kTown);

    auto const first = archive(days, {2026, 11, 25});  // Monday and Tuesday
    INFO((first ? "" : first.error().context));
    REQUIRE(first);
    CHECK(first->checkpoint.day == Date{2026, 11, 24});
    auto const second = archive(days, {2026, 11, 26});
    REQUIRE(second);
    CHECK(second->after == first->checkpoint.seq);

    CHECK(days.head().hash == head.hash);
    CHECK(DaysInStore::hashes(*days.store).size() < before.size());
    CHECK(DaysInStore::hashes(*days.store).front() == before[static_cast<std::size_t>(second->checkpoint.seq)]);
    CHECK(*fold_site(*days.store, kTown) == state);
    CHECK(DaysInStore::hashes(*whole(days)) == before);
    for (Seq after : {first->checkpoint.seq - 1, first->checkpoint.seq, second->checkpoint.seq + 1}) {
        auto const rest = DaysInStore::hashes(*whole(days), after);
        CHECK(rest == std::vector<std::string>(before.begin() + static_cast<std::ptrdiff_t>(after), before.end()));
    }

    auto const report = verify_log(*days.store, days.head(), {{kTown, first->checkpoint.seq, first->checkpoint.hash}});
    REQUIRE(report);
    CHECK(report->faults.empty());
    CHECK(report->heads.front().verdict == HeadVerdict::matches);
    auto const files = check_archive(*days.store, days.folder.file("archive"), kTown);
    REQUIRE(files);
    REQUIRE(files->size() == 2);
    for (ArchivedFile const& file : *files) CHECK(file.state == ArchivedFile::State::sound);
}

TEST_CASE("an archived day's figures and gap report are what they were")
{
    DaysInStore days(3);
    metrics::MetricQuery query;
    query.site = kTown;
    query.from = kMonday;
    query.to = {2026, 11, 30};
    auto const figures = [&](EventStore& log) {
        SiteFacts facts(kTown);
        REQUIRE(facts.catch_up({log}));
        std::vector<std::string> rows;
        auto const evaluated = facts.evaluate({log}, query);
        REQUIRE(evaluated);
        for (auto const& row : *evaluated) rows.push_back(std::to_string(row.n) + " " + (row.value ? metrics::to_string(*row.value) : "-"));
        return rows;
    };
    auto const before = figures(*days.store);
    std::string const gaps = gap_report_json(kTown, **read_gap_report(*days.store, kTown, kMonday));
    REQUIRE(archive(days, {2026, 11, 25}));
    CHECK(figures(*whole(days)) == before);
    CHECK(gap_report_json(kTown, **read_gap_report(*whole(days), kTown, kMonday)) == gaps);
}

TEST_CASE("a file that is not there, or is another, is named where its events are asked for")
{
    DaysInStore days(2);
    auto const archived = archive(days, {2026, 11, 24});
    REQUIRE(archived);
    std::filesystem::path const aside = archived->file.string() + ".aside";
    std::filesystem::rename(archived->file, aside);
    auto const ask = [&](Seq after) { return whole(days)->read(kTown, after, [](StoredEvent const&) { return Status{}; }); };
    Status const absent = ask(0);
    REQUIRE_FALSE(absent);
    CHECK(absent.error().code == Errc::not_found);
    CHECK(absent.error().context.find(archived->checkpoint.file) != std::string::npos);
    CHECK(ask(archived->checkpoint.seq));
    CHECK(check_archive(*days.store, days.folder.file("archive"), kTown)->front().state == ArchivedFile::State::absent);

    std::ofstream(archived->file) << days.exported(archived->checkpoint.seq, archived->checkpoint.hash);
    CHECK(ask(0).error().code == Errc::corrupt);
    CHECK(check_archive(*days.store, days.folder.file("archive"), kTown)->front().state == ArchivedFile::State::wrong);
}

TEST_CASE("days that are open, or have left already, do not leave")
{
    DaysInStore days(2);
    CHECK(archive(days, kMonday).error().code == Errc::not_found);
    REQUIRE(archive(days, {2027, 1, 1}));
    CHECK(archive(days, {2027, 1, 1}).error().code == Errc::not_found);
    CHECK(days.town.state.day_open);
    CHECK(DaysInStore::hashes(*days.store).size() == 1);  // the open day's ticket
    CHECK(archive_before(*days.store, days.folder.file("archive"), SiteId("elsewhere"), {2027, 1, 1}, days.town.now, {}).error().code ==
          Errc::not_found);
}

TEST_CASE("a file that cannot be written changes nothing")
{
    DaysInStore days(2);
    std::ofstream(days.folder.file("archive")) << "no folder";
    CHECK_FALSE(archive(days, {2026, 11, 24}));
    CHECK(DaysInStore::hashes(*days.store).size() == days.town.log.size());
    CHECK(days.store->snapshot_store()->checkpoints(kTown)->empty());
}
