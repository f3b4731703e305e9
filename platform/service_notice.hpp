// What a program tells systemd that started it (sd_notify's datagram): READY=1, WATCHDOG=1, STATUS=..., STOPPING=1. Without NOTIFY_SOCKET in the
// environment nothing is told. One thread.
#pragma once

#include <string>
#include <string_view>

#include "core/base/time.hpp"

namespace saduak::platform {

class ServiceNotice {
public:
    // Reads NOTIFY_SOCKET (a path, or an abstract name after @) and WATCHDOG_USEC.
    ServiceNotice();
    ~ServiceNotice();
    ServiceNotice(ServiceNotice const&) = delete;
    ServiceNotice& operator=(ServiceNotice const&) = delete;

    // One line, or several. What cannot be told is lost: the program has other work.
    void tell(std::string_view lines) const;
    // Within which WATCHDOG=1 is expected again and again; 0: nobody expects it.
    [[nodiscard]] Millis watchdog() const { return watchdog_; }

private:
    std::string name_;
    int socket_ = -1;
    Millis watchdog_;
};

}  // namespace saduak::platform
