// A vocabulary as a table of values and their texts: one table serves both directions. -Wswitch cannot see tables, so
// tests walk every value.
#pragma once

#include <optional>
#include <string_view>

namespace saduak {

template <class Enum>
struct Word {
    Enum value;
    std::string_view text;
};

// Empty for a value that the table lacks.
template <class Table, class Enum>
[[nodiscard]] std::string_view text_of(Table const& table, Enum value)
{
    for (auto const& word : table)
        if (word.value == value) return word.text;
    return "";
}

template <class Enum, class Table>
[[nodiscard]] std::optional<Enum> value_of(Table const& table, std::string_view text)
{
    for (auto const& word : table)
        if (word.text == text) return word.value;
    return std::nullopt;
}

}  // namespace saduak
