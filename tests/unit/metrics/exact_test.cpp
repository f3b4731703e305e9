#include "core/metrics/exact.hpp"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <catch2/catch.hpp>

#include "tests/support/reference_data.hpp"

using namespace saduak;
using namespace saduak::metrics;

namespace {

// One line of reference_values.csv: id, topic, inputs, quantity, published, tolerance, source.
std::vector<std::string> split_csv(std::string const& line)
{
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (char const c : line) {
        if (c == '"') quoted = !quoted;
        else if (c == ',' && !quoted) fields.emplace_back();
        else fields.back() += c;
    }
    return fields;
}

std::vector<std::vector<std::string>> reference_rows(std::filesystem::path const& path, std::string const& topic)
{
    std::ifstream file(path);
    std::vector<std::vector<std::string>> rows;
    for (std::string line; std::getline(file, line);) {
        auto fields = split_csv(line);
        if (fields.size() >= 6 && fields[1] == topic) rows.push_back(std::move(fields));
    }
    return rows;
}

// "name=value;..." to the value.
std::string input(std::string const& inputs, std::string const& name)
{
    std::size_t const at = inputs.find(name + "=");
    REQUIRE(at != std::string::npos);
    std::size_t const from = at + name.size() + 1;
    return inputs.substr(from, inputs.find(';', from) - from);
}

}  // namespace

TEST_CASE("a percentile is the nearest rank")
{
    std::vector<std::int64_t> const ten{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    CHECK(percentile(ten, 50) == 5);
    CHECK(percentile(ten, 90) == 9);
    CHECK(percentile(ten, 95) == 10);
    CHECK(percentile(ten, 100) == 10);
    CHECK(percentile(ten, 1) == 1);
    CHECK(percentile(std::vector<std::int64_t>{7}, 50) == 7);
    CHECK(percentile({}, 50) == std::nullopt);
}

TEST_CASE("percentiles agree with published nearest-rank values")
{
    auto const path = test::reference_file("reference_values.csv");
    if (!path) return;
    int compared = 0;
    for (auto const& row : reference_rows(*path, "percentile")) {
        if (input(row[2], "type") != "1") continue;
        std::string list = input(row[2], "x");
        std::replace_if(
            list.begin(), list.end(), [](char c) { return c == '[' || c == ']' || c == ','; }, ' ');
        std::istringstream numbers(list);
        std::vector<std::int64_t> values;
        for (std::int64_t value = 0; numbers >> value;) values.push_back(value);
        INFO(row[0]);
        CHECK(percentile(values, static_cast<std::int32_t>(std::lround(std::stod(input(row[2], "p")) * 100))) == std::stoll(row[4]));
        ++compared;
    }
    CHECK(compared >= 7);
}

TEST_CASE("the Wilson interval agrees with published values")
{
    Interval const eighty_five = wilson_interval(85, 100);
    CHECK(eighty_five.low == Approx(0.767).margin(0.0005));
    CHECK(eighty_five.high == Approx(0.907).margin(0.0005));
    auto const path = test::reference_file("reference_values.csv");
    if (!path) return;
    int compared = 0;
    for (auto const& row : reference_rows(*path, "Wilson 95%")) {
        Interval const interval = wilson_interval(std::stoll(input(row[2], "x")), std::stoll(input(row[2], "n")));
        INFO(row[0]);
        CHECK(std::abs((row[3] == "lower" ? interval.low : interval.high) - std::stod(row[4])) <= std::stod(row[5]));
        ++compared;
    }
    CHECK(compared >= 7);
}

TEST_CASE("shares are basis points rounded half-up, and nothing of nothing is no data")
{
    CHECK(basis_points(1, 3) == 3333);
    CHECK(basis_points(2, 3) == 6667);
    CHECK(basis_points(1, 20'000) == 1);  // half a basis point goes up
    CHECK(basis_points(1, 20'001) == 0);
    CHECK(basis_points(0, 5) == 0);
    CHECK(basis_points(5, 5) == 10'000);
    CHECK(basis_points(0, 0) == std::nullopt);
}

TEST_CASE("a mean has two decimals, half-up")
{
    CHECK(mean_e2(10, 4) == 250);
    CHECK(mean_e2(1, 8) == 13);  // 0.125
    CHECK(mean_e2(0, 0) == std::nullopt);
}

TEST_CASE("a mean is rounded to two decimals before it is banded")
{
    // 4.505 is 4.51, the highest band; 4.504 is 4.50, the one below.
    CHECK(band_of(*mean_e2(4505, 1000)) == 5);
    CHECK(band_of(*mean_e2(4504, 1000)) == 4);
    CHECK(band_of(*mean_e2(1505, 1000)) == 2);
    CHECK(band_of(*mean_e2(1504, 1000)) == 1);
    CHECK(band_of(100) == 1);
    CHECK(band_of(250) == 2);
    CHECK(band_of(251) == 3);
    CHECK(band_of(350) == 3);
    CHECK(band_of(351) == 4);
    CHECK(band_of(500) == 5);
}

TEST_CASE("the sample deviation needs two values and divides by n - 1")
{
    CHECK(sample_deviation_e2(0, 0, 0) == std::nullopt);
    CHECK(sample_deviation_e2(1, 5, 25) == std::nullopt);
    CHECK(sample_deviation_e2(2, 10, 50) == 0);
    CHECK(sample_deviation_e2(2, 6, 26) == 283);             // 1 and 5: 2.8284
    CHECK(sample_deviation_e2(5, 15, 55) == 158);            // 1 to 5: 1.5811
    CHECK(sample_deviation_e2(4, 4 + 3 + 3 + 2, 38) == 82);  // 0.8165
}

TEST_CASE("the sample deviation of a million answers is exact to its rounding")
{
    std::int64_t const n = 1'000'000;
    // Half ones, half fives: variance 4 n / (n - 1), deviation 2.000001.
    CHECK(sample_deviation_e2(n, 3 * n, 13 * n) == 200);
}
