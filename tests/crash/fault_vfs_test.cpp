// The failing disk itself, each time in a process of its own: what it loses, what it keeps, and that it tells.
#include "tests/support/fault_vfs.hpp"

#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <sys/wait.h>
#include <unistd.h>

#include "platform/sqlite.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::test;
using platform::Database;
using platform::OpenMode;

namespace {

constexpr int kRows = 40;
constexpr int kFailed = 3;
constexpr int kRecovered = 4;

std::string database_file(TemporaryFolder const& folder) { return folder.file("saduak.db"); }

Result<std::int64_t> count_rows(Database& database)
{
    SADUAK_TRY(auto count, database.prepare("SELECT count(*) FROM t"));
    SADUAK_TRY([[maybe_unused]] bool const row, count.step());
    return count.integer(0);
}

// Says how many rows were committed before something went wrong; then whether a new connection can go on.
int write_rows(TemporaryFolder const& folder)
{
    auto database = Database::open(database_file(folder), OpenMode::read_write);
    if (!database) return kFailed;
    std::ofstream committed(folder.file("committed"));
    for (int i = 0; i < kRows; ++i) {
        if (auto const inserted = database->execute("INSERT INTO t(x) VALUES(hex(randomblob(3000)))"); !inserted) {
            auto again = Database::open(database_file(folder), OpenMode::read_write);
            return again && again->execute("INSERT INTO t(x) VALUES('again')") ? kRecovered : kFailed;
        }
        committed << i + 1 << '\n' << std::flush;
    }
    return 0;
}

int run_with(TemporaryFolder const& folder, std::string const& plan)
{
    {
        auto database = Database::open(database_file(folder), OpenMode::create);
        REQUIRE(database);
        REQUIRE(database->execute("CREATE TABLE IF NOT EXISTS t(x TEXT NOT NULL)"));
    }
    pid_t const child = ::fork();
    if (child == 0) {
        install_fault_vfs(*parse_fault_plan(plan + " report=" + folder.file("report")));
        ::_exit(write_rows(folder));
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    return WEXITSTATUS(status);
}

std::int64_t committed_rows(TemporaryFolder const& folder)
{
    std::ifstream file(folder.file("committed"));
    std::int64_t rows = 0, row = 0;
    while (file >> row) rows = row;
    return rows;
}

std::string report_of(TemporaryFolder const& folder)
{
    std::ostringstream text;
    text << std::ifstream(folder.file("report")).rdbuf();
    return text.str();
}

// As another program finds it; nothing where it is damaged.
Result<std::int64_t> rows_found(TemporaryFolder const& folder)
{
    SADUAK_TRY(Database database, Database::open(database_file(folder), OpenMode::read_write));
    {
        SADUAK_TRY(auto check, database.prepare("PRAGMA integrity_check"));
        SADUAK_TRY([[maybe_unused]] bool const row, check.step());
        if (check.text(0) != "ok") return fail(Errc::corrupt, check.text(0));
    }
    return count_rows(database);
}

}  // namespace

TEST_CASE("without a fault the disk keeps everything")
{
    TemporaryFolder folder;
    CHECK(run_with(folder, "seed=1") == 0);
    CHECK(rows_found(folder).value() == kRows);
    CHECK(report_of(folder).empty());
}

TEST_CASE("a power cut keeps what was synced, whatever it does to the rest")
{
    for (int const keep : {0, 50, 100})
        for (int at = 1; at <= 120; at += 11) {
            TemporaryFolder folder;
            INFO("power_cut@" << at << " keep=" << keep);
            REQUIRE(run_with(folder, "seed=" + std::to_string(at) + " keep=" + std::to_string(keep) + " power_cut@" + std::to_string(at)) ==
                    kPowerCutExit);
            auto const rows = rows_found(folder);
            REQUIRE(rows);
            CHECK(*rows >= committed_rows(folder));
            CHECK(*rows <= committed_rows(folder) + 1);
            CHECK(report_of(folder).find("\"fault\":\"power_cut\"") != std::string::npos);
        }
}

TEST_CASE("a power cut takes from a program that does not sync what it had committed")
{
    TemporaryFolder folder;
    CHECK(run_with(folder, "seed=1 keep=50 ignore_sync power_cut@100") == kPowerCutExit);
    auto const rows = rows_found(folder);
    CHECK((!rows || *rows < committed_rows(folder)));
    CHECK(committed_rows(folder) > 5);
}

TEST_CASE("nothing counts before the syncs that the plan leaves out")
{
    TemporaryFolder folder;
    CHECK(run_with(folder, "after=20 power_cut@1") == kPowerCutExit);
    CHECK(committed_rows(folder) >= 15);
    CHECK(rows_found(folder).value() >= committed_rows(folder));
}

TEST_CASE("a torn page is noticed: what was synced is there")
{
    TemporaryFolder folder;
    CHECK(run_with(folder, "seed=7 torn_page@50") == kPowerCutExit);
    CHECK(report_of(folder).find("\"torn\":1") != std::string::npos);
    CHECK(rows_found(folder).value() >= committed_rows(folder));
}

TEST_CASE("an error is told once, and a new connection goes on with all that was committed")
{
    for (std::string const fault : {"write_error@60", "sync_error@12", "disk_full@60"}) {
        TemporaryFolder folder;
        INFO(fault);
        CHECK(run_with(folder, fault) == kRecovered);
        auto const rows = rows_found(folder);
        REQUIRE(rows);
        CHECK(*rows >= committed_rows(folder) + 1);
        CHECK(*rows <= committed_rows(folder) + 2);
    }
}

TEST_CASE("an error that lasts is told until it has passed")
{
    TemporaryFolder folder;
    CHECK(run_with(folder, "disk_full@60:600000") == kFailed);
    CHECK(rows_found(folder).value() >= committed_rows(folder));
}

TEST_CASE("a power cut right behind a failed write keeps what was committed before")
{
    for (int seed = 1; seed <= 12; ++seed) {
        TemporaryFolder folder;
        INFO("seed " << seed);
        CHECK(run_with(folder, "seed=" + std::to_string(seed) + " write_error@60 power_cut@+1") == kPowerCutExit);
        CHECK(rows_found(folder).value() >= committed_rows(folder));
    }
}

TEST_CASE("a read that fails is an error, not other data")
{
    for (std::string const fault : {"read_error@3", "short_read@6"}) {
        TemporaryFolder folder;
        INFO(fault);
        CHECK(run_with(folder, fault) != kPowerCutExit);
        CHECK(report_of(folder).find(fault.substr(0, fault.find('@'))) != std::string::npos);
        CHECK(rows_found(folder).value() >= committed_rows(folder));
    }
}

TEST_CASE("a plan that is not understood is refused with the word")
{
    for (std::string const word : {"power_cut", "power_cut@0", "power_cut@x", "melt@3", "keep=101", "seed=a", "sync_error@3:"}) {
        auto const plan = parse_fault_plan("seed=1 " + word);
        REQUIRE_FALSE(plan);
        CHECK(plan.error().context.find(word) != std::string::npos);
    }
    auto const plan = parse_fault_plan("seed=5 keep=25 after=7 ignore_sync report=/tmp/x sync_error@40:300 power_cut@+400");
    REQUIRE(plan);
    CHECK(plan->seed == 5);
    CHECK(plan->keep_percent == 25);
    CHECK(plan->after_syncs == 7);
    CHECK(plan->ignores_sync);
    REQUIRE(plan->faults.size() == 2);
    CHECK(plan->faults[0].kind == FaultKind::sync_error);
    CHECK(plan->faults[0].lasts == Millis{300});
    CHECK_FALSE(plan->faults[0].follows);
    CHECK(plan->faults[1].at == 400);
    CHECK(plan->faults[1].follows);
}
