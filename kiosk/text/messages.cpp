#include "kiosk/text/messages.hpp"

#include <algorithm>
#include <fstream>
#include <set>
#include <sstream>

#include <boost/json.hpp>

#include "core/base/assert.hpp"

namespace saduak::kiosk {

namespace {

// Marks a file whose texts no native reader has reviewed.
constexpr std::string_view kDraft = "_draft";

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
        if (key == kDraft && text.is_bool()) continue;
        if (!text.is_string()) return fail(Errc::parse, file.string() + ": " + std::string(key) + " is not text");
        texts.emplace(std::string(key), std::string(text.get_string()));
    }
    return texts;
}

}  // namespace

Result<Messages> Messages::load(std::filesystem::path const& i18n_folder)
{
    Messages messages;
    SADUAK_TRY(messages.languages_, load_languages(i18n_folder / "languages.toml"));
    for (Language const& language : messages.languages()) {
        std::string const code(language.code.code());
        bool const draft = language.code != Lang::th && language.code != Lang::en;
        SADUAK_TRY(Texts texts, read_texts(i18n_folder / ("kiosk." + code + ".json")));
        // A draft that is behind says the rest in English.
        if (draft) messages.drafts_.insert(language.code);
        if (draft) texts.insert(messages.texts_.at(Lang::en).begin(), messages.texts_.at(Lang::en).end());
        Texts const& thai = language.code == Lang::th ? texts : messages.texts_.at(Lang::th);
        for (auto const& [key, text] : texts)
            if (!thai.contains(key)) return fail(Errc::parse, "kiosk texts: " + key + " is in " + code + " and not in Thai");
        for (auto const& [key, text] : thai) {
            auto const twin = texts.find(key);
            if (twin == texts.end() || placeholders(twin->second) != placeholders(text))
                return fail(Errc::parse, "kiosk texts: " + key + " of Thai is missing in " + code + ", or has other placeholders there");
        }
        messages.texts_.emplace(language.code, std::move(texts));
    }
    return messages;
}

Status Messages::amend(std::filesystem::path const& folder)
{
    auto amended = texts_;
    std::error_code error;
    for (std::filesystem::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
        std::string const name = at->path().filename().string();
        if (!name.starts_with("kiosk.") || !name.ends_with(".json")) continue;
        SADUAK_TRY(Lang const lang, find_language(name.substr(6, name.size() - 11)).map_error(in(name)));
        SADUAK_TRY(Texts texts, read_texts(at->path()));
        for (auto& [key, text] : texts) {
            auto const known = amended.at(lang).find(key);
            if (known == amended.at(lang).end() || placeholders(known->second) != placeholders(text))
                return fail(Errc::parse, name + ": there is no " + key + ", or its placeholders are others");
            known->second = std::move(text);
        }
    }
    if (error) return fail(Errc::io, "cannot read " + folder.string());
    texts_ = std::move(amended);
    return {};
}

Language const& Messages::language(Lang const& lang) const
{
    auto const found = std::find_if(languages().begin(), languages().end(), [&lang](Language const& each) { return each.code == lang; });
    SADUAK_ASSERT(found != languages().end());
    return *found;
}

Result<Lang> Messages::find_language(std::string_view code) const
{
    std::string choices;
    for (Language const& language : languages()) {
        if (language.code.code() == code) return language.code;
        choices += (choices.empty() ? "" : ", ") + std::string(language.code.code());
    }
    return fail(Errc::invalid_argument, "no language \"" + std::string(code) + "\": there are " + choices);
}

std::string const& Messages::text(Lang const& lang, std::string_view key) const
{
    auto const& texts = texts_.at(lang);
    auto const found = texts.find(key);
    SADUAK_ASSERT(found != texts.end());
    return found->second;
}

std::string Messages::text(Lang const& lang, std::string_view key, std::vector<Argument> const& arguments) const
{
    return filled(text(lang, key), arguments);
}

std::vector<std::string> Messages::keys() const
{
    std::vector<std::string> keys;
    for (auto const& [key, text] : texts_.at(Lang::th)) keys.push_back(key);
    return keys;
}

}  // namespace saduak::kiosk
