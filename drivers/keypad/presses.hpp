// From pressed keys to what was meant: pure. Digits wait for their end, and are forgotten when they rest too long.
#pragma once

#include <optional>
#include <string>
#include <variant>

#include "drivers/keypad/key_map.hpp"

namespace saduak::drivers {

// Longer than any ticket's digits (999, then 1000 and on).
inline constexpr std::size_t kTypedDigitsMax = 5;

// What stands typed; nothing is the state of rest.
struct Typing {
    std::optional<char> letter;
    std::string digits;
    Instant last;  // the last key of the number

    [[nodiscard]] bool empty() const { return !letter && digits.empty(); }
    bool operator==(Typing const&) const = default;
};
// Between two keys: what is typed, and the last command, so that a bouncing switch counts once.
struct PadState {
    Typing typing;
    std::optional<KeyCode> last_key;
    Instant last_at;

    bool operator==(PadState const&) const = default;
};

// A complete number; the letter is missing where none was typed.
struct NumberTyped {
    std::optional<char> letter;
    std::string digits;
    bool operator==(NumberTyped const&) const = default;
};
// The press did nothing, and whoever pressed should see so.
struct Refused {
    enum class Why {
        half_typed,  // a command while digits stand: "next" must not call somebody else than the number begun
        no_number,   // enter without digits
        too_long,    // more digits than a number has
    };
    Why why = Why::half_typed;
    bool operator==(Refused const&) const = default;
};
[[nodiscard]] std::string_view to_string(Refused::Why why);
using PadEvent = std::variant<PadCommand, NumberTyped, Score, Refused>;

struct Pressed {
    PadState state;
    std::optional<PadEvent> event;  // nothing: the key means nothing, or more keys are to come
};

// `now` never steps back.
[[nodiscard]] Pressed press(PadState state, KeyMap const& map, KeyCode key, Instant now);

}  // namespace saduak::drivers
