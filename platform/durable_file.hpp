// Small files that are whole or absent after a power cut.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::platform {

// Writes FILE.part beside it (mode 0600), syncs, renames, syncs the folder. Errc::io names the file. Any thread, one writer a file.
[[nodiscard]] Status write_durably(std::filesystem::path const& file, std::string_view text);
// So that a name made, changed or removed in it stays so. Errc::io.
[[nodiscard]] Status sync_folder_of(std::filesystem::path const& file);

}  // namespace saduak::platform
