#include "drivers/keypad/presses.hpp"

#include <catch2/catch.hpp>
#include <linux/input-event-codes.h>

using namespace saduak;
using namespace saduak::drivers;

namespace {

// A pad with letters, and a finger that is never in a hurry.
class Pad {
public:
    explicit Pad(std::string const& file = "numeric-callbox.toml")
        : map_(*load_key_map(std::filesystem::path(SADUAK_SOURCE_DIR) / "firmware-config" / "keypads" / file))
    {
        if (map_.kind == PadKind::call_box) map_.keys.emplace(KEY_A, Letter{'A'});
    }
    std::optional<PadEvent> key(KeyCode code, Millis later = seconds(1))
    {
        now_ = now_ + later;
        Pressed pressed = press(std::move(state_), map_, code, now_);
        state_ = std::move(pressed.state);
        return pressed.event;
    }
    void type(std::initializer_list<KeyCode> keys)
    {
        for (KeyCode const code : keys) CHECK(key(code) == std::nullopt);
    }

private:
    KeyMap map_;
    PadState state_;
    Instant now_{1000};
};

PadEvent refusal(Refused::Why why) { return Refused{why}; }
PadEvent number(std::optional<char> letter, std::string digits) { return NumberTyped{letter, std::move(digits)}; }

}  // namespace

TEST_CASE("a command key is a command at once")
{
    Pad pad;
    CHECK(pad.key(KEY_KPPLUS) == PadEvent(PadCommand::next));
    CHECK(pad.key(KEY_KPASTERISK) == PadEvent(PadCommand::recall));
    CHECK(pad.key(KEY_KPMINUS) == PadEvent(PadCommand::no_show));
    CHECK(pad.key(KEY_KPSLASH) == PadEvent(PadCommand::finish));
    CHECK(pad.key(KEY_F1) == std::nullopt);
}

TEST_CASE("digits become a number at enter, with the letter where one was typed")
{
    Pad pad;
    pad.type({KEY_KP0, KEY_KP1, KEY_KP2});
    CHECK(pad.key(KEY_KPENTER) == number(std::nullopt, "012"));
    pad.type({KEY_A, KEY_KP7});
    CHECK(pad.key(KEY_ENTER) == number('A', "7"));
    pad.type({KEY_KP9, KEY_A, KEY_KP1, KEY_KP1});
    CHECK(pad.key(KEY_KPENTER) == number('A', "11"));  // the letter began anew
    CHECK(pad.key(KEY_KPENTER) == refusal(Refused::Why::no_number));
    pad.type({KEY_A});
    CHECK(pad.key(KEY_KPENTER) == refusal(Refused::Why::no_number));
}

TEST_CASE("digits that rest too long are forgotten, also before a command")
{
    Pad pad;
    pad.type({KEY_KP1});
    CHECK(pad.key(KEY_KP2, seconds(8)) == std::nullopt);
    CHECK(pad.key(KEY_KPENTER) == number(std::nullopt, "2"));
    pad.type({KEY_KP1});
    CHECK(pad.key(KEY_KPPLUS, seconds(8)) == PadEvent(PadCommand::next));
}

TEST_CASE("cancel forgets what is typed")
{
    Pad pad;
    pad.type({KEY_KP1, KEY_KPDOT, KEY_KP2});
    CHECK(pad.key(KEY_KPENTER) == number(std::nullopt, "2"));
    pad.type({KEY_A, KEY_BACKSPACE});
    CHECK(pad.key(KEY_KPPLUS) == PadEvent(PadCommand::next));
}

TEST_CASE("a command behind a half-typed number is refused, and the number is gone")
{
    Pad pad;
    pad.type({KEY_KP1, KEY_KP2});
    CHECK(pad.key(KEY_KPPLUS) == refusal(Refused::Why::half_typed));
    CHECK(pad.key(KEY_KPPLUS) == PadEvent(PadCommand::next));
}

TEST_CASE("more digits than a number has are refused as a whole")
{
    Pad pad;
    pad.type({KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4, KEY_KP5});
    CHECK(pad.key(KEY_KP6) == refusal(Refused::Why::too_long));
    pad.type({KEY_KP7});
    CHECK(pad.key(KEY_KPENTER) == number(std::nullopt, "7"));
}

TEST_CASE("a switch that bounces counts once, the same digit twice is a number")
{
    Pad pad;
    CHECK(pad.key(KEY_KPPLUS) == PadEvent(PadCommand::next));
    CHECK(pad.key(KEY_KPPLUS, Millis{50}) == std::nullopt);
    CHECK(pad.key(KEY_KPPLUS, Millis{650}) == std::nullopt);  // each bounce lengthens it
    CHECK(pad.key(KEY_KPPLUS, Millis{700}) == PadEvent(PadCommand::next));
    CHECK(pad.key(KEY_KP1) == std::nullopt);
    CHECK(pad.key(KEY_KP1, Millis{50}) == std::nullopt);
    CHECK(pad.key(KEY_KPENTER) == number(std::nullopt, "11"));
    CHECK(pad.key(KEY_KPENTER, Millis{50}) == std::nullopt);
}

TEST_CASE("five buttons are five scores, and a sixth no opinion")
{
    Pad pad("rating-digits.toml");
    KeyCode const keys[] = {KEY_KP0, KEY_KP1, KEY_2, KEY_KP3, KEY_4, KEY_KP5};
    for (int score = 0; score <= 5; ++score) CHECK(pad.key(keys[score]) == PadEvent(Score{score}));
    CHECK(pad.key(KEY_KP5, Millis{100}) == std::nullopt);
    CHECK(pad.key(KEY_KPPLUS) == std::nullopt);
}
