// Room on the disk that holds the log: a warning while there is little, no more commands before SQLite fails for want of it.
#pragma once

#include <cstdint>
#include <filesystem>

#include "core/base/result.hpp"

namespace saduak::server {

struct DiskLimits {
    std::int32_t warn_mb = 500;  // below it the server warns
    std::int32_t floor_mb = 50;  // below it it takes no commands that write
};

enum class DiskRoom { enough, little, none };

class DiskGuard {
public:
    // A room is left again only with a tenth more than its limit, so that it does not change to and fro.
    [[nodiscard]] DiskRoom judge(std::int64_t free_bytes, DiskLimits const& limits);
    [[nodiscard]] DiskRoom room() const { return room_; }

private:
    DiskRoom room_ = DiskRoom::enough;
};

// For an unprivileged program. Blocks.
[[nodiscard]] Result<std::int64_t> free_bytes(std::filesystem::path const& folder);

}  // namespace saduak::server
