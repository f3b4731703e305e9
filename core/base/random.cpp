#include "core/base/random.hpp"

#include <bit>
#include <cmath>

#include "core/base/assert.hpp"

namespace saduak {

Random::Random(std::uint64_t seed)
{
    for (std::uint64_t& word : state_) {
        seed += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = seed;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
        word = z ^ (z >> 31);
    }
}

std::uint64_t Random::next()
{
    std::uint64_t const result = std::rotl(state_[1] * 5, 7) * 9;
    std::uint64_t const t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = std::rotl(state_[3], 45);
    return result;
}

std::uint64_t Random::below(std::uint64_t bound)
{
    SADUAK_ASSERT(bound > 0);
    // Reject the few values that would favour small remainders.
    std::uint64_t const limit = UINT64_MAX - UINT64_MAX % bound;
    std::uint64_t value = next();
    while (value >= limit) value = next();
    return value % bound;
}

double Random::unit() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }

double Random::exponential(double mean) { return -mean * std::log(1.0 - unit()); }

double Random::lognormal(double mu, double sigma)
{
    double const radius = std::sqrt(-2.0 * std::log(1.0 - unit()));
    double const normal = radius * std::cos(6.283185307179586 * unit());
    return std::exp(mu + sigma * normal);
}

}  // namespace saduak
