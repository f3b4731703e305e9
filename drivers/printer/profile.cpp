#include "drivers/printer/profile.hpp"

#include <array>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <toml++/toml.h>

namespace saduak::drivers {

namespace {

template <class Enum>
struct Word {
    std::string_view text;
    Enum value;
};
template <class Enum, std::size_t N>
using Words = std::array<Word<Enum>, N>;
constexpr Words<Cutter, 3> kCutters{{{"none", Cutter::none}, {"partial", Cutter::partial}, {"full", Cutter::full}}};
constexpr Words<NearEndSensor, 2> kSensors{{{"absent", NearEndSensor::absent}, {"present", NearEndSensor::present}}};
constexpr Words<StatusSupport, 3> kSupports{
    {{"none", StatusSupport::none}, {"real_time", StatusSupport::real_time}, {"automatic", StatusSupport::automatic}}};
constexpr Words<Quirk, 1> kQuirks{{{"no_clear", Quirk::no_clear}}};
constexpr Words<CompletionCheck, 2> kChecks{{{"ordered_reply", CompletionCheck::ordered_reply}, {"waiting", CompletionCheck::waiting}}};

struct Range {
    std::int64_t low;
    std::int64_t high;
};

// Reads the keys asked for and remembers them, so that the rest can be called unknown. Every key is required: a
// profile that leaves one out would print by a guess.
class KeyReader {
public:
    explicit KeyReader(toml::table const& table) : table_(table) {}

    Status number(char const* key, int& value, Range range)
    {
        known_.insert(key);
        auto const found = table_[key].value_exact<std::int64_t>();
        if (!found) return fail(Errc::parse, std::string(key) + " must be a whole number");
        if (*found < range.low || *found > range.high)
            return fail(Errc::parse, std::string(key) + " must be " + std::to_string(range.low) + " to " + std::to_string(range.high));
        value = static_cast<int>(*found);
        return {};
    }

    Status text(char const* key, std::string& value)
    {
        known_.insert(key);
        auto const found = table_[key].value_exact<std::string>();
        if (!found || found->empty()) return fail(Errc::parse, std::string(key) + " must be a text");
        value = *found;
        return {};
    }

    template <class Enum, std::size_t N>
    Status word(char const* key, Enum& value, Words<Enum, N> const& words)
    {
        std::string found;
        SADUAK_TRY_STATUS(text(key, found));
        return choose(key, found, value, words);
    }

    // A list that may be left out: most models have none.
    template <class Enum, std::size_t N>
    Status words(char const* key, std::set<Enum>& values, Words<Enum, N> const& choices)
    {
        known_.insert(key);
        if (!table_.contains(key)) return {};
        toml::array const* const list = table_[key].as_array();
        if (list == nullptr) return fail(Errc::parse, std::string(key) + " must be a list of texts");
        for (toml::node const& node : *list) {
            Enum value{};
            SADUAK_TRY_STATUS(choose(key, node.value_exact<std::string>().value_or(""), value, choices));
            values.insert(value);
        }
        return {};
    }

    Status nothing_else() const
    {
        for (auto const& [key, node] : table_)
            if (!known_.contains(std::string(key.str()))) return fail(Errc::parse, "unknown key " + std::string(key.str()));
        return {};
    }

private:
    template <class Enum, std::size_t N>
    static Status choose(char const* key, std::string const& found, Enum& value, Words<Enum, N> const& words)
    {
        std::string choices;
        for (Word<Enum> const& candidate : words) {
            if (candidate.text == found) {
                value = candidate.value;
                return {};
            }
            choices += (choices.empty() ? "" : ", ") + std::string(candidate.text);
        }
        return fail(Errc::parse, std::string(key) + " must be one of " + choices);
    }

    toml::table const& table_;
    std::set<std::string> known_;
};

Result<Profile> profile_of(toml::table const& table)
{
    Profile profile;
    KeyReader keys(table);
    SADUAK_TRY_STATUS(keys.text("name", profile.name));
    SADUAK_TRY_STATUS(keys.number("width_dots", profile.width_dots, {8, 2048}));
    if (profile.width_dots % 8 != 0) return fail(Errc::parse, "width_dots must be a multiple of 8");
    SADUAK_TRY_STATUS(keys.number("dpi", profile.dpi, {100, 600}));
    SADUAK_TRY_STATUS(keys.number("paper_width_mm", profile.paper_width_mm, {20, 300}));
    SADUAK_TRY_STATUS(keys.number("band_rows", profile.band_rows, {1, 2303}));
    SADUAK_TRY_STATUS(keys.number("feed_rows", profile.feed_rows, {0, 1000}));
    SADUAK_TRY_STATUS(keys.number("speed_mm_per_s", profile.speed_mm_per_s, {10, 1000}));
    SADUAK_TRY_STATUS(keys.word("cutter", profile.cutter, kCutters));
    SADUAK_TRY_STATUS(keys.word("near_end_sensor", profile.near_end_sensor, kSensors));
    SADUAK_TRY_STATUS(keys.word("status_support", profile.status_support, kSupports));
    SADUAK_TRY_STATUS(keys.word("completion_check", profile.completion_check, kChecks));
    SADUAK_TRY_STATUS(keys.words("quirks", profile.quirks, kQuirks));
    SADUAK_TRY_STATUS(keys.nothing_else());
    return profile;
}

}  // namespace

Result<Profile> parse_profile(std::string_view text)
{
    try {
        return profile_of(toml::parse(text));
    } catch (toml::parse_error const& error) {
        std::ostringstream where;
        where << error.description() << " at " << error.source().begin;
        return fail(Errc::parse, where.str());
    }
}

Result<Profile> load_profile(std::filesystem::path const& file)
{
    std::ifstream stream(file, std::ios::binary);
    if (!stream) return fail(std::filesystem::exists(file) ? Errc::io : Errc::not_found, "cannot open the printer profile " + file.string());
    std::string const text{std::istreambuf_iterator<char>(stream), {}};
    if (stream.bad()) return fail(Errc::io, "cannot read the printer profile " + file.string());
    return parse_profile(text).map_error(in("printer profile " + file.string()));
}

std::int64_t paper_mm(Profile const& profile, int rows)
{
    // 25.4 mm an inch, in tenths.
    std::int64_t const tenths = std::int64_t{254} * (rows + profile.feed_rows);
    std::int64_t const per_mm = std::int64_t{10} * profile.dpi;
    return (tenths + per_mm - 1) / per_mm;
}

Millis printing_time(Profile const& profile, int rows)
{
    // rows / dpi inches of 25.4 mm at speed_mm_per_s, in milliseconds.
    std::int64_t const numerator = std::int64_t{rows} * 25'400;
    std::int64_t const denominator = std::int64_t{profile.dpi} * profile.speed_mm_per_s;
    return {(numerator + denominator - 1) / denominator};
}

}  // namespace saduak::drivers
