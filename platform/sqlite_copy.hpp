// A consistent copy of a SQLite database, also while others write to it.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/result.hpp"

namespace saduak::platform {

// Called now and then with pages done and pages in all.
using CopyProgress = std::function<void(std::int64_t done, std::int64_t total)>;

// Copies `from` as it is at one instant to the new file `to` (mode 0600), as one plain file without a journal, synced to the disk.
// Writers go on meanwhile. On an error nothing is left at `to`. Errc::already_exists: `to` is there; full, io, permission, corrupt.
[[nodiscard]] Status copy_database(std::string const& from, std::string const& to, CopyProgress const& progress);

// Syncs a folder, so that names made in it stay.
[[nodiscard]] Status sync_folder(std::string const& folder);

}  // namespace saduak::platform
