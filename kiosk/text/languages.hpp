// The languages that texts can be in, as assets/i18n/languages.toml lists them: names, dates, and the fonts of their scripts.
// A language is added by file (docs/TICKETS.md).
#pragma once

#include <array>
#include <compare>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/site_config.hpp"

namespace saduak::kiosk {

// A language by its code: "th", "zh". Thai and English are always there.
class Lang {
public:
    static Lang const th;
    static Lang const en;

    // 2 to 7 letters a to z. Errc::parse.
    [[nodiscard]] static Result<Lang> parse(std::string_view code);
    // Lives as long as this value.
    [[nodiscard]] std::string_view code() const { return code_.data(); }

    auto operator<=>(Lang const&) const = default;

private:
    constexpr explicit Lang(std::string_view code)
    {
        for (std::size_t i = 0; i < code.size(); ++i) code_[i] = code[i];
    }

    std::array<char, 8> code_{};
};
inline constexpr Lang Lang::th{"th"};
inline constexpr Lang Lang::en{"en"};

[[nodiscard]] inline std::string_view to_string(Lang const& lang) { return lang.code(); }
[[nodiscard]] constexpr Lang const& other(Lang const& lang) { return lang == Lang::th ? Lang::en : Lang::th; }

// The text in that language. Where it has none: Thai for English, English for the others, else Thai, else any, else empty.
[[nodiscard]] std::string in_language(domain::LocalText const& text, Lang const& lang);

// One language's own forms. {day} {month} {year} {buddhist_year} {month_number} {weekday} {date} {hh} {mm} are replaced.
struct Language {
    Lang code = Lang::th;
    std::string name;  // in itself
    std::string date;
    std::string short_date;
    std::string clock;
    std::string today;       // when something opens
    std::string on_weekday;  // within the week
    std::string on_date;     // later
    std::array<std::string, 12> months;
    std::array<std::string, 12> short_months;
    std::array<std::string, 7> weekdays;  // Sunday first
};

// A writing system that the theme's family does not hold.
struct ScriptFont {
    struct Range {
        char32_t first = 0;
        char32_t last = 0;
    };
    std::string script;  // ISO 15924, as HarfBuzz wants it: "Hani"
    std::string family;
    std::string package;  // Debian's, that holds it
    std::vector<Range> ranges;
    int size_percent = 100;  // of the base font's size, so that letters look equally large
    // Of the base font's em square: the rows from line to line, and the empty ones above the highest mark (below the base font's ascent).
    int line_percent = 0;
    int above_percent = 0;
};

struct Languages {
    std::vector<Language> list;  // Thai, English, then the others by code
    std::vector<ScriptFont> scripts;
};

// Errc::not_found, or parse naming the key that is missing, unknown or wrong.
[[nodiscard]] Result<Languages> load_languages(std::filesystem::path const& file);

// "21 พฤศจิกายน 2569" (Buddhist Era), "21 November 2026".
[[nodiscard]] std::string long_date(Date date, Language const& language);
// "21 พ.ย. 2569", "21 Nov 2026".
[[nodiscard]] std::string short_date(Date date, Language const& language);
// When something opens, seen from `today`: "วันนี้", "วันจันทร์", "วันจันทร์ที่ 4 ม.ค. 2570"; "today", "on Monday", "on Monday 4 Jan 2027".
[[nodiscard]] std::string opening_day(Date opens, Date today, Language const& language);
// "08.30 น.", "08:30".
[[nodiscard]] std::string clock_time(LocalTime time, Language const& language);

struct Argument {
    std::string_view name;
    std::string value;
};
// {name} becomes the argument of that name.
[[nodiscard]] std::string filled(std::string text, std::vector<Argument> const& arguments);

}  // namespace saduak::kiosk
