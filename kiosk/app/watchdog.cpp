#include "kiosk/app/watchdog.hpp"

namespace saduak::kiosk {

void Watchdog::turn(Instant now, Instant printer_alive_at, std::string const& status)
{
    if (status != status_) {
        status_ = status;
        notice_.tell("STATUS=" + status + "\n");
    }
    bool const asked = notice_.watchdog().count > 0;
    bool const due = !told_at_.is_set() || now - told_at_ >= Millis{notice_.watchdog().count / 4};
    bool const alive = !printer_alive_at.is_set() || now - printer_alive_at < kPrinterSilence;
    if (!asked || !due || !alive) return;
    told_at_ = now;
    notice_.tell("WATCHDOG=1\n");
}

}  // namespace saduak::kiosk
