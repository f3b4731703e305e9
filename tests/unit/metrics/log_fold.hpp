// Folds the log that a Town has written, and asks it questions.
#pragma once

#include <optional>
#include <string>

#include <catch2/catch.hpp>

#include "core/metrics/fold.hpp"
#include "core/metrics/query.hpp"
#include "tests/support/town.hpp"

namespace saduak::test {

inline metrics::MetricsFold fold_of(std::vector<Event> const& log)
{
    metrics::MetricsFold fold;
    Seq seq = 0;
    for (Event const& event : log) REQUIRE(fold.take(++seq, event));
    return fold;
}

inline metrics::Facts all_facts(metrics::MetricsFold const& fold)
{
    metrics::Facts facts = fold.facts();
    facts.append(fold.provisional());
    return facts;
}

// Rows of one metric over everything the log holds.
inline std::vector<metrics::MetricRow> ask(std::vector<Event> const& log, std::string const& metrics, std::string const& groups = "")
{
    metrics::MetricsFold const fold = fold_of(log);
    metrics::Facts const facts = all_facts(fold);
    metrics::MetricQuery query;
    query.from = {2020, 1, 1};
    query.to = {2030, 12, 31};
    query.metrics = *metrics::parse_metrics(metrics);
    query.groups = *metrics::parse_groups(groups);
    REQUIRE(metrics::validate(query));
    return metrics::evaluate(query, {facts, fold.names()});
}

inline metrics::MetricRow row(std::vector<Event> const& log, std::string const& metric, metrics::Stat stat)
{
    for (metrics::MetricRow const& found : ask(log, metric))
        if (found.stat == stat) return found;
    FAIL("no such row");
    return {};
}

// The value as printed, or "no data".
inline std::string value(std::vector<Event> const& log, std::string const& metric, metrics::Stat stat)
{
    auto const found = row(log, metric, stat);
    return found.value ? metrics::to_string(*found.value) : "no data";
}

}  // namespace saduak::test
