#include "server/ops/disk_guard.hpp"

namespace saduak::server {
namespace {

constexpr std::int64_t kMegabyte = 1024 * 1024;

// A limit that was passed has to be cleared by a tenth.
std::int64_t limit_bytes(std::int32_t limit_mb, bool passed) { return limit_mb * kMegabyte + (passed ? limit_mb * kMegabyte / 10 : 0); }

}  // namespace

DiskRoom DiskGuard::judge(std::int64_t free, DiskLimits const& limits)
{
    if (free < limit_bytes(limits.floor_mb, room_ == DiskRoom::none)) room_ = DiskRoom::none;
    else if (free < limit_bytes(limits.warn_mb, room_ != DiskRoom::enough)) room_ = DiskRoom::little;
    else room_ = DiskRoom::enough;
    return room_;
}

Result<std::int64_t> free_bytes(std::filesystem::path const& folder)
{
    std::error_code ec;
    auto const space = std::filesystem::space(folder, ec);
    if (ec) return fail(Errc::io, "asking for the room on " + folder.string() + ": " + ec.message());
    return static_cast<std::int64_t>(space.available);
}

}  // namespace saduak::server
