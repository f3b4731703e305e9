// The kiosk's texts from assets/i18n/kiosk.CODE.json, one file for each of languages.toml: flat keys, {placeholders}. Thai and
// English have every key, or loading fails; what another lacks is said in English.
#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "kiosk/text/languages.hpp"

namespace saduak::kiosk {

class Messages {
public:
    // Errc::not_found, io, or parse: not JSON, not text to text, a key or placeholder that a language lacks or has alone.
    [[nodiscard]] static Result<Messages> load(std::filesystem::path const& i18n_folder);

    // Other words for some keys, from the kiosk.CODE.json files of `folder`. Errc::parse: a language or key that there is none of, or other
    // placeholders; then nothing counts.
    [[nodiscard]] Status amend(std::filesystem::path const& folder);

    // An unknown key is a bug: SADUAK_ASSERT.
    [[nodiscard]] std::string const& text(Lang const& lang, std::string_view key) const;
    // {name} becomes the argument of that name.
    [[nodiscard]] std::string text(Lang const& lang, std::string_view key, std::vector<Argument> const& arguments) const;
    [[nodiscard]] std::vector<std::string> keys() const;

    // Thai, English, then the others.
    [[nodiscard]] std::vector<Language> const& languages() const { return languages_.list; }
    // SADUAK_ASSERT: one of languages().
    [[nodiscard]] Language const& language(Lang const& lang) const;
    // No native reader has reviewed its texts.
    [[nodiscard]] bool is_draft(Lang const& lang) const { return drafts_.contains(lang); }
    // Errc::invalid_argument names those that there are.
    [[nodiscard]] Result<Lang> find_language(std::string_view code) const;
    [[nodiscard]] std::vector<ScriptFont> const& scripts() const { return languages_.scripts; }

private:
    using Texts = std::map<std::string, std::string, std::less<>>;
    Languages languages_;
    std::map<Lang, Texts> texts_;
    std::set<Lang> drafts_;
};

}  // namespace saduak::kiosk
