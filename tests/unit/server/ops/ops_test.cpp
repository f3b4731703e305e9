#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "server/ops/access_log.hpp"
#include "server/ops/disk_guard.hpp"
#include "server/ops/metrics_text.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::server;
using saduak::test::TemporaryFolder;

namespace {

constexpr std::int64_t kMb = 1024 * 1024;

void touch(std::filesystem::path const& path) { std::ofstream(path) << "x"; }

}  // namespace

TEST_CASE("Room on the disk is judged with a margin on the way back", "[ops]")
{
    DiskLimits const limits{500, 50};
    DiskGuard guard;
    CHECK(guard.judge(600 * kMb, limits) == DiskRoom::enough);
    CHECK(guard.judge(499 * kMb, limits) == DiskRoom::little);
    CHECK(guard.judge(501 * kMb, limits) == DiskRoom::little);
    CHECK(guard.judge(49 * kMb, limits) == DiskRoom::none);
    CHECK(guard.judge(51 * kMb, limits) == DiskRoom::none);
    CHECK(guard.judge(56 * kMb, limits) == DiskRoom::little);
    CHECK(guard.judge(551 * kMb, limits) == DiskRoom::enough);
}

TEST_CASE("Access logs go when they are older than they have to be kept, and nothing else goes", "[ops]")
{
    TemporaryFolder const folder;
    for (char const* name :
         {"access_2026-08-28.log", "access_2026-08-29.log", "access_2026-11-26.log", "access_2026-13-99.log", "notes.txt", "access.log"})
        touch(folder.path() / name);
    CHECK(remove_old_access_logs(folder.path(), Date{2026, 11, 26}, 90) == 0);
    CHECK(remove_old_access_logs(folder.path(), Date{2026, 11, 27}, 90) == 1);
    CHECK_FALSE(std::filesystem::exists(folder.path() / "access_2026-08-28.log"));
    CHECK(std::filesystem::exists(folder.path() / "access_2026-08-29.log"));
    CHECK(std::filesystem::exists(folder.path() / "notes.txt"));
}

TEST_CASE("The access log has a line a request and its folder is closed to others", "[ops]")
{
    TemporaryFolder const folder;
    {
        auto const log = AccessLog::open(folder.path() / "logs");
        REQUIRE(log);
        (*log)->add({"r-1", "GET", "/api/v1/tickets/{token}", 200, Millis{3}, 512, "user:somchai", "192.0.2.7"});
    }
    using std::filesystem::perms;
    CHECK((std::filesystem::status(folder.path() / "logs").permissions() & perms::all) == perms::owner_all);
    std::filesystem::directory_iterator const file(folder.path() / "logs");
    CHECK(file->path().filename().string().starts_with("access_2"));
    std::ifstream in(file->path());
    std::string line;
    std::getline(in, line);
    CHECK(line.ends_with(
        R"("id":"r-1","method":"GET","route":"/api/v1/tickets/{token}","status":200,"ms":3,"bytes":512,"who":"user:somchai","address":"192.0.2.7"})"));
    CHECK(line.starts_with(R"({"at":"2)"));
}

TEST_CASE("Prometheus' text escapes labels and writes seconds", "[ops]")
{
    MetricsText text;
    text.family("a_total", "counter", "What a is");
    text.value(3, {{"x", "q\"\\\n"}, {"y", "z"}});
    text.part("_sum", seconds_text(Millis{1250}));
    CHECK(text.take() == "# HELP a_total What a is\n# TYPE a_total counter\na_total{x=\"q\\\"\\\\\\n\",y=\"z\"} 3\na_total_sum 1.25\n");
    CHECK(seconds_text(Millis{1000}) == "1");
    CHECK(seconds_text(Millis{25}) == "0.025");
    CHECK(seconds_text(Millis{0}) == "0");
}
