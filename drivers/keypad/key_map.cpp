#include "drivers/keypad/key_map.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <optional>
#include <sstream>

#include <toml++/toml.h>

#include "core/base/overloaded.hpp"
#include "core/base/word_table.hpp"

namespace saduak::drivers {

namespace {

constexpr std::array kKinds{Word<PadKind>{PadKind::call_box, "call_box"}, Word<PadKind>{PadKind::rating, "rating"}};
constexpr std::array kCommands{Word<PadCommand>{PadCommand::next, "next"},     Word<PadCommand>{PadCommand::recall, "recall"},
                               Word<PadCommand>{PadCommand::start, "start"},   Word<PadCommand>{PadCommand::no_show, "no_show"},
                               Word<PadCommand>{PadCommand::finish, "finish"}, Word<PadCommand>{PadCommand::open, "open"},
                               Word<PadCommand>{PadCommand::pause, "pause"}};
constexpr std::string_view kDigit = "digit_";
constexpr std::string_view kLetter = "letter_";
constexpr std::string_view kScore = "score_";

std::optional<KeyMeaning> meaning_of(std::string_view name, PadKind kind)
{
    char const last = name.empty() ? '\0' : name.back();
    std::string_view const stem = name.substr(0, name.empty() ? 0 : name.size() - 1);
    if (kind == PadKind::rating) {
        if (name == "no_opinion") return Score{0};
        if (stem == kScore && last >= '1' && last <= '5') return Score{last - '0'};
        return std::nullopt;
    }
    if (auto const command = value_of<PadCommand>(kCommands, name)) return *command;
    if (name == "enter") return Enter{};
    if (name == "cancel") return Cancel{};
    if (stem == kDigit && last >= '0' && last <= '9') return Digit{last};
    if (stem == kLetter && last >= 'A' && last <= 'Z') return Letter{last};
    return std::nullopt;
}

bool has(KeyMap const& map, KeyMeaning const& meaning)
{
    return std::any_of(map.keys.begin(), map.keys.end(), [&meaning](auto const& entry) { return entry.second == meaning; });
}

Status check_complete(KeyMap const& map)
{
    for (Lesson const& lesson : lessons(map.kind))
        if (lesson.needed && !has(map, lesson.meaning)) return fail(Errc::parse, "no key for " + meaning_name(lesson.meaning));
    if (map.kind == PadKind::rating) return {};
    auto const types = [](auto const& entry) { return !std::holds_alternative<PadCommand>(entry.second); };
    if (std::none_of(map.keys.begin(), map.keys.end(), types)) return {};
    for (char digit = '0'; digit <= '9'; ++digit)
        if (!has(map, Digit{digit})) return fail(Errc::parse, std::string("numbers can be typed, and no key for ") + meaning_name(Digit{digit}));
    for (KeyMeaning const& meaning : {KeyMeaning(Enter{}), KeyMeaning(Cancel{})})
        if (!has(map, meaning)) return fail(Errc::parse, "numbers can be typed, and no key for " + meaning_name(meaning));
    return {};
}

Status add_key(KeyMap& map, KeyMeaning const& meaning, toml::node const& node)
{
    auto const name = node.value_exact<std::string>();
    if (!name) return fail(Errc::parse, "keys." + meaning_name(meaning) + " must be a key's name or a list of names");
    auto const key = key_of(*name);
    if (!key) return fail(Errc::parse, "keys." + meaning_name(meaning) + ": no key is named \"" + *name + "\"");
    auto const [taken, added] = map.keys.emplace(*key, meaning);
    if (!added) return fail(Errc::parse, *name + " is " + meaning_name(taken->second) + " and " + meaning_name(meaning));
    return {};
}

Status read_keys(KeyMap& map, toml::table const& keys)
{
    for (auto const& [key, node] : keys) {
        auto const meaning = meaning_of(key.str(), map.kind);
        if (!meaning) return fail(Errc::parse, "unknown key keys." + std::string(key.str()));
        toml::array const* const list = node.as_array();
        if (list == nullptr) {
            SADUAK_TRY_STATUS(add_key(map, *meaning, node));
            continue;
        }
        if (list->empty()) return fail(Errc::parse, "keys." + meaning_name(*meaning) + " names no key");
        for (toml::node const& entry : *list) SADUAK_TRY_STATUS(add_key(map, *meaning, entry));
    }
    return {};
}

Status read_time(toml::table const& table, std::string_view key, Millis& value, Millis most)
{
    if (!table.contains(key)) return {};
    auto const found = table[key].value_exact<std::int64_t>();
    if (!found || *found < 0 || *found > most.count)
        return fail(Errc::parse, std::string(key) + " must be a whole number, 0 to " + std::to_string(most.count));
    value = Millis{*found};
    return {};
}

Result<KeyMap> key_map_of(toml::table const& table)
{
    constexpr std::array<std::string_view, 5> kKnown{"name", "kind", "typing_timeout_ms", "repeat_guard_ms", "keys"};
    for (auto const& [key, node] : table)
        if (std::find(kKnown.begin(), kKnown.end(), key.str()) == kKnown.end()) return fail(Errc::parse, "unknown key " + std::string(key.str()));
    KeyMap map;
    auto const name = table["name"].value_exact<std::string>();
    if (!name || name->empty()) return fail(Errc::parse, "name must be a text");
    map.name = *name;
    auto const kind = value_of<PadKind>(kKinds, table["kind"].value_exact<std::string>().value_or(""));
    if (!kind) return fail(Errc::parse, "kind must be call_box or rating");
    map.kind = *kind;
    SADUAK_TRY_STATUS(read_time(table, "typing_timeout_ms", map.typing_timeout, minutes(1)));
    SADUAK_TRY_STATUS(read_time(table, "repeat_guard_ms", map.repeat_guard, seconds(10)));
    toml::table const* const keys = table["keys"].as_table();
    if (keys == nullptr) return fail(Errc::parse, "[keys] is missing");
    SADUAK_TRY_STATUS(read_keys(map, *keys));
    SADUAK_TRY_STATUS(check_complete(map));
    return map;
}

}  // namespace

std::string_view to_string(PadCommand command) { return text_of(kCommands, command); }

std::string meaning_name(KeyMeaning const& meaning)
{
    return std::visit(
        overloaded{
            [](PadCommand command) { return std::string(to_string(command)); },
            [](Digit const& digit) { return std::string(kDigit) + digit.digit; },
            [](Letter const& letter) { return std::string(kLetter) + letter.letter; },
            [](Enter const&) { return std::string("enter"); },
            [](Cancel const&) { return std::string("cancel"); },
            [](Score const& score) { return score.score == 0 ? std::string("no_opinion") : std::string(kScore) + std::to_string(score.score); },
        },
        meaning);
}

std::vector<Lesson> lessons(PadKind kind)
{
    if (kind == PadKind::rating) {
        std::vector<Lesson> asked;
        for (int score = 5; score >= 1; --score) asked.push_back({Score{score}, true});
        asked.push_back({Score{0}, false});
        return asked;
    }
    std::vector<Lesson> asked{{PadCommand::next, true}};
    for (Word<PadCommand> const& word : kCommands)
        if (word.value != PadCommand::next) asked.push_back({word.value, false});
    for (char digit = '0'; digit <= '9'; ++digit) asked.push_back({Digit{digit}, false});
    asked.push_back({Enter{}, false});
    asked.push_back({Cancel{}, false});
    for (char letter = 'A'; letter <= 'D'; ++letter) asked.push_back({Letter{letter}, false});
    return asked;
}

Result<KeyMap> parse_key_map(std::string_view text)
{
    try {
        return key_map_of(toml::parse(text));
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        std::ostringstream where;
        where << error.description() << " at " << error.source().begin;
        return fail(Errc::parse, where.str());
    }
}

Result<KeyMap> load_key_map(std::filesystem::path const& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return fail(std::filesystem::exists(file) ? Errc::io : Errc::not_found, "cannot open the keypad's mapping " + file.string());
    std::string const text{std::istreambuf_iterator<char>(stream), {}};
    if (stream.bad()) return fail(Errc::io, "cannot read the keypad's mapping " + file.string());
    return parse_key_map(text).map_error(in("keypad mapping " + file.string()));
}

std::string to_toml(KeyMap const& map)
{
    std::map<std::string, std::vector<KeyCode>> by_meaning;
    for (auto const& [key, meaning] : map.keys) by_meaning[meaning_name(meaning)].push_back(key);
    std::ostringstream out;
    out << "name = " << toml::value<std::string>(map.name) << "\nkind = \"" << text_of(kKinds, map.kind) << "\"\n";
    out << "typing_timeout_ms = " << map.typing_timeout.count << "\nrepeat_guard_ms = " << map.repeat_guard.count << "\n\n[keys]\n";
    for (auto const& [name, keys] : by_meaning) {
        out << name << " = ";
        if (keys.size() > 1) out << '[';
        for (std::size_t i = 0; i < keys.size(); ++i) out << (i == 0 ? "" : ", ") << '"' << key_name(keys[i]) << '"';
        out << (keys.size() > 1 ? "]\n" : "\n");
    }
    return out.str();
}

}  // namespace saduak::drivers
