// `gaps`: which numbers of a service day were given and which were not, beside a running server too.
#include <cstdio>
#include <memory>

#include <CLI/CLI.hpp>

#include "server/commands/data_access.hpp"
#include "server/reports/gap_reports.hpp"

namespace saduak::server {
namespace {

using domain::format_number;
using domain::GapReport;

struct GapsOptions {
    std::string site;
    std::string day;
    bool json = false;
};

std::string joined(std::vector<std::string> const& texts)
{
    std::string line;
    for (std::string const& text : texts) line += (line.empty() ? "" : " ") + text;
    return line;
}

void print_range(GapReport::Range const& range)
{
    std::string const prefix = range.range.prefix;
    std::string const who = range.range.device.empty() ? "reserve cards" : "kiosk " + range.range.device.str();
    std::printf("   range %s to %s, %s%s: %zu used, %d unused%s%s\n", format_number(prefix, range.range.first).c_str(),
                format_number(prefix, range.range.last).c_str(), who.c_str(), range.range.withdrawn ? ", withdrawn" : "", range.used.size(),
                range.unused, range.used.empty() ? "" : ": ", joined(range.used).c_str());
}

// The head on a report that is printed and kept is what `verify --head` compares with later.
void print_report(SiteHead const& head, GapReport const& report)
{
    std::string const site = head.site.str();
    std::printf("site %s, service day %s, revision %d, %s\n", site.c_str(), format_date(report.day).c_str(), report.revision,
                report.provisional ? "provisional" : "final");
    for (DeviceId const& device : report.awaiting) std::printf("   kiosk %s may still send tickets of this day\n", device.str().c_str());
    if (report.prefixes.empty()) std::printf("   no numbers\n");
    for (GapReport::Prefix const& prefix : report.prefixes) {
        std::string const last = prefix.last == 0 ? "none given online" : "online to " + format_number(prefix.prefix, prefix.last);
        std::printf("%s  %s, %s\n", prefix.prefix.c_str(), last.c_str(),
                    prefix.gaps.empty() ? "no gaps" : (std::to_string(prefix.gaps.size()) + " GAPS: " + joined(prefix.gaps)).c_str());
        for (GapReport::Range const& range : prefix.ranges) print_range(range);
        if (!prefix.used_elsewhere.empty()) std::printf("   used of ranges that the day did not have: %s\n", joined(prefix.used_elsewhere).c_str());
    }
    std::printf("head %s:%lld:%s\n", site.c_str(), static_cast<long long>(head.seq), head.hash.c_str());
}

Result<int> show_gaps(CommandLine const& line, GapsOptions const& options)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(Date const day, parse_date(options.day).map_error(in("--day")));
    SADUAK_TRY(auto const log, open_log_to_read(files));
    SADUAK_TRY(SiteHead const head, choose_site(*log, options.site));
    SADUAK_TRY(auto const report, read_gap_report(*log, head.site, day));
    if (!report) return fail(Errc::not_found, "site " + options.site + " gave no tickets on " + options.day);
    if (options.json) std::printf("%s\n", gap_report_json(head.site, *report).c_str());
    else print_report(head, *report);
    return 0;
}

}  // namespace

void add_gaps_command(CLI::App& app, CommandLine& line)
{
    auto options = std::make_shared<GapsOptions>();
    auto* command = app.add_subcommand("gaps", "Show which numbers of a service day were given and which were not (docs/NUMBERS.md)");
    command->add_option("--site", options->site, "The site")->required();
    command->add_option("--day", options->day, "The service day, YYYY-MM-DD")->required();
    command->add_flag("--json", options->json, "As JSON");
    command->callback([&line, options] { line.action = [&line, options] { return show_gaps(line, *options); }; });
}

}  // namespace saduak::server
