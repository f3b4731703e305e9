// The kiosk as a program: the UI thread's loop, and the threads around it.
#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "core/base/result.hpp"
#include "kiosk/app/config.hpp"

namespace saduak::kiosk {

struct RunOptions {
    bool headless = false;
    std::string script;      // empty: none; "-": standard input
    std::string screenshot;  // empty: none
};

// Runs until the script ends, the screenshot is taken, or SIGINT or SIGTERM. The exit code.
[[nodiscard]] Result<int> run_kiosk(KioskConfig config, RunOptions const& options);

}  // namespace saduak::kiosk
