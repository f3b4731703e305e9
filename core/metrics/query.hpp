// A question to the facts, answered exactly: integers in, integers out (STANDARDS 7.1). Pure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/ids.hpp"
#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/metrics/catalogue.hpp"
#include "core/metrics/facts.hpp"

namespace saduak::metrics {

// Service days are of issue, both inclusive. No metrics named: all of them. No groups: one figure over everything.
struct MetricQuery {
    SiteId site;
    Date from;
    Date to;
    std::vector<Metric> metrics;
    std::vector<Group> groups;
};

// A decimal without a double: 13147 with 2 decimals is 131.47.
struct Decimal {
    std::int64_t scaled = 0;
    std::int32_t decimals = 0;  // 0 or 2

    bool operator==(Decimal const&) const = default;
};
[[nodiscard]] std::string to_string(Decimal value);

struct GroupValue {
    Group group;
    // service, counter, agent: the id; class, channel: their words; hour: "00" to "23"; weekday: "1" Monday to "7" Sunday;
    // day: "2026-11-21"; month: "2026-11"; fiscal_year: "2570" (B.E.). Empty where a fact has none, such as a leaver's counter.
    std::string value;

    bool operator==(GroupValue const&) const = default;
};

struct MetricRow {
    Metric metric = Metric::m01_issued;
    Stat stat = Stat::issued;
    std::vector<GroupValue> group;  // in the order asked
    std::optional<Decimal> value;   // none: no data
    Unit unit = Unit::tickets;
    std::int64_t n = 0;
    std::optional<std::int64_t> numerator;
    std::optional<std::int64_t> denominator;
    // A figure about one agent that rests on fewer than 10: value, numerator and denominator are left out.
    bool suppressed = false;

    bool operator==(MetricRow const&) const = default;
};

// "M02,M06" and "service,hour" as the command line and the HTTP route have them; empty texts mean none.
// Errc::invalid_argument naming what is wrong.
[[nodiscard]] Result<std::vector<Metric>> parse_metrics(std::string_view text);
[[nodiscard]] Result<std::vector<Group>> parse_groups(std::string_view text);
// from <= to, no group twice, at most 20 years.
[[nodiscard]] Status validate(MetricQuery const& query);

// The facts of a site and the names that their indices mean. Facts outside the query's days are ignored.
struct FactsView {
    Facts const& facts;
    Names const& names;
};
// Rows ordered by group, then metric, then stat. With groups, only groups in which anything happened have rows.
[[nodiscard]] std::vector<MetricRow> evaluate(MetricQuery const& query, FactsView facts);

// What a manager sees of the current day: the manager view's `today` (docs/API.md). Empty optionals: no data.
struct TodaySummary {
    struct Distribution {
        std::optional<std::int64_t> p50, p90, mean;  // seconds, the mean rounded half-up
        std::int64_t n = 0;
    };
    struct ByService {
        ServiceId service;
        std::int64_t issued = 0, served = 0;
        std::optional<std::int64_t> wait_p50, wait_p90;
    };
    std::int64_t issued = 0, served = 0, left = 0;
    Distribution wait, service;
    std::optional<std::int64_t> offered_bp, answered_bp;
    std::int64_t within_target_n = 0;  // of the offered formula
    std::optional<std::int64_t> standard_bp;
    std::int64_t standard_n = 0;
    std::int64_t scores[5] = {};  // how many answered 1, 2, 3, 4, 5
    std::int64_t no_opinion = 0;
    std::optional<std::int64_t> rating_mean_e2, top2_bp, response_bp;
    struct Last {
        std::int32_t score;  // 1 to 5; 0: no opinion
        Instant at;
    };
    std::optional<Last> last_rating;
    std::vector<ByService> by_service;  // by id
};
[[nodiscard]] TodaySummary summarize(Date day, FactsView facts);

}  // namespace saduak::metrics
