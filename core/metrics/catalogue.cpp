#include "core/metrics/catalogue.hpp"

#include <array>

#include "core/base/assert.hpp"

namespace saduak::metrics {
namespace {

constexpr std::array kM01{Stat::issued, Stat::served, Stat::left, Stat::open, Stat::people, Stat::advice};
constexpr std::array kM02{Stat::mean, Stat::p50, Stat::p90};
constexpr std::array kM03{Stat::mean, Stat::p50, Stat::p80, Stat::p90, Stat::p95, Stat::max};
constexpr std::array kM04{Stat::mean, Stat::p50, Stat::p90, Stat::max, Stat::share_imputed, Stat::matters};
constexpr std::array kM05{Stat::mean, Stat::p50, Stat::p90, Stat::max};
constexpr std::array kOffered{Stat::share_offered};
constexpr std::array kAnswered{Stat::share_answered};
constexpr std::array kM09{Stat::share, Stat::late_arrivals};
constexpr std::array kShare{Stat::share};
constexpr std::array kM31{Stat::mean, Stat::sd};
constexpr std::array kM33{Stat::share, Stat::interval_low, Stat::interval_high};
constexpr std::array kM35{Stat::band};
constexpr std::array kM40{Stat::imputed_start,  Stat::imputed_end,   Stat::unconfirmed_paper, Stat::unconfirmed_no_show,
                          Stat::negative,       Stat::orphan,        Stat::repeated_rating,   Stat::voided,
                          Stat::estimated_time, Stat::unknown_issue, Stat::late_sync,         Stat::recorded};

// In the order of Metric: info() indexes it.
constexpr std::array kCatalogue{
    MetricInfo{Metric::m01_issued, "M01", "Tickets issued", kM01},
    MetricInfo{Metric::m02_wait, "M02", "Waiting time of served segments, issue to first call", kM02},
    MetricInfo{Metric::m03_wait_distribution, "M03", "Distribution of the waiting time", kM03},
    MetricInfo{Metric::m04_service, "M04", "Service time, start to finish less holds", kM04},
    MetricInfo{Metric::m05_turnaround, "M05", "Turnaround of served visits, issue to last finish", kM05},
    MetricInfo{Metric::m06_within_target_offered, "M06", "Wait within target, of all offered (leavers within target left out)", kOffered},
    MetricInfo{Metric::m07_within_target_answered, "M07", "Wait within target, of the answered (served)", kAnswered},
    MetricInfo{Metric::m09_appointment_on_time, "M09", "Appointments kept on time: called within 10 minutes of their time", kM09},
    MetricInfo{Metric::m10_within_standard, "M10", "Served within the published standard time", kShare},
    MetricInfo{Metric::m13_no_show, "M13", "No-shows, of the called", kShare},
    MetricInfo{Metric::m14_abandonment, "M14", "Cancelled or expired before any call, of the issued", kShare},
    MetricInfo{Metric::m30_response, "M30", "Rating response, of the served", kShare},
    MetricInfo{Metric::m31_rating_mean, "M31", "Mean rating, 1 to 5, no opinion left out", kM31},
    MetricInfo{Metric::m32_percent_of_mean, "M32", "Rating in percent of the mean (mean x 100 / 5)", kShare},
    MetricInfo{Metric::m33_top_two, "M33", "Answers 4 and 5, with Wilson 95% interval", kM33},
    MetricInfo{Metric::m34_dissatisfied, "M34", "Answers 1 and 2", kShare},
    MetricInfo{Metric::m35_band, "M35", "Band of the mean rating, rounded to 2 decimals first", kM35},
    MetricInfo{Metric::m40_data_quality, "M40", "Data quality: flagged events by kind", kM40},
};

struct StatWord {
    Stat stat;
    std::string_view text;
};
constexpr std::array kStats{
    StatWord{Stat::issued, "issued"},
    StatWord{Stat::served, "served"},
    StatWord{Stat::left, "left"},
    StatWord{Stat::open, "open"},
    StatWord{Stat::people, "people"},
    StatWord{Stat::advice, "advice"},
    StatWord{Stat::matters, "matters"},
    StatWord{Stat::mean, "mean"},
    StatWord{Stat::sd, "sd"},
    StatWord{Stat::p50, "p50"},
    StatWord{Stat::p80, "p80"},
    StatWord{Stat::p90, "p90"},
    StatWord{Stat::p95, "p95"},
    StatWord{Stat::max, "max"},
    StatWord{Stat::share, "share"},
    StatWord{Stat::share_offered, "share_offered"},
    StatWord{Stat::share_answered, "share_answered"},
    StatWord{Stat::share_imputed, "share_imputed"},
    StatWord{Stat::late_arrivals, "late_arrivals"},
    StatWord{Stat::interval_low, "interval_low"},
    StatWord{Stat::interval_high, "interval_high"},
    StatWord{Stat::band, "band"},
    StatWord{Stat::imputed_start, "imputed_start"},
    StatWord{Stat::imputed_end, "imputed_end"},
    StatWord{Stat::unconfirmed_paper, "unconfirmed_paper"},
    StatWord{Stat::unconfirmed_no_show, "unconfirmed_no_show"},
    StatWord{Stat::negative, "negative"},
    StatWord{Stat::orphan, "orphan"},
    StatWord{Stat::repeated_rating, "repeated_rating"},
    StatWord{Stat::voided, "voided"},
    StatWord{Stat::estimated_time, "estimated_time"},
    StatWord{Stat::unknown_issue, "unknown_issue"},
    StatWord{Stat::late_sync, "late_sync"},
    StatWord{Stat::recorded, "recorded"},
};

struct GroupWord {
    Group group;
    std::string_view text;
};
constexpr std::array kGroups{
    GroupWord{Group::service, "service"}, GroupWord{Group::ticket_class, "class"},
    GroupWord{Group::counter, "counter"}, GroupWord{Group::agent, "agent"},
    GroupWord{Group::channel, "channel"}, GroupWord{Group::hour, "hour"},
    GroupWord{Group::weekday, "weekday"}, GroupWord{Group::day, "day"},
    GroupWord{Group::month, "month"},     GroupWord{Group::fiscal_year, "fiscal_year"},
};

}  // namespace

std::span<MetricInfo const> catalogue() { return kCatalogue; }

MetricInfo const& info(Metric metric)
{
    MetricInfo const& found = kCatalogue.at(static_cast<std::size_t>(metric));
    SADUAK_ASSERT(found.metric == metric);
    return found;
}

Unit unit_of(Metric metric, Stat stat)
{
    switch (stat) {
    case Stat::issued:
    case Stat::served:
    case Stat::left:
    case Stat::open:
    case Stat::people:
    case Stat::advice:
    case Stat::late_arrivals:
    case Stat::imputed_start:
    case Stat::imputed_end:
    case Stat::unconfirmed_paper:
    case Stat::unconfirmed_no_show:
    case Stat::negative:
    case Stat::orphan:
    case Stat::repeated_rating:
    case Stat::voided:
    case Stat::estimated_time:
    case Stat::unknown_issue:
    case Stat::late_sync:
    case Stat::recorded: return Unit::tickets;
    case Stat::mean: return metric == Metric::m31_rating_mean ? Unit::score : Unit::seconds;
    case Stat::sd: return Unit::score;
    case Stat::matters: return Unit::matters;
    case Stat::p50:
    case Stat::p80:
    case Stat::p90:
    case Stat::p95:
    case Stat::max: return Unit::seconds;
    case Stat::share:
    case Stat::share_offered:
    case Stat::share_answered:
    case Stat::share_imputed:
    case Stat::interval_low:
    case Stat::interval_high: return Unit::basis_points;
    case Stat::band: return Unit::band;
    }
    return Unit::tickets;
}

std::string_view to_string(Stat stat)
{
    for (StatWord const& word : kStats)
        if (word.stat == stat) return word.text;
    return "";
}

std::string_view to_string(Unit unit)
{
    switch (unit) {
    case Unit::tickets: return "tickets";
    case Unit::seconds: return "s";
    case Unit::basis_points: return "bp";
    case Unit::score: return "score";
    case Unit::matters: return "matters";
    case Unit::band: return "band";
    }
    return "";
}

std::string_view to_string(Group group)
{
    for (GroupWord const& word : kGroups)
        if (word.group == group) return word.text;
    return "";
}

std::optional<Metric> metric_from(std::string_view id)
{
    for (MetricInfo const& entry : kCatalogue)
        if (entry.id == id) return entry.metric;
    return std::nullopt;
}

std::optional<Group> group_from(std::string_view name)
{
    for (GroupWord const& word : kGroups)
        if (word.text == name) return word.group;
    return std::nullopt;
}

}  // namespace saduak::metrics
