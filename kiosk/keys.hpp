// The twelve keys of a telephone pad, and a keyboard's: what each does on a screen. Every target can be reached by them.
#pragma once

#include <optional>
#include <vector>

#include "kiosk/display_list.hpp"
#include "kiosk/update.hpp"

namespace saduak::kiosk {

struct Key {
    enum class Kind {
        digit,      // chooses what carries the digit; 0 chooses what the focus is on, where there is a focus
        back,       // *
        next,       // #
        previous,   // keyboards only
        confirm,    // keyboards only
        language,   // keyboards only
        voice_on,   // F15: headphones were plugged in, as audio keypads say it
        voice_off,  // F16: out
        repeat,     // F2
        quieter,    // F3
        louder,     // F4
    };
    Kind kind = Kind::digit;
    char digit = 0;
};

// What the keys go through, in reading order. Staff's clock is not among it.
[[nodiscard]] std::vector<Target> focus_order(DisplayList const& list);

// On a screen that is one target as a whole, the dim one: whatever comes from a person is a touch of it.
[[nodiscard]] std::optional<Msg> only_target(DisplayList const& list);
// `key`: nothing where it is a key that has no meaning of its own. Nothing: the key does nothing there.
[[nodiscard]] std::optional<Msg> message_of(std::optional<Key> const& key, DisplayList const& list, std::optional<Target> const& focus);

}  // namespace saduak::kiosk
