#include <CLI/CLI.hpp>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include "kiosk/app/app.hpp"
#include "kiosk/app/staff_desk.hpp"
#include "kiosk/commands/command.hpp"
#include "platform/run_app.hpp"

int main(int argc, char** argv)
{
    using namespace saduak;
    CLI::App app{"Saduak kiosk: gives out queue tickets and asks for ratings (kiosk/README.md)", "saduak-kiosk"};
    std::string config;
    kiosk::Overrides overrides;
    kiosk::RunOptions options;
    std::function<Result<int>()> action;  // a subcommand's, where one is named
    kiosk::add_callbox_command(app, action);
    kiosk::add_enrol_command(app, action);
    kiosk::add_keypad_command(app, action);
    kiosk::add_pin_command(app, action);
    kiosk::add_printer_command(app, action);
    kiosk::add_ticket_command(app, action);
    app.add_option("--config", config, "configuration (TOML)");
    app.add_option("--role", overrides.role, "issue, rate or issue,rate")->check(CLI::IsMember({"issue", "rate", "issue,rate", "rate,issue"}));
    app.add_flag("--headless", options.headless, "no window");
    app.add_option("--script", options.script, "follow a script, then end; - reads standard input");
    app.add_option("--screenshot", options.screenshot, "write the screen as PNG");
    app.add_option("--virtual-printer", overrides.virtual_printer, "print to pictures in this folder");
    app.add_option("--data", overrides.data, "folder of the journal");
    try {
        app.parse(argc, argv);
        if (!action && config.empty()) throw CLI::RequiredError("--config");
    } catch (CLI::ParseError const& error) {  // CLI11's way of saying also that --help was asked for
        return app.exit(error) == 0 ? platform::kExitDone : platform::kExitUsage;
    }
    spdlog::set_default_logger(spdlog::stderr_logger_mt("saduak-kiosk"));
    kiosk::keep_last_log_lines();
    if (action) return platform::run_app("saduak-kiosk", action);
    return platform::run_app("saduak-kiosk", [&]() -> Result<int> {
        SADUAK_TRY(kiosk::KioskConfig loaded, kiosk::load_config(config, overrides));
        return kiosk::run_kiosk(std::move(loaded), options);
    });
}
