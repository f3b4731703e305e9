// saduak-kiosk's subcommands. Each add_* registers one with CLI11; its callback sets `action`, which main runs. `action` outlives `app`.
#pragma once

#include <functional>

#include "core/base/result.hpp"

namespace CLI {
class App;
}

namespace saduak::kiosk {

void add_callbox_command(CLI::App& app, std::function<Result<int>()>& action);
void add_enrol_command(CLI::App& app, std::function<Result<int>()>& action);
void add_keypad_command(CLI::App& app, std::function<Result<int>()>& action);
void add_pin_command(CLI::App& app, std::function<Result<int>()>& action);
void add_printer_command(CLI::App& app, std::function<Result<int>()>& action);
void add_ticket_command(CLI::App& app, std::function<Result<int>()>& action);

}  // namespace saduak::kiosk
