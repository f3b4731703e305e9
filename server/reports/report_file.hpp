// A report's bytes in a file.
#pragma once

#include <filesystem>
#include <string_view>

#include "core/base/result.hpp"

namespace saduak::server {

// Writes beside the file and renames: who looks finds the old report or the new one whole. Errc::io, with the path.
[[nodiscard]] Status write_report(std::filesystem::path const& path, std::string_view bytes);

}  // namespace saduak::server
