#include "platform/service_notice.hpp"

#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace saduak::platform {
namespace {

std::string environment(char const* name)
{
    char const* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

}  // namespace

ServiceNotice::ServiceNotice() : name_(environment("NOTIFY_SOCKET"))
{
    sockaddr_un const unused{};
    bool const usable = name_.size() > 1 && (name_[0] == '/' || name_[0] == '@') && name_.size() < sizeof unused.sun_path;
    if (!usable) return;
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    std::string const limit = environment("WATCHDOG_USEC");
    std::int64_t micros = 0;
    if (std::from_chars(limit.data(), limit.data() + limit.size(), micros).ec == std::errc() && micros > 0) watchdog_ = Millis{micros / 1000};
}

ServiceNotice::~ServiceNotice()
{
    if (socket_ >= 0) ::close(socket_);
}

void ServiceNotice::tell(std::string_view lines) const
{
    if (socket_ < 0) return;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, name_.data(), name_.size());
    if (name_[0] == '@') address.sun_path[0] = '\0';
    auto const length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size());
    static_cast<void>(
        ::sendto(socket_, lines.data(), lines.size(), MSG_NOSIGNAL | MSG_DONTWAIT, reinterpret_cast<sockaddr const*>(&address), length));
}

}  // namespace saduak::platform
