#include "server/reports/report_texts.hpp"

#include <fstream>
#include <sstream>

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "core/base/assert.hpp"

namespace saduak::server {
namespace {

using Texts = std::map<std::string, std::string, std::less<>>;

Result<Texts> read_texts(std::filesystem::path const& file)
{
    std::ifstream input(file);
    if (!input) return fail(Errc::not_found, "cannot read " + file.string());
    std::stringstream content;
    content << input.rdbuf();
    boost::system::error_code error;
    boost::json::value const value = boost::json::parse(content.str(), error);
    if (error || !value.is_object()) return fail(Errc::parse, file.string() + " is not a JSON object");
    Texts texts;
    for (auto const& [key, words] : value.get_object()) {
        if (!words.is_string()) return fail(Errc::parse, file.string() + ": " + std::string(key) + " is not text");
        texts.emplace(std::string(key), std::string(words.get_string()));
    }
    return texts;
}

Status check_keys(Texts const& has, Texts const& needs, std::string const& file)
{
    for (auto const& [key, words] : needs)
        if (!has.contains(key)) return fail(Errc::parse, file + " lacks " + key);
    return {};
}

}  // namespace

std::string in_language(domain::LocalText const& text, ReportLanguage language)
{
    for (char const* code : {language == ReportLanguage::th ? "th" : "en", "th"})
        if (auto const found = text.find(code); found != text.end()) return found->second;
    return text.empty() ? std::string() : text.begin()->second;
}

Result<ReportTexts> ReportTexts::load(std::filesystem::path const& i18n_folder, std::string const& program)
{
    ReportTexts texts;
    std::string const thai = program + ".th.json";
    std::string const english = program + ".en.json";
    SADUAK_TRY(texts.thai_, read_texts(i18n_folder / thai));
    SADUAK_TRY(texts.english_, read_texts(i18n_folder / english));
    SADUAK_TRY_STATUS(check_keys(texts.thai_, texts.english_, thai));
    SADUAK_TRY_STATUS(check_keys(texts.english_, texts.thai_, english));
    return texts;
}

std::string const& ReportTexts::text(ReportLanguage language, std::string_view key) const
{
    Texts const& texts = language == ReportLanguage::th ? thai_ : english_;
    auto const found = texts.find(key);
    SADUAK_ASSERT(found != texts.end());
    return found->second;
}

std::string ReportTexts::text(ReportLanguage language, std::string_view key, Values const& values) const
{
    std::string words = text(language, key);
    for (auto const& [name, value] : values) {
        std::string const mark = "{" + std::string(name) + "}";
        if (auto const at = words.find(mark); at != std::string::npos) words.replace(at, mark.size(), value);
    }
    return words;
}

std::string ReportTexts::both(std::string_view key) const { return text(ReportLanguage::th, key) + " · " + text(ReportLanguage::en, key); }

}  // namespace saduak::server
