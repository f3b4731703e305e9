#include "server/ops/housekeeping.hpp"

#include <spdlog/spdlog.h>

#include "platform/clock.hpp"

namespace saduak::server {
namespace {

constexpr std::int64_t kDiskLookEvery_s = 5;
constexpr std::int64_t kRetentionEvery_s = 3600;

}  // namespace

platform::Task<void> Housekeeping::run()
{
    for (std::int64_t second = 0;; ++second) {
        if (parts_.access_log != nullptr) parts_.access_log->flush();
        if (second % kDiskLookEvery_s == 0) look_at_disk();
        if (second % kRetentionEvery_s == 0) remove_what_is_over();
        co_await platform::sleep_for(seconds(1));
    }
}

void Housekeeping::look_at_disk()
{
    auto const free = free_bytes(parts_.folder);
    if (!free) return spdlog::warn("disk_room_unknown: {}", free.error().context);
    disk_free_ = *free;
    DiskRoom const before = disk_.room();
    DiskRoom const room = disk_.judge(*free, rules_.disk);
    if (room == before) return;
    parts_.on_room(room);
    if (room == DiskRoom::enough) spdlog::info("disk_room_enough free_mb={}", *free >> 20);
    else if (room == DiskRoom::little) spdlog::warn("disk_room_little free_mb={}: free some, or move backups elsewhere", *free >> 20);
    else spdlog::error("disk_full free_mb={}: no commands are taken until there is room", *free >> 20);
}

void Housekeeping::remove_what_is_over()
{
    if (parts_.access_log == nullptr) return;
    // Blocks a moment, once an hour: a few files in one folder.
    std::size_t const removed = remove_old_access_logs(parts_.logs, local_time(platform::wall_clock_now()).date, rules_.access_log_days);
    if (removed > 0) spdlog::info("retention_access_logs removed={} older_than_days={}", removed, rules_.access_log_days);
}

}  // namespace saduak::server
