#include "kiosk/text/languages.hpp"

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <set>

#include <toml++/toml.h>

namespace saduak::kiosk {

namespace {

// Every key is needed and no other is known.
class TableReader {
public:
    TableReader(toml::table const& table, std::string where) : table_(table), where_(std::move(where)) {}

    [[nodiscard]] Status text(char const* key, std::string& value)
    {
        known_.insert(key);
        auto const found = table_[key].value_exact<std::string>();
        if (!found || found->empty()) return fail(Errc::parse, where_ + key + " must be a text");
        value = *found;
        return {};
    }
    [[nodiscard]] Status percent(char const* key, int& value, int least, int most)
    {
        known_.insert(key);
        auto const found = table_[key].value_exact<std::int64_t>();
        if (!found || *found < least || *found > most)
            return fail(Errc::parse, where_ + key + " must be " + std::to_string(least) + " to " + std::to_string(most));
        value = static_cast<int>(*found);
        return {};
    }
    [[nodiscard]] Result<std::vector<std::string>> texts(char const* key)
    {
        known_.insert(key);
        std::vector<std::string> values;
        if (toml::array const* array = table_[key].as_array())
            for (auto const& node : *array) values.push_back(node.value_or(std::string()));
        if (values.empty() || std::find(values.begin(), values.end(), std::string()) != values.end())
            return fail(Errc::parse, where_ + key + " must be a list of texts");
        return values;
    }
    template <std::size_t N>
    [[nodiscard]] Status texts(char const* key, std::array<std::string, N>& values)
    {
        SADUAK_TRY(auto found, texts(key));
        if (found.size() != N) return fail(Errc::parse, where_ + key + " must have " + std::to_string(N) + " texts");
        std::move(found.begin(), found.end(), values.begin());
        return {};
    }
    [[nodiscard]] Status nothing_else() const
    {
        for (auto const& [key, node] : table_)
            if (!known_.contains(std::string(key.str()))) return fail(Errc::parse, "unknown key " + where_ + std::string(key.str()));
        return {};
    }

private:
    toml::table const& table_;
    std::string where_;
    std::set<std::string> known_;
};

Result<Language> language_of(std::string const& code, toml::table const& table)
{
    Language language;
    SADUAK_TRY(language.code, Lang::parse(code));
    TableReader keys(table, "language." + code + ".");
    SADUAK_TRY_STATUS(keys.text("name", language.name));
    SADUAK_TRY_STATUS(keys.text("date", language.date));
    SADUAK_TRY_STATUS(keys.text("short_date", language.short_date));
    SADUAK_TRY_STATUS(keys.text("clock", language.clock));
    SADUAK_TRY_STATUS(keys.text("today", language.today));
    SADUAK_TRY_STATUS(keys.text("on_weekday", language.on_weekday));
    SADUAK_TRY_STATUS(keys.text("on_date", language.on_date));
    SADUAK_TRY_STATUS(keys.texts("months", language.months));
    SADUAK_TRY_STATUS(keys.texts("short_months", language.short_months));
    SADUAK_TRY_STATUS(keys.texts("weekdays", language.weekdays));
    SADUAK_TRY_STATUS(keys.nothing_else());
    return language;
}

// "4E00-9FFF".
Result<ScriptFont::Range> range_of(std::string const& text)
{
    std::uint32_t first = 0;
    std::uint32_t last = 0;
    char const* const end = text.data() + text.size();
    auto const [dash, error] = std::from_chars(text.data(), end, first, 16);
    bool const whole = error == std::errc{} && dash != end && *dash == '-' && std::from_chars(dash + 1, end, last, 16).ptr == end;
    // ASCII belongs to the theme's family: digits look alike in every language.
    if (!whole || first < 0x80 || first > last) return fail(Errc::parse, "\"" + text + "\" is no range of code points like \"4E00-9FFF\"");
    return ScriptFont::Range{first, last};
}

Result<ScriptFont> script_of(std::string const& name, toml::table const& table)
{
    ScriptFont font;
    font.script = name;
    TableReader keys(table, "script." + name + ".");
    SADUAK_TRY_STATUS(keys.text("family", font.family));
    SADUAK_TRY_STATUS(keys.text("package", font.package));
    SADUAK_TRY(auto const ranges, keys.texts("ranges"));
    for (std::string const& range : ranges) {
        SADUAK_TRY(font.ranges.emplace_back(), range_of(range).map_error(in("script." + name + ".ranges")));
    }
    SADUAK_TRY_STATUS(keys.percent("size_percent", font.size_percent, 100, 150));
    SADUAK_TRY_STATUS(keys.percent("line_percent", font.line_percent, 100, 300));
    SADUAK_TRY_STATUS(keys.percent("above_percent", font.above_percent, 0, 100));
    SADUAK_TRY_STATUS(keys.nothing_else());
    return font;
}

Result<Languages> languages_of(toml::table const& root)
{
    Languages languages;
    for (auto const& [key, node] : root)
        if (key.str() != "language" && key.str() != "script") return fail(Errc::parse, "unknown key " + std::string(key.str()));
    if (toml::table const* list = root["language"].as_table())
        for (auto const& [code, node] : *list) {
            if (!node.is_table()) return fail(Errc::parse, "language." + std::string(code.str()) + " must be a table");
            SADUAK_TRY(Language language, language_of(std::string(code.str()), *node.as_table()));
            languages.list.push_back(std::move(language));
        }
    if (toml::table const* list = root["script"].as_table())
        for (auto const& [name, node] : *list) {
            if (name.length() != 4 || !node.is_table())
                return fail(Errc::parse, "script." + std::string(name.str()) + " must be four letters and a table");
            SADUAK_TRY(ScriptFont font, script_of(std::string(name.str()), *node.as_table()));
            languages.scripts.push_back(std::move(font));
        }
    auto const rank = [](Language const& language) { return language.code == Lang::th ? 0 : language.code == Lang::en ? 1 : 2; };
    std::stable_sort(languages.list.begin(), languages.list.end(), [rank](auto const& a, auto const& b) { return rank(a) < rank(b); });
    if (languages.list.size() < 2 || rank(languages.list[0]) != 0 || rank(languages.list[1]) != 1)
        return fail(Errc::parse, "language.th and language.en are needed");
    return languages;
}

std::string date_text(Date date, std::string const& form, std::array<std::string, 12> const& months)
{
    return filled(form, {{"day", std::to_string(date.day)},
                         {"month", months[static_cast<std::size_t>(date.month - 1)]},
                         {"month_number", std::to_string(date.month)},
                         {"year", std::to_string(date.year)},
                         {"buddhist_year", std::to_string(buddhist_year(date))}});
}

std::string two_digits(int value)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%02d", value);
    return text.data();
}

}  // namespace

