#include "server/ops/open_files.hpp"

#include <algorithm>

#include <spdlog/spdlog.h>
#include <sys/resource.h>

namespace saduak::server {
namespace {

constexpr rlim_t kForTheRest = 1024;  // databases, kiosks, webhooks, files

}  // namespace

std::size_t make_room_for_connections(std::size_t wanted)
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
    rlim_t const needed = wanted + kForTheRest;
    if (limit.rlim_cur < needed) {
        rlimit const raised{std::min(needed, limit.rlim_max), limit.rlim_max};
        if (::setrlimit(RLIMIT_NOFILE, &raised) == 0) limit = raised;
    }
    if (limit.rlim_cur >= needed) return wanted;
    rlim_t const rest = std::min(kForTheRest, limit.rlim_cur / 2);
    auto const room = static_cast<std::size_t>(limit.rlim_cur - rest);
    spdlog::warn("connections_limited connections={} open_files={}: raise the limit of open files to serve {}", room, limit.rlim_cur, wanted);
    return room;
}

}  // namespace saduak::server
