// Arithmetic of figures: exact where integers can be, with the roundings of STANDARDS 7.1. Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

namespace saduak::metrics {

// a/b rounded half-up; a >= 0, b > 0.
[[nodiscard]] std::int64_t divide_half_up(std::int64_t a, std::int64_t b);
// Basis points, half-up: 10,000 = 100%. No data for a denominator of 0.
[[nodiscard]] std::optional<std::int64_t> basis_points(std::int64_t numerator, std::int64_t denominator);
// sum/n in hundredths, half-up. No data for n = 0.
[[nodiscard]] std::optional<std::int64_t> mean_e2(std::int64_t sum, std::int64_t n);

// 1-based rank of the p-th percentile by nearest rank, ceil(p n): p in percent, 1 to 100; n > 0.
[[nodiscard]] std::int64_t nearest_rank(std::int64_t n, std::int32_t percent);
// sorted[rank - 1]. No data for an empty list.
[[nodiscard]] std::optional<std::int64_t> percentile(std::span<std::int64_t const> sorted, std::int32_t percent);

// Sample standard deviation (n - 1) in hundredths, half-up, from the sums of the values and of their squares.
// No data for n < 2. Exact for n up to 1e6 values of a rating scale.
[[nodiscard]] std::optional<std::int64_t> sample_deviation_e2(std::int64_t n, std::int64_t sum, std::int64_t sum_of_squares);

// M35: the band of a mean in hundredths, which is rounded to 2 decimals before banding:
// 1 (1.00 to 1.50), 2 (to 2.50), 3 (to 3.50), 4 (to 4.50), 5 (to 5.00).
[[nodiscard]] std::int64_t band_of(std::int64_t mean_e2);

// Wilson score interval, 95%, without continuity correction; n > 0.
struct Interval {
    double low = 0;
    double high = 0;
};
[[nodiscard]] Interval wilson_interval(std::int64_t successes, std::int64_t n);

}  // namespace saduak::metrics
