// One file that holds what a server cannot do without: the log, the accounts and its TLS identity; and the way back from it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/result.hpp"
#include "platform/sqlite_copy.hpp"
#include "server/data_files.hpp"
#include "server/store/event_store.hpp"

namespace saduak::server {

enum class Overwrite { no, yes };

struct BackupReport {
    std::filesystem::path file;
    std::vector<SiteHead> heads;  // of the copy, each verified: chain, fold and head
    std::int64_t events = 0;
    std::int64_t bytes = 0;
};

// Copies the data of a server that may be running into `file`, under another name until it is whole, and runs the restore drill: the
// copy is opened and its chain and folds are verified. The facts are left out: they are made from the log. Blocks for long; any thread.
// Errc::already_exists: `file` is there and is not to be overwritten; full, io, permission; corrupt: the copy does not verify, and is
// left beside as FILE.failed for who looks into it.
[[nodiscard]] Result<BackupReport> make_backup(DataFiles const& data, std::filesystem::path const& file, Overwrite overwrite,
                                               platform::CopyProgress const& progress);

// What a backup holds, when all of it verifies. Errc::corrupt where it does not, or is none.
[[nodiscard]] Result<BackupReport> check_backup(std::filesystem::path const& file);

// Puts a verified backup in the place of the data folder. The folder must be absent or empty; with Overwrite::yes what is there is kept
// beside, as FOLDER.before-restore-N. No server may run on it (Errc::busy).
struct Restored {
    BackupReport backup;
    std::filesystem::path kept;  // the folder that was there before; empty: none
};
[[nodiscard]] Result<Restored> restore_backup(std::filesystem::path const& file, DataFiles const& data, Overwrite overwrite);

}  // namespace saduak::server
