#include "kiosk/commands/command.hpp"

#include <memory>

#include <CLI/CLI.hpp>

#include "kiosk/callbox/callbox.hpp"

namespace saduak::kiosk {

namespace {

struct Options {
    std::string config;
    std::string device;
};

Result<int> run(Options const& options)
{
    SADUAK_TRY(CallBoxConfig config, load_callbox_config(options.config));
    if (!options.device.empty()) {
        SADUAK_TRY(config.pad, drivers::parse_pad(options.device));
    }
    return run_callbox(std::move(config));
}

}  // namespace

void add_callbox_command(CLI::App& app, std::function<Result<int>()>& action)
{
    auto const options = std::make_shared<Options>();
    auto* const command = app.add_subcommand("callbox", "A keypad as a counter's call box (docs/KEYPADS.md)");
    command->add_option("--config", options->config, "configuration (TOML)")->required();
    command->add_option("--device", options->device, "the keypad, instead of the configuration's");
    command->callback([&action, options] { action = [options] { return run(*options); }; });
}

}  // namespace saduak::kiosk
