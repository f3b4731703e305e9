// `what-if`: a past day replayed under another calling order, beside a running server too.
#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>

#include "core/metrics/replay_record.hpp"
#include "server/commands/data_access.hpp"
#include "server/setup/calling_table.hpp"
#include "server/what_if/what_if_report.hpp"

namespace saduak::server {
namespace {

struct WhatIfArguments {
    std::string site;
    std::string day;
    std::string policy;
    bool json = false;
};

Result<metrics::ReplayDay> read_day(EventStore& log, SiteId const& site, Date day)
{
    metrics::ReplayRecord record(day);
    SADUAK_TRY_STATUS(log.read(site, 0, [&](StoredEvent const& stored) -> Status {
        record.take(stored.event);
        return {};
    }));
    return std::move(record).finish().map_error(in("site " + site.str()));
}

Result<int> show_what_if(CommandLine const& line, WhatIfArguments const& arguments)
{
    SADUAK_TRY(DataFiles const files, data_files(line));
    SADUAK_TRY(Date const day, parse_date(arguments.day).map_error(in("--day")));
    SADUAK_TRY(std::string const text, read_toml_text(arguments.policy));
    SADUAK_TRY(auto const log, open_log_to_read(files));
    SADUAK_TRY(SiteHead const head, choose_site(*log, arguments.site));
    SiteId const& site = head.site;
    SADUAK_TRY(metrics::ReplayDay const replay, read_day(*log, site, day));
    SADUAK_TRY(PolicyFile const policy, parse_policy_file(text, arguments.policy, replay.config));

    domain::SiteConfig const changed = with_policy(replay.config, policy);
    metrics::WhatIf const answer = metrics::what_if(replay, changed);
    std::string const name = std::filesystem::path(arguments.policy).filename().string();
    WhatIfReport const report{replay, changed, name, answer};
    if (arguments.json) std::printf("%s\n", what_if_json(report).c_str());
    else std::printf("%s", what_if_text(report).c_str());
    return 0;
}

}  // namespace

void add_what_if_command(CLI::App& app, CommandLine& line)
{
    auto* command = app.add_subcommand("what-if", "Replay a past day under another calling order and show how waits would change");
    auto arguments = std::make_shared<WhatIfArguments>();
    command->add_option("--policy", arguments->policy, "The other order, in TOML: [calling] as in a site file, [weight] with service = percent")
        ->required()
        ->check(CLI::ExistingFile);
    command->add_option("--day", arguments->day, "The service day, YYYY-MM-DD; it must be over")->required();
    command->add_option("--site", arguments->site, "The site (default: the only one)");
    command->add_flag("--json", arguments->json, "As JSON");
    command->callback([&line, arguments] { line.action = [&line, arguments] { return show_what_if(line, *arguments); }; });
}

}  // namespace saduak::server
