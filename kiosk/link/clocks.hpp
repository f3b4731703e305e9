// The clocks of one run of the kiosk: what they show, what may be believed of it, and what is kept for the next run. One thread.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "core/wire/message.hpp"
#include "kiosk/model.hpp"
#include "kiosk/offline/known_time.hpp"

namespace saduak::kiosk {

class Clocks {
public:
    // `data`: where the time is kept.
    explicit Clocks(std::filesystem::path data);

    [[nodiscard]] std::string const& boot() const { return boot_; }
    void welcomed(Instant server);
    // True time; nothing: not known.
    [[nodiscard]] std::optional<Instant> now() const;
    // The wall clock; unset where it is not to be trusted.
    [[nodiscard]] Instant trusted_wall() const;
    // What goes with a number given out without the server.
    [[nodiscard]] wire::DeviceClock device_clock() const;
    // For the screen; something only where it differs from what was told last.
    [[nodiscard]] std::optional<Clock> news();
    // Writes the time down from time to time. Call often.
    void keep();

private:
    void write_down();

    std::filesystem::path data_;
    std::string boot_;
    KnownTime time_;
    std::optional<Clock> told_;
    Instant keep_at_;  // of the monotonic clock
};

}  // namespace saduak::kiosk
