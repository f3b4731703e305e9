// Metric answers as text: the JSON of docs/API.md and `saduak-server metrics --json`, CSV, and the manager's summary. Pure.
#pragma once

#include <string>
#include <vector>

#include "core/metrics/query.hpp"

namespace saduak::server {

// {"site","from","to","rows":[...]}; `value` is null where there is no data. No newline at the end.
[[nodiscard]] std::string metrics_json(metrics::MetricQuery const& query, std::vector<metrics::MetricRow> const& rows);
// One header line and one line a row, CRLF (RFC 4180); one column for each group asked.
[[nodiscard]] std::string metrics_csv(metrics::MetricQuery const& query, std::vector<metrics::MetricRow> const& rows);
// The manager view's `today` object.
[[nodiscard]] std::string today_json(metrics::TodaySummary const& today);

}  // namespace saduak::server
