#include "kiosk/commands/command.hpp"

#include <cstdio>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "kiosk/staff_pin.hpp"

namespace saduak::kiosk {

namespace {

// From standard input: a command line is seen by everybody on the machine.
Result<int> run()
{
    std::string pin;
    std::getline(std::cin, pin);
    SADUAK_TRY(std::string const hash, hash_pin(pin));
    std::printf("[staff]\npin_hash = \"%s\"\n", hash.c_str());
    return 0;
}

}  // namespace

void add_pin_command(CLI::App& app, std::function<Result<int>()>& action)
{
    auto* const command = app.add_subcommand("pin", "Reads a staff PIN of 4 to 8 digits and prints what the configuration or a bundle keeps of it");
    command->callback([&action] { action = [] { return run(); }; });
}

}  // namespace saduak::kiosk
