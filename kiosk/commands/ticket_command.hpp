// `saduak-kiosk ticket preview`: a ticket template as a picture.
#pragma once

#include <functional>

#include "core/base/result.hpp"

namespace CLI {
class App;
}

namespace saduak::kiosk {

// Registers the subcommand; when it is the one asked for, `action` is what main runs for its exit code.
void add_ticket_command(CLI::App& app, std::function<Result<int>()>& action);

}  // namespace saduak::kiosk
