// The metrics that can be asked for, by their ids in the service standards (M01 to M40), and what groups them.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace saduak::metrics {

enum class Metric {
    m01_issued,
    m02_wait,
    m03_wait_distribution,
    m04_service,
    m05_turnaround,
    m06_within_target_offered,
    m07_within_target_answered,
    m09_appointment_on_time,
    m10_within_standard,
    m13_no_show,
    m14_abandonment,
    m30_response,
    m31_rating_mean,
    m32_percent_of_mean,
    m33_top_two,
    m34_dissatisfied,
    m35_band,
    m40_data_quality,
};

enum class Stat {
    issued,
    served,
    left,
    open,
    people,
    advice,  // counts of M01
    matters,
    mean,
    sd,
    p50,
    p80,
    p90,
    p95,
    max,
    share,
    share_offered,
    share_answered,
    share_imputed,
    late_arrivals,
    interval_low,
    interval_high,
    band,
    imputed_start,
    imputed_end,
    unconfirmed_paper,
    unconfirmed_no_show,
    negative,
    orphan,
    repeated_rating,
    voided,
    estimated_time,
    unknown_issue,
    late_sync,
    recorded,  // counts of M40
};

enum class Unit {
    tickets,  // or visits, segments: things counted
    seconds,
    basis_points,  // 10,000 = 100%
    score,         // 1 to 5
    matters,       // done in one service
    band,          // 1 lowest to 5 highest
};

enum class Group { service, ticket_class, counter, agent, channel, hour, weekday, day, month, fiscal_year };

struct MetricInfo {
    Metric metric;
    std::string_view id;    // "M06"
    std::string_view name;  // English; says the formula where several are in use
    std::span<Stat const> stats;
};

[[nodiscard]] std::span<MetricInfo const> catalogue();
[[nodiscard]] MetricInfo const& info(Metric metric);
[[nodiscard]] Unit unit_of(Metric metric, Stat stat);

[[nodiscard]] std::string_view to_string(Stat stat);
[[nodiscard]] std::string_view to_string(Unit unit);    // "tickets", "s", "bp", "score", "matters", "band"
[[nodiscard]] std::string_view to_string(Group group);  // "service", "class", ...
// "M06"; nothing for an id that is not in the catalogue.
[[nodiscard]] std::optional<Metric> metric_from(std::string_view id);
[[nodiscard]] std::optional<Group> group_from(std::string_view name);

}  // namespace saduak::metrics
