// Words that the server itself tells people, from assets/i18n/PROGRAM.{th,en}.json (`reports`: what is printed): flat keys,
// {placeholders}, Thai and English.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/result.hpp"
#include "core/domain/site_config.hpp"

namespace saduak::server {

enum class ReportLanguage { th, en };

// In that language; else in Thai, else in any, else empty.
[[nodiscard]] std::string in_language(domain::LocalText const& text, ReportLanguage language);

class ReportTexts {
public:
    // Errc::not_found; parse: not JSON, not text to text, or a key that one language lacks.
    [[nodiscard]] static Result<ReportTexts> load(std::filesystem::path const& i18n_folder, std::string const& program = "reports");

    // An unknown key is a bug: SADUAK_ASSERT.
    [[nodiscard]] std::string const& text(ReportLanguage language, std::string_view key) const;
    // {name} becomes the value of that name.
    using Values = std::vector<std::pair<std::string_view, std::string>>;
    [[nodiscard]] std::string text(ReportLanguage language, std::string_view key, Values const& values) const;
    // "บัตรคิวสำรอง · Reserve card"
    [[nodiscard]] std::string both(std::string_view key) const;

private:
    using Texts = std::map<std::string, std::string, std::less<>>;
    Texts thai_;
    Texts english_;
};

}  // namespace saduak::server