Result<Lang> Lang::parse(std::string_view code)
{
    bool const letters = std::all_of(code.begin(), code.end(), [](char letter) { return letter >= 'a' && letter <= 'z'; });
    if (!letters || code.size() < 2 || code.size() > 7) return fail(Errc::parse, "\"" + std::string(code) + "\" is no language's code");
    return Lang(code);
}

std::string in_language(domain::LocalText const& text, Lang const& lang)
{
    std::vector<Lang> const order = lang == Lang::th || lang == Lang::en ? std::vector{lang, Lang::th} : std::vector{lang, Lang::en, Lang::th};
    for (Lang const& each : order)
        if (auto const found = text.find(std::string(each.code())); found != text.end()) return found->second;
    return text.empty() ? std::string() : text.begin()->second;
}

Result<Languages> load_languages(std::filesystem::path const& file)
{
    std::error_code missing;
    if (!std::filesystem::is_regular_file(file, missing)) return fail(Errc::not_found, "no list of languages at " + file.string());
    try {
        return languages_of(toml::parse_file(file.string())).map_error(in(file.string()));
    } catch (toml::parse_error const& error) {  // toml++ has no other way to say it
        return fail(Errc::parse, file.string() + ": " + std::string(error.description()));
    }
}

std::string long_date(Date date, Language const& language) { return date_text(date, language.date, language.months); }
std::string short_date(Date date, Language const& language) { return date_text(date, language.short_date, language.short_months); }

std::string opening_day(Date opens, Date today, Language const& language)
{
    if (opens == today) return language.today;
    auto const weekday = static_cast<std::size_t>(local_time(instant_at(opens, Millis{0})).weekday);
    std::int64_t const days_ahead = days_from_civil(opens) - days_from_civil(today);
    std::string const& form = days_ahead > 0 && days_ahead < 7 ? language.on_weekday : language.on_date;
    return filled(form, {{"weekday", language.weekdays[weekday]}, {"date", short_date(opens, language)}});
}

std::string clock_time(LocalTime time, Language const& language)
{
    return filled(language.clock, {{"hh", two_digits(time.hour)}, {"mm", two_digits(time.minute)}});
}

std::string filled(std::string text, std::vector<Argument> const& arguments)
{
    for (Argument const& argument : arguments) {
        std::string const mark = "{" + std::string(argument.name) + "}";
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + argument.value.size()))
            text.replace(at, mark.size(), argument.value);
    }
    return text;
}

}  // namespace saduak::kiosk
