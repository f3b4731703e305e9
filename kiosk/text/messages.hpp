// The kiosk's texts from assets/i18n/kiosk.{th,en}.json: flat keys, {placeholders}. Thai and English are both complete, or
// loading fails.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/base/time.hpp"
#include "core/domain/site_config.hpp"

namespace saduak::kiosk {

enum class Lang { th, en };

[[nodiscard]] std::string_view to_string(Lang lang);
[[nodiscard]] constexpr Lang other(Lang lang) { return lang == Lang::th ? Lang::en : Lang::th; }
// The text in that language; else in Thai, else in any, else empty.
[[nodiscard]] std::string in_language(domain::LocalText const& text, Lang lang);

struct Argument {
    std::string_view name;
    std::string value;
};

class Messages {
public:
    // Errc::not_found, io, or parse: not JSON, not text to text, a key or placeholder that the other language lacks.
    [[nodiscard]] static Result<Messages> load(std::filesystem::path const& i18n_folder);

    // An unknown key is a bug: SADUAK_ASSERT.
    [[nodiscard]] std::string const& text(Lang lang, std::string_view key) const;
    // {name} becomes the argument of that name.
    [[nodiscard]] std::string text(Lang lang, std::string_view key, std::vector<Argument> const& arguments) const;
    [[nodiscard]] std::vector<std::string> keys() const;

private:
    using Texts = std::map<std::string, std::string, std::less<>>;
    std::map<Lang, Texts> texts_;
};

// "21 พฤศจิกายน 2569" (Buddhist Era), "21 November 2026".
[[nodiscard]] std::string long_date(Date date, Lang lang);
// "21 พ.ย. 2569", "21 Nov 2026".
[[nodiscard]] std::string short_date(Date date, Lang lang);
// When something opens, seen from `today`: "วันนี้", "วันจันทร์", "วันจันทร์ที่ 4 ม.ค. 2570"; "today", "on Monday", "on Monday 4 Jan 2027".
[[nodiscard]] std::string opening_day(Date opens, Date today, Lang lang);
// "08.30 น.", "08:30".
[[nodiscard]] std::string clock_time(LocalTime time, Lang lang);

}  // namespace saduak::kiosk
