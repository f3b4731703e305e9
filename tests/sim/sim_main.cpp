// saduak-sim --seeds N [--first S] [--minutes M]: runs N seeds; the first fault prints its seed and ends with 1.
#include <cstdio>

#include <CLI/CLI.hpp>

#include "tests/sim/world.hpp"

int main(int argc, char** argv)
{
    std::uint64_t seeds = 100;
    std::uint64_t first = 1;
    std::int64_t minutes = 30;
    CLI::App app("Deterministic simulation of a site", "saduak-sim");
    app.add_option("--seeds", seeds, "How many seeds")->check(CLI::Range(std::uint64_t{1}, std::uint64_t{10'000'000}));
    app.add_option("--first", first, "The first seed; with --seeds 1 it repeats a run");
    app.add_option("--minutes", minutes, "Virtual minutes a seed")->check(CLI::Range(1, 600));
    CLI11_PARSE(app, argc, argv);

    std::int64_t steps = 0, tickets = 0, crashes = 0, cuts = 0;
    for (std::uint64_t seed = first; seed < first + seeds; ++seed) {
        auto const verdict = saduak::sim::run_seed(seed, minutes);
        if (!verdict.ok) {
            std::printf("seed %llu: %s\nrepeat it: saduak-sim --first %llu --seeds 1 --minutes %lld\n", static_cast<unsigned long long>(seed),
                        verdict.fault.c_str(), static_cast<unsigned long long>(seed), static_cast<long long>(minutes));
            return 1;
        }
        steps += verdict.steps;
        tickets += verdict.tickets;
        crashes += verdict.crashes;
        cuts += verdict.cuts;
    }
    std::printf("%llu seeds: no fault in %lld steps, %lld ids drawn, %lld server crashes, %lld connections cut\n",
                static_cast<unsigned long long>(seeds), static_cast<long long>(steps), static_cast<long long>(tickets),
                static_cast<long long>(crashes), static_cast<long long>(cuts));
    return 0;
}
