#include "core/metrics/exact.hpp"

#include <cmath>

#include "core/base/assert.hpp"

namespace saduak::metrics {

std::int64_t divide_half_up(std::int64_t a, std::int64_t b)
{
    SADUAK_ASSERT(a >= 0 && b > 0);
    std::int64_t const quotient = a / b;
    std::int64_t const rest = a % b;
    return quotient + (rest >= b - rest ? 1 : 0);
}

std::optional<std::int64_t> basis_points(std::int64_t numerator, std::int64_t denominator)
{
    if (denominator == 0) return std::nullopt;
    return divide_half_up(numerator * 10'000, denominator);
}

std::optional<std::int64_t> mean_e2(std::int64_t sum, std::int64_t n)
{
    if (n == 0) return std::nullopt;
    return divide_half_up(sum * 100, n);
}

std::int64_t nearest_rank(std::int64_t n, std::int32_t percent)
{
    SADUAK_ASSERT(n > 0 && percent >= 1 && percent <= 100);
    return (n * percent + 99) / 100;
}

std::optional<std::int64_t> percentile(std::span<std::int64_t const> sorted, std::int32_t percent)
{
    if (sorted.empty()) return std::nullopt;
    std::int64_t const rank = nearest_rank(static_cast<std::int64_t>(sorted.size()), percent);
    return sorted[static_cast<std::size_t>(rank - 1)];
}

// The largest k with k - 1/2 <= 100 sqrt(v/d), where v = n sum_of_squares - sum^2 and d = n (n - 1): that is (2k - 1)^2 d <= 40,000 v.
// A rating's spread is at most 2 of its scale, so k is found from a double and set right by the integers.
std::optional<std::int64_t> sample_deviation_e2(std::int64_t n, std::int64_t sum, std::int64_t sum_of_squares)
{
    if (n < 2) return std::nullopt;
    std::int64_t const v = n * sum_of_squares - sum * sum;
    std::int64_t const d = n * (n - 1);
    SADUAK_ASSERT(v >= 0);
    auto const fits = [&](std::int64_t k) { return (2 * k - 1) * (2 * k - 1) * d <= 40'000 * v; };
    auto k = static_cast<std::int64_t>(std::floor(100.0 * std::sqrt(static_cast<double>(v) / static_cast<double>(d)) + 0.5));
    while (k > 0 && !fits(k)) --k;
    while (fits(k + 1)) ++k;
    return k;
}

std::int64_t band_of(std::int64_t mean_e2)
{
    if (mean_e2 <= 150) return 1;
    if (mean_e2 <= 250) return 2;
    if (mean_e2 <= 350) return 3;
    if (mean_e2 <= 450) return 4;
    return 5;
}

Interval wilson_interval(std::int64_t successes, std::int64_t n)
{
    SADUAK_ASSERT(n > 0 && successes >= 0 && successes <= n);
    double const z = 1.959963984540054;  // of a 95 % interval
    double const count = static_cast<double>(n);
    double const p = static_cast<double>(successes) / count;
    double const denominator = 1 + z * z / count;
    double const centre = (p + z * z / (2 * count)) / denominator;
    double const half = z * std::sqrt(p * (1 - p) / count + z * z / (4 * count * count)) / denominator;
    return {std::fmax(0.0, centre - half), std::fmin(1.0, centre + half)};
}

}  // namespace saduak::metrics
