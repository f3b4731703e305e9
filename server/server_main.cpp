#include <cstdlib>

#include <CLI/CLI.hpp>

#include "platform/run_app.hpp"
#include "server/commands/command.hpp"

using namespace saduak;

int main(int argc, char** argv)
{
    server::CommandLine line;
    if (char const* home = std::getenv("SADUAK_HOME")) line.data = home;
    CLI::App app("Saduak: the queue server of a government service point", "saduak-server");
    app.set_version_flag("--version", SADUAK_VERSION);
    app.add_option("--data", line.data, "The data folder (default: SADUAK_HOME)");
    app.require_subcommand(1);
    app.fallthrough();
    server::add_serve_command(app, line);
    server::add_init_command(app, line);
    server::add_site_command(app, line);
    server::add_verify_command(app, line);
    server::add_backup_command(app, line);
    server::add_restore_command(app, line);
    server::add_import_command(app, line);
    server::add_export_command(app, line);
    server::add_import_log_command(app, line);
    server::add_archive_command(app, line);
    server::add_metrics_command(app, line);
    server::add_what_if_command(app, line);
    server::add_user_command(app, line);
    server::add_device_command(app, line);
    server::add_range_command(app, line);
    server::add_reserve_cards_command(app, line);
    server::add_gaps_command(app, line);
    server::add_token_command(app, line);
    try {
        app.parse(argc, argv);
    } catch (CLI::ParseError const& error) {
        return app.exit(error) == 0 ? platform::kExitDone : platform::kExitUsage;
    }
    return platform::run_app("saduak-server", line.action);
}
