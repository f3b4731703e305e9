#include "kiosk/text/messages.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <set>
#include <sstream>

#include <boost/json.hpp>

#include "core/base/assert.hpp"

namespace saduak::kiosk {

namespace {

std::set<std::string> placeholders(std::string_view text)
{
    std::set<std::string> names;
    for (auto open = text.find('{'); open != std::string_view::npos; open = text.find('{', open + 1)) {
        auto const close = text.find('}', open);
        if (close == std::string_view::npos) break;
        names.emplace(text.substr(open + 1, close - open - 1));
    }
    return names;
}

Result<std::map<std::string, std::string, std::less<>>> read_texts(std::filesystem::path const& file)
{
    std::ifstream input(file);
    if (!input) return fail(Errc::not_found, "cannot read " + file.string());
    std::stringstream content;
    content << input.rdbuf();
    boost::system::error_code error;
    boost::json::value const value = boost::json::parse(content.str(), error);
    if (error || !value.is_object()) return fail(Errc::parse, file.string() + " is not a JSON object");
    std::map<std::string, std::string, std::less<>> texts;
    for (auto const& [key, text] : value.get_object()) {
        if (!text.is_string()) return fail(Errc::parse, file.string() + ": " + std::string(key) + " is not text");
        texts.emplace(std::string(key), std::string(text.get_string()));
    }
    return texts;
}

constexpr std::array kMonthsTh{"มกราคม",  "กุมภาพันธ์", "มีนาคม",  "เมษายน", "พฤษภาคม",  "มิถุนายน",
                               "กรกฎาคม", "สิงหาคม",  "กันยายน", "ตุลาคม",  "พฤศจิกายน", "ธันวาคม"};
constexpr std::array kShortMonthsTh{"ม.ค.", "ก.พ.", "มี.ค.", "เม.ย.", "พ.ค.", "มิ.ย.", "ก.ค.", "ส.ค.", "ก.ย.", "ต.ค.", "พ.ย.", "ธ.ค."};
constexpr std::array kMonthsEn{"January", "February", "March",     "April",   "May",      "June",
                               "July",    "August",   "September", "October", "November", "December"};
constexpr std::array kShortMonthsEn{"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

constexpr std::array kWeekdaysTh{"วันอาทิตย์", "วันจันทร์", "วันอังคาร", "วันพุธ", "วันพฤหัสบดี", "วันศุกร์", "วันเสาร์"};
constexpr std::array kWeekdaysEn{"Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"};

std::string date_text(Date date, Lang lang, std::array<char const*, 12> const& months)
{
    std::int32_t const year = lang == Lang::th ? buddhist_year(date) : date.year;
    return std::to_string(date.day) + " " + months[static_cast<std::size_t>(date.month - 1)] + " " + std::to_string(year);
}

}  // namespace

std::string_view to_string(Lang lang)
{
    switch (lang) {
    case Lang::th: return "th";
    case Lang::en: return "en";
    }
    return "th";
}

std::string in_language(domain::LocalText const& text, Lang lang)
{
    for (std::string_view const code : {to_string(lang), std::string_view("th")})
        if (auto const found = text.find(std::string(code)); found != text.end()) return found->second;
    return text.empty() ? std::string() : text.begin()->second;
}

Result<Messages> Messages::load(std::filesystem::path const& i18n_folder)
{
    Messages messages;
    for (Lang const lang : {Lang::th, Lang::en}) {
        SADUAK_TRY(messages.texts_[lang], read_texts(i18n_folder / ("kiosk." + std::string(to_string(lang)) + ".json")));
    }
    for (Lang const lang : {Lang::th, Lang::en})
        for (auto const& [key, text] : messages.texts_[lang]) {
            auto const& others = messages.texts_[other(lang)];
            auto const twin = others.find(key);
            if (twin == others.end() || placeholders(twin->second) != placeholders(text))
                return fail(Errc::parse, "kiosk texts: " + key + " differs between Thai and English in being there or in its placeholders");
        }
    return messages;
}

std::string const& Messages::text(Lang lang, std::string_view key) const
{
    auto const& texts = texts_.at(lang);
    auto const found = texts.find(key);
    SADUAK_ASSERT(found != texts.end());
    return found->second;
}

std::string Messages::text(Lang lang, std::string_view key, std::vector<Argument> const& arguments) const
{
    std::string result = text(lang, key);
    for (Argument const& argument : arguments) {
        std::string const mark = "{" + std::string(argument.name) + "}";
        for (auto at = result.find(mark); at != std::string::npos; at = result.find(mark, at + argument.value.size()))
            result.replace(at, mark.size(), argument.value);
    }
    return result;
}

std::vector<std::string> Messages::keys() const
{
    std::vector<std::string> keys;
    for (auto const& [key, text] : texts_.at(Lang::th)) keys.push_back(key);
    return keys;
}

std::string long_date(Date date, Lang lang) { return date_text(date, lang, lang == Lang::th ? kMonthsTh : kMonthsEn); }
std::string short_date(Date date, Lang lang) { return date_text(date, lang, lang == Lang::th ? kShortMonthsTh : kShortMonthsEn); }

std::string opening_day(Date opens, Date today, Lang lang)
{
    bool const thai = lang == Lang::th;
    if (opens == today) return thai ? "วันนี้" : "today";
    auto const weekday = static_cast<std::size_t>(local_time(instant_at(opens, Millis{0})).weekday);
    std::string const name = thai ? kWeekdaysTh[weekday] : std::string("on ") + kWeekdaysEn[weekday];
    std::int64_t const days_ahead = days_from_civil(opens) - days_from_civil(today);
    if (days_ahead > 0 && days_ahead < 7) return name;
    return name + (thai ? "ที่ " : " ") + short_date(opens, lang);
}

std::string clock_time(LocalTime time, Lang lang)
{
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), lang == Lang::th ? "%02d.%02d น." : "%02d:%02d", time.hour, time.minute);
    return text.data();
}

}  // namespace saduak::kiosk
