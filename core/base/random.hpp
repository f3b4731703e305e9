// Seeded random numbers that are the same on every machine (std distributions are not).
// For simulation and demo crowds. Secrets and ids come from the operating system instead (platform/entropy.hpp).
#pragma once

#include <array>
#include <cstdint>

namespace saduak {

// xoshiro256** (Blackman and Vigna, public domain algorithm), seeded by splitmix64.
class Random {
public:
    explicit Random(std::uint64_t seed);

    [[nodiscard]] std::uint64_t next();
    // Uniform in [0, bound); bound > 0.
    [[nodiscard]] std::uint64_t below(std::uint64_t bound);
    // Uniform in [0, 1) with 53 bits.
    [[nodiscard]] double unit();
    // Exponential with the given mean; mean > 0.
    [[nodiscard]] double exponential(double mean);
    // exp(mu + sigma * standard normal).
    [[nodiscard]] double lognormal(double mu, double sigma);

private:
    std::array<std::uint64_t, 4> state_{};
};

}  // namespace saduak
