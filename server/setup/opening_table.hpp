// The parts of a site file that say when: opening hours, holidays, the roster, breaks (docs/SITE_FILE.md).
// Included by .cpp files only, as toml_table.hpp is.
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/result.hpp"
#include "core/domain/opening.hpp"
#include "server/setup/toml_table.hpp"

namespace saduak::server {

// Where the calendars that a site file names lie: "th-2569" is a file of `named`, "town.toml" one beside the site file.
struct CalendarFolders {
    std::filesystem::path named;
    std::filesystem::path beside;
};

// [opening]. The site's own days go before those of its calendars.
[[nodiscard]] Result<domain::Opening> read_opening(TomlTable table, CalendarFolders const& calendars);
// [[roster]] of the site's table.
[[nodiscard]] Result<std::vector<domain::RosterEntry>> read_roster(TomlTable& site);
// A list of hours, ["08:30-12:00", "13:00-16:30"], in order and apart; empty where the key is absent.
[[nodiscard]] Result<std::vector<domain::TimeSpan>> read_hours(TomlTable& table, std::string_view key);
// A time of day since midnight, "24:00" allowed.
[[nodiscard]] Result<Millis> read_time_of_day(TomlTable& table, std::string_view key, Millis fallback);

}  // namespace saduak::server
