// Published reference values that are kept outside the repository: SADUAK_TEST_DATA, or ../shared/data beside it.
// Tests that need them say so and skip where they are absent.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <optional>
#include <string>

namespace saduak::test {

inline std::optional<std::filesystem::path> reference_file(std::string const& name)
{
    char const* folder = std::getenv("SADUAK_TEST_DATA");
    std::filesystem::path const path =
        (folder != nullptr ? std::filesystem::path(folder) : std::filesystem::path(SADUAK_SOURCE_DIR) / "../shared/data") / name;
    if (std::filesystem::exists(path)) return path;
    std::cerr << "SKIPPED: " << path.lexically_normal().string() << " is absent (set SADUAK_TEST_DATA to its folder)\n";
    return std::nullopt;
}

}  // namespace saduak::test
