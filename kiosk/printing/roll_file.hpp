// What was used of the paper roll, kept over a restart: one number in the data folder.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/result.hpp"

namespace saduak::kiosk {

// 0 where nothing is kept, or nothing that can be read: then the roll counts as new.
[[nodiscard]] std::int64_t kept_roll_used(std::filesystem::path const& folder);
// Replaces the file in one step; not synced, a power cut costs a ticket's length. Errc::io.
[[nodiscard]] Status keep_roll_used(std::filesystem::path const& folder, std::int64_t used_mm);

}  // namespace saduak::kiosk
