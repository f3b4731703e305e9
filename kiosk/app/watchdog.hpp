// The kiosk under systemd: ready once its first frame is shown and it has started, and alive while the screen's loop and the printer's thread are.
#pragma once

#include <string>

#include "core/base/time.hpp"
#include "platform/service_notice.hpp"

namespace saduak::kiosk {

// Beyond every deadline of a ticket and of opening a printer.
inline constexpr Millis kPrinterSilence = seconds(60);

class Watchdog {
public:
    ~Watchdog() { notice_.tell("STOPPING=1\n"); }

    void ready() { notice_.tell("READY=1\n"); }
    // From the loop, once a second or oftener. `printer_alive_at`: unset where there is no printer. `status`: for `systemctl status`.
    void turn(Instant now, Instant printer_alive_at, std::string const& status);

private:
    platform::ServiceNotice notice_;
    Instant told_at_;
    std::string status_;
};

}  // namespace saduak::kiosk
