// A small file that is there whole or not at all.
#pragma once

#include <filesystem>
#include <string>

#include "core/base/result.hpp"

namespace saduak::kiosk {

// Durable when it returns: FILE.part is written and synced, then renamed over FILE. Errc::io names the file.
[[nodiscard]] Status write_durably(std::filesystem::path const& file, std::string const& text);

}  // namespace saduak::kiosk
