#include "drivers/keypad/presses.hpp"

#include "core/base/overloaded.hpp"

namespace saduak::drivers {

namespace {

Pressed refuse(PadState state, Refused::Why why)
{
    state.typing = {};
    return {std::move(state), Refused{why}};
}

Pressed command(PadState state, PadEvent event)
{
    if (!state.typing.empty()) return refuse(std::move(state), Refused::Why::half_typed);
    return {std::move(state), std::move(event)};
}

Pressed digit(PadState state, char digit, Instant now)
{
    if (state.typing.digits.size() == kTypedDigitsMax) return refuse(std::move(state), Refused::Why::too_long);
    state.typing.digits += digit;
    state.typing.last = now;
    return {std::move(state), std::nullopt};
}

// A letter begins a number, also where another one stood.
Pressed letter(PadState state, char letter, Instant now)
{
    state.typing = {letter, {}, now};
    return {std::move(state), std::nullopt};
}

Pressed enter(PadState state)
{
    if (state.typing.digits.empty()) return refuse(std::move(state), Refused::Why::no_number);
    NumberTyped typed{state.typing.letter, std::move(state.typing.digits)};
    state.typing = {};
    return {std::move(state), std::move(typed)};
}

bool repeats(KeyMeaning const& meaning)
{
    // The same digit twice is a number; the same command twice within a moment is one finger.
    return std::holds_alternative<PadCommand>(meaning) || std::holds_alternative<Score>(meaning) || std::holds_alternative<Enter>(meaning);
}

}  // namespace

std::string_view to_string(Refused::Why why)
{
    switch (why) {
    case Refused::Why::half_typed: return "half_typed";
    case Refused::Why::no_number: return "no_number";
    case Refused::Why::too_long: return "too_long";
    }
    return "half_typed";
}

Pressed press(PadState state, KeyMap const& map, KeyCode key, Instant now)
{
    if (!state.typing.empty() && now - state.typing.last >= map.typing_timeout) state.typing = {};
    auto const found = map.keys.find(key);
    if (found == map.keys.end()) return {std::move(state), std::nullopt};
    KeyMeaning const& meaning = found->second;
    bool const again = state.last_key == key && now - state.last_at < map.repeat_guard;
    state.last_key = key;
    state.last_at = now;
    if (again && repeats(meaning)) return {std::move(state), std::nullopt};
    return std::visit(overloaded{
                          [&](PadCommand what) { return command(std::move(state), what); },
                          [&](Digit const& what) { return digit(std::move(state), what.digit, now); },
                          [&](Letter const& what) { return letter(std::move(state), what.letter, now); },
                          [&](Enter const&) { return enter(std::move(state)); },
                          [&](Cancel const&) {
                              state.typing = {};
                              return Pressed{std::move(state), std::nullopt};
                          },
                          [&](Score const& what) { return command(std::move(state), what); },
                      },
                      meaning);
}

}  // namespace saduak::drivers
