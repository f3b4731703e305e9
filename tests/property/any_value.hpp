// Any value of any plain struct, field by field, from a seed; and whether two such values are the same. A field that is added to an
// event or a configuration is filled and compared from then on without a word here (Boost.PFR walks the fields).
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <map>
#include <random>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include <boost/pfr/core.hpp>

#include "core/base/ids.hpp"
#include "core/base/time.hpp"
#include "core/domain/words.hpp"

namespace saduak::test {

class AnyValue {
public:
    explicit AnyValue(std::uint64_t seed) : random_(seed) {}

    // Sets some of the fields, leaves the others as they are.
    template <class T>
    void fill(T& value)
    {
        boost::pfr::for_each_field(value, [this](auto& field) {
            if (pick(4) != 0) set(field);
        });
    }
    // 0 to count - 1.
    [[nodiscard]] std::uint32_t pick(std::uint32_t count) { return static_cast<std::uint32_t>(random_() % count); }

    void set(bool& value) { value = pick(2) == 1; }
    void set(std::int64_t& value)
    {
        switch (pick(8)) {
        case 0: value = std::numeric_limits<std::int64_t>::min(); return;
        case 1: value = std::numeric_limits<std::int64_t>::max(); return;
        case 2: value = -std::int64_t{pick(1000)}; return;
        case 3:
        case 4: value = pick(5); return;
        default: value = static_cast<std::int64_t>(std::uint64_t{pick(1 << 16)} << pick(48)); return;
        }
    }
    void set(std::int32_t& value)
    {
        std::int64_t wide = 0;
        set(wide);
        value = static_cast<std::int32_t>(wide);
        if (pick(8) == 0) value = std::numeric_limits<std::int32_t>::min();
    }
    void set(Instant& value) { set(value.ms); }
    void set(Millis& value) { set(value.count); }
    void set(Date& value) { value = civil_from_days(std::int64_t{pick(65'000)} * 40); }  // up to the year 9000
    void set(std::string& value) { value = text(40); }
    template <class Tag>
    void set(Id<Tag>& value)
    {
        value = Id<Tag>(text(16));
    }
    template <class Enum>
    requires std::is_enum_v<Enum>
    void set(Enum& value)
    {
        auto const any = static_cast<Enum>(pick(16));
        if (domain::from_string<Enum>(domain::to_string(any)) == any) value = any;
    }
    template <class T>
    void set(std::vector<T>& values)
    {
        for (std::uint32_t n = pick(4); n > 0; --n) set(values.emplace_back());
    }
    void set(std::map<std::string, std::string>& values)
    {
        for (std::uint32_t n = pick(4); n > 0; --n) values[text(8)] = text(40);
    }
    template <class Struct>
    requires std::is_aggregate_v<Struct>
    void set(Struct& value) { fill(value); }

    // UTF-8 with what JSON has to escape, Thai, and characters of each length. At most `length` characters.
    [[nodiscard]] std::string text(std::uint32_t length)
    {
        static constexpr std::array<char const*, 16> kCharacters{"a",    "Z",    "0", "-", "\"", "\\", "/", "\n",
                                                                 "\x01", "\x7f", "ก", "ำ", "é",  "€",  "😀", " "};
        std::string made;
        for (std::uint32_t n = pick(length + 1); n > 0; --n) made += kCharacters[pick(kCharacters.size())];
        return made;
    }

private:
    std::mt19937_64 random_;
};

template <class T>
concept Compares = requires(T const& a, T const& b)
{
    a == b;
};

// Equal in every field.
template <class T>
[[nodiscard]] bool same(T const& a, T const& b)
{
    if constexpr (Compares<T>) {
        return a == b;
    } else {
        bool equal = true;
        boost::pfr::for_each_field(a, [&](auto const& field, std::size_t index) {
            boost::pfr::for_each_field(b, [&](auto const& other, std::size_t other_index) {
                if constexpr (std::is_same_v<decltype(field), decltype(other)>)
                    if (index == other_index && !same(field, other)) equal = false;
            });
        });
        return equal;
    }
}
template <class... T>
[[nodiscard]] bool same(std::variant<T...> const& a, std::variant<T...> const& b)
{
    if (a.index() != b.index()) return false;
    return std::visit([&](auto const& value) { return same(value, std::get<std::decay_t<decltype(value)>>(b)); }, a);
}

// A variant's alternative by its place, with its usual values.
template <class Variant, std::size_t I = 0>
[[nodiscard]] Variant alternative(std::size_t index)
{
    if constexpr (I + 1 < std::variant_size_v<Variant>)
        if (index != I) return alternative<Variant, I + 1>(index);
    return Variant(std::in_place_index<I>);
}

}  // namespace saduak::test
