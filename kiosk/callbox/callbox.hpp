// The call box as a program: presses of a pad become commands at one counter.
#pragma once

#include "core/base/result.hpp"
#include "kiosk/callbox/config.hpp"

namespace saduak::kiosk {

// From the press to the server's answer. A press that is not answered by then is dropped and shown as failed: done later, it would
// call somebody whom nobody waits for.
inline constexpr Millis kPressDeadline = seconds(5);

// Runs until SIGINT or SIGTERM; the exit code. One JSON line for each press on standard output.
[[nodiscard]] Result<int> run_callbox(CallBoxConfig config);

}  // namespace saduak::kiosk
