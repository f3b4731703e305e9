#include "server/what_if/what_if_report.hpp"

#include <algorithm>
#include <cstdio>
#include <utility>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

namespace saduak::server {
namespace {

namespace json = boost::json;
using domain::CallingPolicy;
using domain::SiteConfig;
using metrics::WaitFigures;
using metrics::WhatIfRow;

using Cells = std::vector<std::string>;
using Figure = std::optional<std::int64_t>;

// "12:05", or "1:02:05" from an hour on.
std::string clock(std::int64_t seconds)
{
    char text[32];
    if (seconds < 3600) std::snprintf(text, sizeof text, "%lld:%02lld", static_cast<long long>(seconds / 60), static_cast<long long>(seconds % 60));
    else
        std::snprintf(text, sizeof text, "%lld:%02lld:%02lld", static_cast<long long>(seconds / 3600), static_cast<long long>(seconds / 60 % 60),
                      static_cast<long long>(seconds % 60));
    return text;
}

std::string clock(Figure seconds) { return seconds ? clock(*seconds) : "-"; }

std::string percent(std::int64_t basis_points)
{
    char text[32];
    std::snprintf(text, sizeof text, "%lld.%02lld%%", static_cast<long long>(basis_points / 100), static_cast<long long>(basis_points % 100));
    return text;
}

std::string percent(Figure basis_points) { return basis_points ? percent(*basis_points) : "-"; }

std::string changed_by(std::int64_t difference, std::string const& size) { return (difference < 0 ? "-" : "+") + size; }

std::string clock_change(Figure from, Figure to) { return from && to ? changed_by(*to - *from, clock(std::abs(*to - *from))) : "-"; }

std::string percent_change(Figure from, Figure to) { return from && to ? changed_by(*to - *from, percent(std::abs(*to - *from))) : "-"; }

std::string group_text(WhatIfRow const& row)
{
    std::string text = row.service.empty() ? "" : row.service.str();
    if (row.ticket_class) text += (text.empty() ? "" : ", ") + std::string(to_string(*row.ticket_class));
    return text.empty() ? "all" : text;
}

Cells cells(std::string group, std::string arm, WaitFigures const& f)
{
    return {std::move(group), std::move(arm), std::to_string(f.n), std::to_string(f.left),
            clock(f.p50_s),   clock(f.p90_s), clock(f.mean_s),     percent(f.within_bp)};
}

std::string table(std::vector<Cells> const& lines)
{
    std::vector<std::size_t> widths(lines[0].size());
    for (Cells const& line : lines)
        for (std::size_t i = 0; i < line.size(); ++i) widths[i] = std::max(widths[i], line[i].size());
    std::string text;
    for (Cells const& line : lines) {
        for (std::size_t i = 0; i < line.size(); ++i) {
            std::string const padding(widths[i] - line[i].size(), ' ');
            bool const words = i < 2;
            text += (i == 0 ? "" : "  ") + (words ? line[i] + padding : padding + line[i]);
        }
        text.erase(text.find_last_not_of(' ') + 1);
        text += '\n';
    }
    return text;
}

std::string minutes_text(std::int64_t seconds) { return seconds % 60 == 0 ? std::to_string(seconds / 60) + " min" : std::to_string(seconds) + " s"; }

std::string order_text(SiteConfig const& site)
{
    CallingPolicy const& policy = site.calling;
    std::string text = policy.priority_run == 0
                           ? "priority always first"
                           : "after " + std::to_string(policy.priority_run) + " priority, " + std::to_string(policy.general_run) + " general";
    if (policy.general_ages_after_s > 0) text += "; a general ticket after " + minutes_text(policy.general_ages_after_s) + " first of all";
    for (domain::Service const& service : site.services)
        if (service.weight != 100) text += "; " + service.id.str() + " counts " + std::to_string(service.weight) + "%";
    return text;
}

// What the reader must know to judge the figures.
std::vector<std::string> cautions(WhatIfReport const& report)
{
    metrics::ReplayDay const& day = report.day;
    auto const count = [](std::int64_t n) { return std::to_string(n); };
    std::vector<std::string> lines{
        "\"replayed\" is this day replayed under its own order: compare it with \"recorded\" to see how well a replay fits this day, and "
        "with the last arm to see what the order alone would change.",
        "Who left before a call leaves after the same time, unless called sooner: then their service takes that service's median. Nobody else "
        "loses patience. Called were " +
            count(report.answer.called_in_record) + " in the record, " + count(report.answer.called_in_own) + " replayed, " +
            count(report.answer.called_in_changed) + " under the other order.",
        "A counter is as late to call as it was, call by call. The last counter for a service stays until nobody waits for it."};
    if (day.config.historical)
        lines.push_back("The log is imported: it does not say in which order it called, nor when counters were open. The site's order is taken for "
                        "its own; a counter is there from its first call to its last finish and serves what it served that day.");
    if (day.counters_inferred > 0)
        lines.push_back("Services without a counter in the log: " + count(day.services_without_counter) +
                        ". Counters inferred for them, as many as went on at one time: " + count(day.counters_inferred) + ".");
    if (day.config_changes > 0) lines.push_back("The site's configuration was changed during the day: the last one is taken for the whole day.");
    if (day.left_out > 0) lines.push_back(count(day.left_out) + " visits that were typed in or heard of afterwards are left out.");
    return lines;
}

// Broken between words at 110 columns.
std::string wrapped(std::string const& text)
{
    std::string out = "- ";
    std::size_t column = 2;
    std::size_t at = 0;
    while (at < text.size()) {
        std::size_t const end = std::min(text.find(' ', at), text.size());
        std::size_t const length = end - at;
        if (column + length > 110) {
            out.back() = '\n';
            out += "  ";
            column = 2;
        }
        out += text.substr(at, length) + ' ';
        column += length + 1;
        at = end + 1;
    }
    out.back() = '\n';
    return out;
}

json::value figure(Figure value) { return value ? json::value(*value) : json::value(nullptr); }

json::object figures_json(WaitFigures const& f)
{
    return {{"n", f.n},
            {"left", f.left},
            {"p50_s", figure(f.p50_s)},
            {"p90_s", figure(f.p90_s)},
            {"mean_s", figure(f.mean_s)},
            {"within_bp", figure(f.within_bp)},
            {"within_n", f.within_n}};
}

json::object order_json(SiteConfig const& site)
{
    CallingPolicy const& policy = site.calling;
    json::object weights;
    for (domain::Service const& service : site.services) weights[service.id.str()] = service.weight;
    return {{"priority_run", policy.priority_run},
            {"general_run", policy.general_run},
            {"general_ages_after_s", policy.general_ages_after_s},
            {"appointment_early_s", policy.appointment_early_s},
            {"weight", weights}};
}

}  // namespace

std::string what_if_text(WhatIfReport const& report)
{
    metrics::ReplayDay const& day = report.day;
    std::string text = "Site " + day.config.id.str() + ", service day " + format_date(day.day) + ": " + std::to_string(day.visits.size()) +
                       " visits, " + std::to_string(day.counters.size()) + " counters" + (day.config.demo ? " (demo data)" : "") + "\n";
    text += "  own order        " + order_text(day.config) + "\n";
    text += "  " + report.policy_file + (report.policy_file.size() < 17 ? std::string(17 - report.policy_file.size(), ' ') : "  ") +
            order_text(report.changed) + "\n\n";
    std::vector<Cells> lines{{"waits of", "", "served", "left", "p50", "p90", "mean", "in target"}};
    for (WhatIfRow const& row : report.answer.rows) {
        // By class and by service; each class of each service is in the JSON.
        if (row.ticket_class && !row.service.empty()) continue;
        lines.push_back(cells(group_text(row), "recorded", row.recorded));
        lines.push_back(cells("", "replayed", row.own));
        lines.push_back(cells("", report.policy_file, row.changed));
        lines.push_back({"", "change", "", "", clock_change(row.own.p50_s, row.changed.p50_s), clock_change(row.own.p90_s, row.changed.p90_s),
                         clock_change(row.own.mean_s, row.changed.mean_s), percent_change(row.own.within_bp, row.changed.within_bp)});
    }
    text += table(lines) + "\n";
    for (std::string const& line : cautions(report)) text += wrapped(line);
    return text;
}

std::string what_if_json(WhatIfReport const& report)
{
    metrics::ReplayDay const& day = report.day;
    json::array rows;
    for (WhatIfRow const& row : report.answer.rows) {
        json::object group;
        if (row.ticket_class) group["class"] = to_string(*row.ticket_class);
        if (!row.service.empty()) group["service"] = row.service.str();
        rows.push_back(json::object{
            {"group", group}, {"recorded", figures_json(row.recorded)}, {"own", figures_json(row.own)}, {"changed", figures_json(row.changed)}});
    }
    json::array notes;
    for (std::string const& line : cautions(report)) notes.push_back(json::string(line));
    json::object answer{{"site", day.config.id.str()},
                        {"day", format_date(day.day)},
                        {"visits", static_cast<std::int64_t>(day.visits.size())},
                        {"counters", static_cast<std::int64_t>(day.counters.size())},
                        {"counters_inferred", day.counters_inferred},
                        {"services_without_counter", day.services_without_counter},
                        {"left_out", day.left_out},
                        {"called", json::object{{"recorded", report.answer.called_in_record},
                                                {"own", report.answer.called_in_own},
                                                {"changed", report.answer.called_in_changed}}},
                        {"own_order", order_json(day.config)},
                        {"changed_order", order_json(report.changed)},
                        {"rows", rows},
                        {"notes", notes}};
    return json::serialize(answer);
}

}  // namespace saduak::server
