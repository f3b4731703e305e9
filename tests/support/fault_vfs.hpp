// A disk that fails as planned, under every SQLite file of this process: a VFS over the system's own, WAL included.
#pragma once

#include "tests/support/fault_plan.hpp"

namespace saduak::test {

// The exit code of a process whose power was cut.
inline constexpr int kPowerCutExit = 86;

// Files whose name begins so are "the log" whose operations the faults count. A power cut takes what every file had not synced; an error
// that lasts is every file's.
inline constexpr char const* kLogFile = "saduak.db";

// Makes it the default VFS, before the first database is opened. Once a process.
void install_fault_vfs(FaultPlan plan);

}  // namespace saduak::test
