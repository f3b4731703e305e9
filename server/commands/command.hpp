// saduak-server's subcommands. Each add_* registers one with CLI11; its callback sets `action`, which main runs.
#pragma once

#include <functional>
#include <string>

#include "core/base/result.hpp"

namespace CLI {
class App;
}

namespace saduak::server {

struct CommandLine {
    std::string data;                     // --data or SADUAK_HOME: the data folder
    std::function<Result<int>()> action;  // returns the exit code
};

void add_serve_command(CLI::App& app, CommandLine& line);
void add_init_command(CLI::App& app, CommandLine& line);
void add_site_command(CLI::App& app, CommandLine& line);
void add_verify_command(CLI::App& app, CommandLine& line);
void add_backup_command(CLI::App& app, CommandLine& line);
void add_restore_command(CLI::App& app, CommandLine& line);
void add_import_command(CLI::App& app, CommandLine& line);
void add_export_command(CLI::App& app, CommandLine& line);
void add_import_log_command(CLI::App& app, CommandLine& line);
void add_archive_command(CLI::App& app, CommandLine& line);
void add_metrics_command(CLI::App& app, CommandLine& line);
void add_what_if_command(CLI::App& app, CommandLine& line);
void add_user_command(CLI::App& app, CommandLine& line);
void add_device_command(CLI::App& app, CommandLine& line);
void add_range_command(CLI::App& app, CommandLine& line);
void add_reserve_cards_command(CLI::App& app, CommandLine& line);
void add_gaps_command(CLI::App& app, CommandLine& line);
void add_token_command(CLI::App& app, CommandLine& line);

}  // namespace saduak::server
