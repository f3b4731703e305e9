#include "server/metrics/metrics_json.hpp"

#include <array>
#include <cstdio>

namespace saduak::server {
namespace {

using metrics::MetricQuery;
using metrics::MetricRow;
using metrics::TodaySummary;

std::string quoted(std::string_view text)
{
    std::string out = "\"";
    for (char const c : text) {
        auto const byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            std::array<char, 8> escape{};
            std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(byte));
            out += escape.data();
        } else {
            out += c;
        }
    }
    return out + '"';
}

std::string number(std::optional<std::int64_t> value) { return value ? std::to_string(*value) : "null"; }

std::string member(std::string_view name, std::string const& value) { return quoted(name) + ":" + value; }

std::string row_json(MetricRow const& row)
{
    std::string group;
    for (metrics::GroupValue const& value : row.group) group += (group.empty() ? "" : ",") + member(to_string(value.group), quoted(value.value));
    std::string out = "{" + member("metric", quoted(metrics::info(row.metric).id)) + "," + member("stat", quoted(to_string(row.stat))) + "," +
                      member("group", "{" + group + "}") + "," + member("value", row.value ? to_string(*row.value) : "null") + "," +
                      member("unit", quoted(to_string(row.unit))) + "," + member("n", std::to_string(row.n)) + "," +
                      member("numerator", number(row.numerator)) + "," + member("denominator", number(row.denominator));
    if (row.suppressed) out += "," + member("suppressed", "true");
    return out + "}";
}

std::string csv_field(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(text);
    std::string out = "\"";
    for (char const c : text) out += c == '"' ? std::string("\"\"") : std::string(1, c);
    return out + '"';
}

std::string csv_number(std::optional<std::int64_t> value) { return value ? std::to_string(*value) : ""; }

std::string distribution_json(TodaySummary::Distribution const& of)
{
    return "{" + member("p50", number(of.p50)) + "," + member("p90", number(of.p90)) + "," + member("mean", number(of.mean)) + "," +
           member("n", std::to_string(of.n)) + "}";
}

std::string ratings_json(TodaySummary const& today)
{
    std::string counts;
    for (std::int64_t const count : today.scores) counts += (counts.empty() ? "" : ",") + std::to_string(count);
    std::string last = "null";
    if (today.last_rating)
        last =
            "{" + member("score", std::to_string(today.last_rating->score)) + "," + member("at", quoted(format_rfc3339(today.last_rating->at))) + "}";
    return "{" + member("count", "[" + counts + "]") + "," + member("no_opinion", std::to_string(today.no_opinion)) + "," +
           member("mean_e2", number(today.rating_mean_e2)) + "," + member("top2_bp", number(today.top2_bp)) + "," +
           member("response_bp", number(today.response_bp)) + "," + member("last", last) + "}";
}

}  // namespace

std::string metrics_json(MetricQuery const& query, std::vector<MetricRow> const& rows)
{
    std::string out = "{" + member("site", quoted(query.site.str())) + "," + member("from", quoted(format_date(query.from))) + "," +
                      member("to", quoted(format_date(query.to))) + ",\"rows\":[";
    for (std::size_t i = 0; i < rows.size(); ++i) out += (i == 0 ? "" : ",") + row_json(rows[i]);
    return out + "]}";
}

std::string metrics_csv(MetricQuery const& query, std::vector<MetricRow> const& rows)
{
    std::string out = "metric,stat";
    for (metrics::Group const group : query.groups) out += "," + std::string(to_string(group));
    out += ",value,unit,n,numerator,denominator\r\n";
    for (MetricRow const& row : rows) {
        out += std::string(metrics::info(row.metric).id) + "," + std::string(to_string(row.stat));
        for (metrics::GroupValue const& value : row.group) out += "," + csv_field(value.value);
        out += "," + (row.value ? to_string(*row.value) : std::string()) + "," + std::string(to_string(row.unit)) + "," + std::to_string(row.n) +
               "," + csv_number(row.numerator) + "," + csv_number(row.denominator) + "\r\n";
    }
    return out;
}

std::string today_json(TodaySummary const& today)
{
    std::string services;
    for (TodaySummary::ByService const& of : today.by_service)
        services += std::string(services.empty() ? "" : ",") + "{" + member("service", quoted(of.service.str())) + "," +
                    member("issued", std::to_string(of.issued)) + "," + member("served", std::to_string(of.served)) + "," +
                    member("wait_p50", number(of.wait_p50)) + "," + member("wait_p90", number(of.wait_p90)) + "}";
    return "{" + member("issued", std::to_string(today.issued)) + "," + member("served", std::to_string(today.served)) + "," +
           member("left", std::to_string(today.left)) + "," + member("wait", distribution_json(today.wait)) + "," +
           member("service", distribution_json(today.service)) + "," +
           member("within_target", "{" + member("offered_bp", number(today.offered_bp)) + "," + member("answered_bp", number(today.answered_bp)) +
                                       "," + member("n", std::to_string(today.within_target_n)) + "}") +
           "," +
           member("within_standard", "{" + member("bp", number(today.standard_bp)) + "," + member("n", std::to_string(today.standard_n)) + "}") +
           "," + member("ratings", ratings_json(today)) + "," + member("by_service", "[" + services + "]") + "}";
}

}  // namespace saduak::server
