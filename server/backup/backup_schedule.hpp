// Backups in a folder, one every so often, the oldest deleted. The part that decides is pure; run_due_backup does it.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "server/backup/backup.hpp"

namespace saduak::server {

struct BackupSchedule {
    std::filesystem::path folder;  // empty: no backups are made
    Millis every = hours(24);
    std::size_t keep = 14;  // backups that stay
};

// "30m", "6h", "1d": 1 minute to 31 days.
[[nodiscard]] Result<Millis> parse_period(std::string_view text);

// "saduak-20261121T032541Z.backup": names in order of time.
[[nodiscard]] std::string backup_name(Instant at);
// The time in such a name; nothing for other names.
[[nodiscard]] std::optional<Instant> backup_time(std::string_view name);

// When the next one is due: at once where none is there, or the newest is from a clock that was ahead.
[[nodiscard]] Instant next_backup(std::vector<Instant> const& made, Millis every, Instant now);

// Makes the backup that is due now, if any, verifies it, and only then deletes the oldest beyond `keep`. Blocks; any thread.
[[nodiscard]] Result<std::optional<BackupReport>> run_due_backup(DataFiles const& data, BackupSchedule const& schedule, Instant now);

}  // namespace saduak::server
