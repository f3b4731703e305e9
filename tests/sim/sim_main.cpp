// saduak-sim: runs seeds; a failure is one line with its seed, its virtual time, what was wrong, the commit, and how to repeat it.
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <CLI/CLI.hpp>
#include <spdlog/spdlog.h>
#include <unistd.h>

#include "tests/sim/world.hpp"

namespace {

struct Plan {
    std::uint64_t seeds = 100;
    std::uint64_t first = 1;
    std::int64_t minutes = 8;
    std::int64_t failures_max = 10;
    std::string commit = "unknown";
    std::string regressions;
    bool keep = false;
    bool verbose = false;
};

// An assertion of the product ends the program: its message stands above this line.
char last_words[300];
extern "C" void on_abort(int)
{
    static_cast<void>(!write(STDOUT_FILENO, last_words, std::char_traits<char>::length(last_words)));
    std::_Exit(1);
}

std::string how_to_repeat(Plan const& plan, std::uint64_t seed)
{
    return "commit " + plan.commit + "; repeat: saduak-sim --first " + std::to_string(seed) + " --seeds 1 --minutes " + std::to_string(plan.minutes);
}

// Seeds that once failed, one a line; what follows # is a remark.
std::set<std::uint64_t> read_regressions(std::string const& path)
{
    std::set<std::uint64_t> seeds;
    std::ifstream file(path);
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line.substr(0, line.find('#')));
        if (std::uint64_t seed = 0; words >> seed) seeds.insert(seed);
    }
    return seeds;
}

class Runner {
public:
    explicit Runner(Plan plan) : plan_(std::move(plan)) {}

    // False: enough has failed.
    bool run(std::uint64_t seed)
    {
        std::snprintf(last_words, sizeof last_words, "seed %llu: an assertion failed; %s\n", static_cast<unsigned long long>(seed),
                      how_to_repeat(plan_, seed).c_str());
        auto const verdict = saduak::sim::run_seed(seed, plan_.minutes, plan_.verbose);
        ++runs_;
        steps_ += verdict.steps;
        events_ += verdict.events;
        tickets_ += verdict.tickets;
        calls_ += verdict.calls;
        troubles_ += verdict.troubles;
        if (verdict.ok) return true;
        std::printf("seed %llu: %s; %s\n", static_cast<unsigned long long>(seed), verdict.fault.c_str(), how_to_repeat(plan_, seed).c_str());
        std::fflush(stdout);
        if (plan_.keep) keep(seed, verdict.fault);
        return ++failures_ < plan_.failures_max;
    }

    int report() const
    {
        std::printf("%lld seeds, %lld failed: %lld steps, %lld events, %lld tickets, %lld calls, %lld times something broke\n",
                    static_cast<long long>(runs_), static_cast<long long>(failures_), static_cast<long long>(steps_), static_cast<long long>(events_),
                    static_cast<long long>(tickets_), static_cast<long long>(calls_), static_cast<long long>(troubles_));
        return failures_ == 0 ? 0 : 1;
    }

private:
    void keep(std::uint64_t seed, std::string const& fault)
    {
        if (!read_regressions(plan_.regressions).contains(seed)) std::ofstream(plan_.regressions, std::ios::app) << seed << "  # " << fault << "\n";
    }

    Plan plan_;
    std::int64_t runs_ = 0, failures_ = 0, steps_ = 0, events_ = 0, tickets_ = 0, calls_ = 0, troubles_ = 0;
};

}  // namespace

int main(int argc, char** argv)
{
    Plan plan;
    CLI::App app("Deterministic simulation of servers, kiosks and counters", "saduak-sim");
    app.add_option("--seeds", plan.seeds, "How many seeds")->check(CLI::Range(std::uint64_t{1}, std::uint64_t{100'000'000}));
    app.add_option("--first", plan.first, "The first seed; with --seeds 1 it repeats a run");
    app.add_option("--minutes", plan.minutes, "Virtual minutes a seed, before healing")->check(CLI::Range(1, 600));
    app.add_option("--failures", plan.failures_max, "Stop after so many failures")->check(CLI::Range(1, 1'000'000));
    app.add_option("--commit", plan.commit, "The commit that this was built from, for the messages");
    app.add_option("--regressions", plan.regressions, "File of seeds that once failed: they run first")->check(CLI::ExistingFile);
    app.add_flag("--keep", plan.keep, "Write seeds that fail into that file");
    app.add_flag("--verbose", plan.verbose, "Tell what happens");
    CLI11_PARSE(app, argc, argv);
    if (plan.keep && plan.regressions.empty()) return app.exit(CLI::RequiredError("--regressions"));

    if (!plan.verbose) spdlog::set_level(spdlog::level::off);
    std::signal(SIGABRT, on_abort);
    Runner runner(plan);
    bool more = true;
    for (std::uint64_t const seed : read_regressions(plan.regressions)) more = more && runner.run(seed);
    for (std::uint64_t seed = plan.first; more && seed - plan.first < plan.seeds; ++seed) more = runner.run(seed);
    return runner.report();
}
