// The one main: turns an Error into one line on stderr and an exit code, and catches what libraries throw.
#pragma once

#include <functional>
#include <string>

#include "core/base/result.hpp"

namespace saduak::platform {

inline constexpr int kExitDone = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

// Runs `body` and returns its exit code; 1 with "PROGRAM: why" on stderr for an Error or an exception.
[[nodiscard]] int run_app(std::string const& program, std::function<Result<int>()> const& body);

}  // namespace saduak::platform
