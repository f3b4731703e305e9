// `metrics`: any metric of a site, beside a running server too.
#include <algorithm>
#include <cstdio>
#include <memory>
#include <optional>

#include <CLI/CLI.hpp>

#include "server/commands/data_access.hpp"
#include "server/metrics/metrics_json.hpp"
#include "server/metrics/site_facts.hpp"

namespace saduak::server {
namespace {

using metrics::MetricQuery;
using metrics::MetricRow;

struct MetricsArguments {
    std::string site;
    std::string from;
    std::string to;
    std::string metrics;
    std::string groups;
    bool json = false;
};

Result<MetricQuery> read_query(MetricsArguments const& arguments)
{
    MetricQuery query;
    query.site = SiteId(arguments.site);
    SADUAK_TRY(query.from, parse_date(arguments.from).map_error(in("--from")));
    SADUAK_TRY(query.to, parse_date(arguments.to).map_error(in("--to")));
    SADUAK_TRY(query.metrics, metrics::parse_metrics(arguments.metrics).map_error(in("--metric")));
    SADUAK_TRY(query.groups, metrics::parse_groups(arguments.groups).map_error(in("--group")));
    SADUAK_TRY_STATUS(metrics::validate(query));
    return query;
}

Result<std::vector<MetricRow>> answer(DataFiles const& files, MetricQuery const& query)
{
    SADUAK_TRY(auto const log, open_log_to_read(files));
    // Sealed facts save reading the log; without a usable file of them the log alone gives the same figures.
    std::optional<FactsStore> facts;
    if (auto opened = FactsStore::open(files.facts(), FactsStore::Access::read_only)) facts.emplace(*std::move(opened));
    FactSources const sources{*log, facts ? &*facts : nullptr, FactsStore::Access::read_only};
    SiteFacts site(query.site);
    SADUAK_TRY_STATUS(site.catch_up(sources));
    return site.evaluate(sources, query);
}

std::string value_text(MetricRow const& row)
{
    if (row.suppressed) return "n < 10";
    if (!row.value) return "no data";
    if (row.unit != metrics::Unit::basis_points) return to_string(*row.value);
    return to_string(metrics::Decimal{row.value->scaled, 2});
}

std::string_view unit_text(MetricRow const& row) { return row.unit == metrics::Unit::basis_points ? std::string_view("%") : to_string(row.unit); }

void print_table(MetricQuery const& query, std::vector<MetricRow> const& rows)
{
    std::vector<std::vector<std::string>> cells(1);
    for (metrics::Group const group : query.groups) cells[0].emplace_back(to_string(group));
    for (char const* title : {"metric", "stat", "value", "unit", "n", "name"}) cells[0].emplace_back(title);
    for (MetricRow const& row : rows) {
        std::vector<std::string> line;
        for (metrics::GroupValue const& value : row.group) line.push_back(value.value.empty() ? "-" : value.value);
        metrics::MetricInfo const& about = metrics::info(row.metric);
        for (std::string_view const text : {about.id, to_string(row.stat)}) line.emplace_back(text);
        line.push_back(value_text(row));
        line.emplace_back(unit_text(row));
        line.push_back(std::to_string(row.n));
        line.emplace_back(about.name);
        cells.push_back(std::move(line));
    }
    std::vector<std::size_t> widths(cells[0].size());
    for (auto const& line : cells)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    for (auto const& line : cells) {
        for (std::size_t i = 0; i + 1 < line.size(); ++i) std::printf("%-*s  ", static_cast<int>(widths[i]), line[i].c_str());
        std::printf("%s\n", line.back().c_str());
    }
}

Result<int> show_metrics(CommandLine const& line, MetricsArguments const& arguments)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(MetricQuery const query, read_query(arguments));
    SADUAK_TRY(std::vector<MetricRow> const rows, answer(files, query));
    if (arguments.json) std::printf("%s\n", metrics_json(query, rows).c_str());
    else print_table(query, rows);
    return 0;
}

}  // namespace

void add_metrics_command(CLI::App& app, CommandLine& line)
{
    auto* command = app.add_subcommand("metrics", "Show the metrics of a site");
    auto arguments = std::make_shared<MetricsArguments>();
    command->add_option("--site", arguments->site, "The site")->required();
    command->add_option("--from", arguments->from, "First service day, YYYY-MM-DD")->required();
    command->add_option("--to", arguments->to, "Last service day, YYYY-MM-DD")->required();
    command->add_option("--metric", arguments->metrics, "M02,M06 and so on (default: all)");
    command->add_option("--group", arguments->groups, "service, class, counter, agent, channel, hour, weekday, day, month, fiscal_year");
    command->add_flag("--json", arguments->json, "As JSON");
    command->callback([&line, arguments] { line.action = [&line, arguments] { return show_metrics(line, *arguments); }; });
}

}  // namespace saduak::server
