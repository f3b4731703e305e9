// A keypad through the kernel's input layer (evdev): found by what it is, taken for us alone, read with a deadline.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "drivers/keypad/key_names.hpp"

namespace saduak::drivers {

// Which pad: exactly one of them is set.
struct PadSelector {
    std::filesystem::path path;
    struct Product {
        std::uint16_t vendor = 0;
        std::uint16_t product = 0;
    };
    std::optional<Product> product;
    std::string name;  // as the kernel names it, whole
    std::string phys;  // where it is plugged in: "usb-0000:00:14.0-2/input0"
};

// "usb:1c4f:0002", "name:SIGMACHIP USB Keyboard", "phys:usb-0000:00:14.0-2/input0", or a path: "/dev/input/event3".
// Errc::invalid_argument for another form.
[[nodiscard]] Result<PadSelector> parse_pad(std::string_view text);

// A device that has keys, as it says itself.
struct PadFound {
    std::filesystem::path path;
    std::uint16_t vendor = 0;
    std::uint16_t product = 0;
    std::string name;
    std::string phys;
    int keys = 0;  // of a keyboard; pads often have a second device beside the keys, with a few media keys
};
// Every device of /dev/input with keys of a keyboard that may be opened, by its event number.
[[nodiscard]] std::vector<PadFound> list_pads();

enum class Led { off, on };

// One open pad. Used by one thread.
class InputDevice {
public:
    // The pad, or of those that match the one with the most keys. Taken for us alone (EVIOCGRAB): no window and no console
    // sees its keys, and none needs the focus. A FIFO in the pad's place is read as it is: records come from a program.
    // Errc::not_found, permission, busy (another program has taken it), unsupported (no input device) or io.
    [[nodiscard]] static Result<std::unique_ptr<InputDevice>> open(PadSelector const& selector);
    ~InputDevice();
    InputDevice(InputDevice const&) = delete;
    InputDevice& operator=(InputDevice const&) = delete;

    // The keys pressed, oldest first; empty when the deadline passed without one. A key that is held counts once, and where the
    // kernel had to drop records none of that burst count. Errc::disconnected: unplugged; open another.
    [[nodiscard]] Result<std::vector<KeyCode>> read(Millis deadline);

    // Num Lock's lamp, which nobody else uses while the pad is ours; nothing on a pad without lamps.
    void show(Led led);
    [[nodiscard]] bool has_led() const { return led_.has_value(); }
    [[nodiscard]] std::string const& description() const { return description_; }

private:
    InputDevice(int descriptor, std::string description) : descriptor_(descriptor), description_(std::move(description)) {}

    int descriptor_;
    std::string description_;
    std::optional<std::uint16_t> led_;
    bool dropping_ = false;
};

}  // namespace saduak::drivers
