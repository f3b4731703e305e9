// Days without the server on many seeds; one line of JSON at the end.
#include <chrono>
#include <cstdio>
#include <fstream>

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>

#include "tests/sim/offline/offline_days.hpp"

int main(int argc, char** argv)
{
    std::uint64_t seeds = 1, first = 1;
    std::int64_t tickets_a_day = 500;
    std::string json;
    bool verbose = false;
    CLI::App app("Two kiosks without their server for three days", "saduak-offline-days");
    app.add_option("--seeds", seeds, "How many seeds");
    app.add_option("--first", first, "The first seed");
    app.add_option("--tickets-a-day", tickets_a_day, "At the two kiosks together")->check(CLI::Range(10, 800));
    app.add_option("--json", json, "File for the proof");
    app.add_flag("--verbose", verbose, "Tell what happens");
    CLI11_PARSE(app, argc, argv);
    spdlog::set_level(spdlog::level::off);
    auto const began = std::chrono::steady_clock::now();
    saduak::sim::OfflineVerdict sum;
    int failed = 0;
    for (std::uint64_t seed = first; seed - first < seeds; ++seed) {
        auto const v = saduak::sim::run_offline_days(seed, tickets_a_day, verbose);
        if (!v.fault.empty()) {
            ++failed;
            std::printf("seed %llu: %s\n", static_cast<unsigned long long>(seed), v.fault.c_str());
        }
        sum.tickets += v.tickets, sum.offline += v.offline, sum.called += v.called, sum.adopted += v.adopted, sum.late += v.late;
        sum.estimated += v.estimated, sum.turned_away += v.turned_away, sum.waits_compared += v.waits_compared, sum.revisions += v.revisions;
        sum.figures += v.figures;
        sum.time_error_max_ms = std::max(sum.time_error_max_ms, v.time_error_max_ms);
        sum.wait_error_max_ms = std::max(sum.wait_error_max_ms, v.wait_error_max_ms);
        sum.estimated_error_max_ms = std::max(sum.estimated_error_max_ms, v.estimated_error_max_ms);
    }
    auto const took = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - began).count();
    char line[1024];
    std::snprintf(
        line, sizeof line,
        "{\"proof\":\"offline\",\"seeds\":%llu,\"failed\":%d,\"tickets_a_day\":%lld,\"tickets\":%lld,\"offline\":%lld,\"adopted\":%lld,\"late\":%lld,"
        "\"estimated\":%lld,\"waits_compared\":%lld,\"wait_error_max_ms\":%lld,\"estimated_error_max_ms\":%lld,\"time_error_max_ms\":%lld,"
        "\"figures\":%lld,\"revisions\":%lld,"
        "\"seconds\":%lld}\n",
        static_cast<unsigned long long>(seeds), failed, static_cast<long long>(tickets_a_day), static_cast<long long>(sum.tickets),
        static_cast<long long>(sum.offline), static_cast<long long>(sum.adopted), static_cast<long long>(sum.late),
        static_cast<long long>(sum.estimated), static_cast<long long>(sum.waits_compared), static_cast<long long>(sum.wait_error_max_ms),
        static_cast<long long>(sum.estimated_error_max_ms), static_cast<long long>(sum.time_error_max_ms), static_cast<long long>(sum.figures),
        static_cast<long long>(sum.revisions), static_cast<long long>(took));
    std::fputs(line, stdout);
    if (!json.empty()) std::ofstream(json) << line;
    return failed == 0 ? 0 : 1;
}
