// A pad that may come and go: opened again with growing pauses after it was pulled.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "drivers/keypad/input_device.hpp"

namespace saduak::drivers {

struct PadBackOff {
    Millis first = {250};
    Millis most = seconds(5);
};

// Used by one thread.
class Keypad {
public:
    // `tell`: one line for the log whenever the pad was found or lost, or cannot be opened for another reason than before.
    Keypad(PadSelector selector, std::function<void(std::string const&)> tell, PadBackOff back_off = {});

    // The keys pressed until the deadline; waits no longer than that, also while there is no pad.
    [[nodiscard]] std::vector<KeyCode> read(Millis deadline);
    // Throws away what was pressed since the last read, without waiting; how many keys that were.
    std::size_t drain();
    [[nodiscard]] bool connected() const { return device_ != nullptr; }

    // A blink of the lamp: once for yes, three times for no. Takes up to 0.6 s; nothing on a pad without lamps.
    enum class Blink { yes, no };
    void blink(Blink blink);

private:
    bool connect();
    void lost(std::string const& why);

    PadSelector selector_;
    std::function<void(std::string const&)> tell_;
    PadBackOff back_off_;
    Millis pause_;
    Instant open_at_;
    std::string told_;
    std::unique_ptr<InputDevice> device_;
};

}  // namespace saduak::drivers
