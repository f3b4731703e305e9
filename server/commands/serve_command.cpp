// `serve`: the server, until it is told to stop.
#include <cstdio>

#include <CLI/CLI.hpp>

#include "server/app.hpp"
#include "server/commands/data_access.hpp"

namespace saduak::server {
namespace {

Result<int> serve(CommandLine const& line, ServeArguments const& arguments, bool check)
{
    SADUAK_TRY(DataFiles files, data_files(line));
    SADUAK_TRY(AppConfig config, load_app_config(std::move(files), arguments));
    if (check) {
        ConfigCheck const found = check_config(config);
        for (std::string const& line_of_check : found.lines) std::printf("%s\n", line_of_check.c_str());
        return found.ok ? 0 : 1;
    }
    SADUAK_TRY(auto const app, App::create(std::move(config)));
    std::printf("%s\n", app->addresses_json().c_str());
    std::fflush(stdout);
    return app->run();
}

}  // namespace

void add_serve_command(CLI::App& app, CommandLine& line)
{
    auto arguments = std::make_shared<ServeArguments>();
    auto* command = app.add_subcommand("serve", "Run the server; prints its addresses as one line of JSON when it is ready");
    command->add_option("--config", arguments->config, "Configuration file (default: server.toml in the data folder)");
    command->add_option("--http", arguments->http, "ADDRESS:PORT for pages and API (default 127.0.0.1:8080; port 0 picks one)");
    command->add_option("--device", arguments->device, "ADDRESS:PORT for kiosks (default 127.0.0.1:8081; port 0 picks one)");
    command->add_option("--web-root", arguments->web_root, "Folder of the built pages");
    command->add_option("--backup-dir", arguments->backup_dir, "Folder for backups, best on another disk (default: none are made)");
    command->add_option("--backup-every", arguments->backup_every, "How often: 30m, 6h, 1d (default 24h)");
    command->add_option("--backup-keep", arguments->backup_keep, "How many stay (default 14)")->check(CLI::PositiveNumber);
    command->add_option("--clock", arguments->clock, "system, or manual for tests: time stands still until it is set (loopback and demo data only)")
        ->check(CLI::IsMember({"system", "manual"}));
    auto check = std::make_shared<bool>(false);
    command->add_flag("--check", *check, "Try the configuration, certificates, folders and ports, say what is wrong, and start nothing");
    command->callback([&line, arguments, check] { line.action = [&line, arguments, check] { return serve(line, *arguments, *check); }; });
}

}  // namespace saduak::server
