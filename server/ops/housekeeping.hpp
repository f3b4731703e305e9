// What a server does for itself from time to time: looks at the room on its disk, has the access log written, removes what is over.
// On the I/O thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>

#include "platform/net.hpp"
#include "server/ops/access_log.hpp"
#include "server/ops/disk_guard.hpp"

namespace saduak::server {

struct HousekeepingParts {
    std::filesystem::path folder;  // whose disk is watched
    std::filesystem::path logs;
    AccessLog* access_log = nullptr;  // null: none is kept
    // Told once whenever the room changes.
    std::function<void(DiskRoom)> on_room;
};
struct HousekeepingRules {
    DiskLimits disk;
    std::int32_t access_log_days = 90;
};

class Housekeeping {
public:
    Housekeeping(HousekeepingParts parts, HousekeepingRules rules) : parts_(std::move(parts)), rules_(rules) {}

    void apply(HousekeepingRules rules) { rules_ = rules; }
    // Nothing: not known.
    [[nodiscard]] std::optional<std::int64_t> disk_free_bytes() const { return disk_free_; }
    // Until it is cancelled.
    [[nodiscard]] platform::Task<void> run();

private:
    void look_at_disk();
    void remove_what_is_over();

    HousekeepingParts parts_;
    HousekeepingRules rules_;
    DiskGuard disk_;
    std::optional<std::int64_t> disk_free_;
};

}  // namespace saduak::server
