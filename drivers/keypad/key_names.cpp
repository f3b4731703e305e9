#include "drivers/keypad/key_names.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include <linux/input-event-codes.h>

namespace saduak::drivers {

namespace {

struct Named {
    KeyCode key;
    std::string_view name;
};

#define SADUAK_KEY(name)                                                                                                                             \
    Named { name, #name }
// Numeric pads, bar code and macro pads send these. KEY_1 to KEY_0 and the letters are what small "macro pads" come with.
constexpr std::array kKeys{
    SADUAK_KEY(KEY_KP0),        SADUAK_KEY(KEY_KP1),       SADUAK_KEY(KEY_KP2),       SADUAK_KEY(KEY_KP3),         SADUAK_KEY(KEY_KP4),
    SADUAK_KEY(KEY_KP5),        SADUAK_KEY(KEY_KP6),       SADUAK_KEY(KEY_KP7),       SADUAK_KEY(KEY_KP8),         SADUAK_KEY(KEY_KP9),
    SADUAK_KEY(KEY_KPENTER),    SADUAK_KEY(KEY_KPDOT),     SADUAK_KEY(KEY_KPPLUS),    SADUAK_KEY(KEY_KPMINUS),     SADUAK_KEY(KEY_KPASTERISK),
    SADUAK_KEY(KEY_KPSLASH),    SADUAK_KEY(KEY_KPEQUAL),   SADUAK_KEY(KEY_KPCOMMA),   SADUAK_KEY(KEY_KPLEFTPAREN), SADUAK_KEY(KEY_KPRIGHTPAREN),
    SADUAK_KEY(KEY_NUMLOCK),    SADUAK_KEY(KEY_BACKSPACE), SADUAK_KEY(KEY_ENTER),     SADUAK_KEY(KEY_ESC),         SADUAK_KEY(KEY_TAB),
    SADUAK_KEY(KEY_SPACE),      SADUAK_KEY(KEY_DELETE),    SADUAK_KEY(KEY_INSERT),    SADUAK_KEY(KEY_HOME),        SADUAK_KEY(KEY_END),
    SADUAK_KEY(KEY_PAGEUP),     SADUAK_KEY(KEY_PAGEDOWN),  SADUAK_KEY(KEY_UP),        SADUAK_KEY(KEY_DOWN),        SADUAK_KEY(KEY_LEFT),
    SADUAK_KEY(KEY_RIGHT),      SADUAK_KEY(KEY_0),         SADUAK_KEY(KEY_1),         SADUAK_KEY(KEY_2),           SADUAK_KEY(KEY_3),
    SADUAK_KEY(KEY_4),          SADUAK_KEY(KEY_5),         SADUAK_KEY(KEY_6),         SADUAK_KEY(KEY_7),           SADUAK_KEY(KEY_8),
    SADUAK_KEY(KEY_9),          SADUAK_KEY(KEY_MINUS),     SADUAK_KEY(KEY_EQUAL),     SADUAK_KEY(KEY_A),           SADUAK_KEY(KEY_B),
    SADUAK_KEY(KEY_C),          SADUAK_KEY(KEY_D),         SADUAK_KEY(KEY_E),         SADUAK_KEY(KEY_F),           SADUAK_KEY(KEY_G),
    SADUAK_KEY(KEY_H),          SADUAK_KEY(KEY_I),         SADUAK_KEY(KEY_J),         SADUAK_KEY(KEY_K),           SADUAK_KEY(KEY_L),
    SADUAK_KEY(KEY_M),          SADUAK_KEY(KEY_N),         SADUAK_KEY(KEY_O),         SADUAK_KEY(KEY_P),           SADUAK_KEY(KEY_Q),
    SADUAK_KEY(KEY_R),          SADUAK_KEY(KEY_S),         SADUAK_KEY(KEY_T),         SADUAK_KEY(KEY_U),           SADUAK_KEY(KEY_V),
    SADUAK_KEY(KEY_W),          SADUAK_KEY(KEY_X),         SADUAK_KEY(KEY_Y),         SADUAK_KEY(KEY_Z),           SADUAK_KEY(KEY_F1),
    SADUAK_KEY(KEY_F2),         SADUAK_KEY(KEY_F3),        SADUAK_KEY(KEY_F4),        SADUAK_KEY(KEY_F5),          SADUAK_KEY(KEY_F6),
    SADUAK_KEY(KEY_F7),         SADUAK_KEY(KEY_F8),        SADUAK_KEY(KEY_F9),        SADUAK_KEY(KEY_F10),         SADUAK_KEY(KEY_F11),
    SADUAK_KEY(KEY_F12),        SADUAK_KEY(KEY_F13),       SADUAK_KEY(KEY_F14),       SADUAK_KEY(KEY_F15),         SADUAK_KEY(KEY_F16),
    SADUAK_KEY(KEY_F17),        SADUAK_KEY(KEY_F18),       SADUAK_KEY(KEY_F19),       SADUAK_KEY(KEY_F20),         SADUAK_KEY(KEY_F21),
    SADUAK_KEY(KEY_F22),        SADUAK_KEY(KEY_F23),       SADUAK_KEY(KEY_F24),       SADUAK_KEY(KEY_CALC),        SADUAK_KEY(KEY_LEFTCTRL),
    SADUAK_KEY(KEY_LEFTSHIFT),  SADUAK_KEY(KEY_LEFTALT),   SADUAK_KEY(KEY_RIGHTCTRL), SADUAK_KEY(KEY_RIGHTSHIFT),  SADUAK_KEY(KEY_VOLUMEUP),
    SADUAK_KEY(KEY_VOLUMEDOWN), SADUAK_KEY(KEY_MUTE),      SADUAK_KEY(KEY_PLAYPAUSE),
};
#undef SADUAK_KEY

}  // namespace

std::string key_name(KeyCode key)
{
    auto const found = std::find_if(kKeys.begin(), kKeys.end(), [key](Named const& named) { return named.key == key; });
    return found != kKeys.end() ? std::string(found->name) : std::to_string(key);
}

std::optional<KeyCode> key_of(std::string_view name)
{
    auto const found = std::find_if(kKeys.begin(), kKeys.end(), [name](Named const& named) { return named.name == name; });
    if (found != kKeys.end()) return found->key;
    KeyCode key = 0;
    auto const [end, error] = std::from_chars(name.data(), name.data() + name.size(), key);
    if (error != std::errc{} || end != name.data() + name.size() || key == 0 || key > kKeyCodeMax) return std::nullopt;
    return key;
}

}  // namespace saduak::drivers
