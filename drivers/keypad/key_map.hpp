// What the keys of a pad mean. Data, not code: one TOML file a pad in firmware-config/keypads, or a learned one.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "drivers/keypad/key_names.hpp"

namespace saduak::drivers {

enum class PadKind { call_box, rating };

// What a call box asks the server to do at its counter.
enum class PadCommand { next, recall, start, no_show, finish, open, pause };
[[nodiscard]] std::string_view to_string(PadCommand command);

struct Digit {
    char digit = '0';
    bool operator==(Digit const&) const = default;
};
// The letter that stands before the digits of a number: one key a service.
struct Letter {
    char letter = 'A';
    bool operator==(Letter const&) const = default;
};
// The typed number is complete.
struct Enter {
    bool operator==(Enter const&) const = default;
};
// Forgets what is typed.
struct Cancel {
    bool operator==(Cancel const&) const = default;
};
// 5 (most) to 1 (least); 0 is no opinion.
struct Score {
    int score = 0;
    bool operator==(Score const&) const = default;
};
using KeyMeaning = std::variant<PadCommand, Digit, Letter, Enter, Cancel, Score>;

struct KeyMap {
    std::string name;
    PadKind kind = PadKind::call_box;
    std::map<KeyCode, KeyMeaning> keys;
    Millis typing_timeout = seconds(8);  // digits that rest so long are forgotten
    Millis repeat_guard = {700};         // the same command again within it is the same press: a switch that bounces

    bool operator==(KeyMap const&) const = default;
};

// A meaning as the file names it: "next", "digit_3", "letter_A", "enter", "score_5", "no_opinion".
[[nodiscard]] std::string meaning_name(KeyMeaning const& meaning);
// What a pad of that kind can mean, in the order in which a person is asked.
struct Lesson {
    KeyMeaning meaning;
    bool needed = false;
};
[[nodiscard]] std::vector<Lesson> lessons(PadKind kind);

// Errc::parse, naming the key of the file: unknown or misspelt, a pad key with two meanings, a meaning that is needed and
// has no key (`next`; all ten digits with enter and cancel, or none; all five scores), a value out of range.
[[nodiscard]] Result<KeyMap> parse_key_map(std::string_view toml);
// Errc::not_found, io, or what parse_key_map says.
[[nodiscard]] Result<KeyMap> load_key_map(std::filesystem::path const& file);
// The same map as TOML; parse_key_map reads it back equal.
[[nodiscard]] std::string to_toml(KeyMap const& map);

}  // namespace saduak::drivers
