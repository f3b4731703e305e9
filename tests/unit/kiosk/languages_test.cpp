#include <catch2/catch.hpp>

#include <fstream>
#include <sstream>

#include "kiosk/text/fonts.hpp"
#include "kiosk/text/line_break.hpp"
#include "kiosk/text/messages.hpp"
#include "kiosk/theme.hpp"
#include "kiosk/ticket/sample_ticket.hpp"
#include "tests/support/temporary_folder.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

std::filesystem::path const kAssets = SADUAK_SOURCE_DIR "/assets";

std::vector<std::string> pieces(std::string const& text)
{
    std::vector<std::string> found;
    std::size_t start = 0;
    for (std::size_t const offset : break_offsets(text)) {
        found.push_back(text.substr(start, offset - start));
        start = offset;
    }
    found.push_back(text.substr(start));
    return found;
}

std::string content_of(std::filesystem::path const& file)
{
    std::stringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

// assets/i18n with another languages.toml.
Result<Messages> load_with(test::TemporaryFolder const& folder, std::string const& languages)
{
    for (auto const& entry : std::filesystem::directory_iterator(kAssets / "i18n"))
        std::filesystem::copy_file(entry.path(), folder.path() / entry.path().filename(), std::filesystem::copy_options::overwrite_existing);
    std::ofstream(folder.path() / "languages.toml") << languages;
    return Messages::load(folder.path());
}

}  // namespace

TEST_CASE("every letter of every text in every language has a glyph in its script's font")
{
    Messages const messages = *Messages::load(kAssets / "i18n");
    Fonts fonts = *Fonts::open(load_theme(kAssets / "theme.toml")->family, messages.scripts());
    auto const check = [&fonts](std::string const& text) {
        CAPTURE(text);
        CHECK(fonts.missing_glyphs(text).empty());
    };
    std::size_t checked = 0;
    for (Language const& language : messages.languages()) {
        check(language.name);
        for (std::string const& month : language.months) check(month);
        for (std::string const& month : language.short_months) check(month);
        for (std::string const& weekday : language.weekdays) check(weekday);
        for (std::string const& key : messages.keys()) check(messages.text(language.code, key));
        checked += messages.keys().size();
        TicketContent const sample = *load_sample_ticket(kAssets / "demo" / "sample-ticket.toml", "", language.code);
        for (domain::LocalText const& text : {sample.agency_name, sample.site_name, sample.service_name}) check(in_language(text, language.code));
    }
    CHECK(checked >= 5 * 70);
    CHECK_FALSE(fonts.missing_glyphs("ᚠ").empty());  // a rune: the check sees what is missing
}

TEST_CASE("Chinese breaks between any two characters but not before closing marks nor after opening ones")
{
    CHECK(pieces("请等候叫号。如（有）") == std::vector<std::string>{"请", "等", "候", "叫", "号。", "如", "（有）"});
    CHECK(pieces("第 12 页") == std::vector<std::string>{"第 ", "12 ", "页"});
}

TEST_CASE("Burmese breaks where a syllable begins, never inside one")
{
    CHECK(pieces("မြန်မာဘာသာ") == std::vector<std::string>{"မြန်", "မာ", "ဘာ", "သာ"});
    CHECK(pieces("သင့်နံပါတ်") == std::vector<std::string>{"သင့်", "နံ", "ပါတ်"});
    CHECK(pieces("တနင်္လာ") == std::vector<std::string>{"တ", "နင်္လာ"});  // a stacked consonant stays with the one above
    CHECK(pieces("ပါ။ ဒါ") == std::vector<std::string>{"ပါ။ ", "ဒါ"});
    for (std::string const& line : wrap("စောင့်ချိန်သည်", 1, [](std::string const&) { return 2; })) CHECK(pieces(line).size() == 1);
}

TEST_CASE("a line of several scripts is as wide as its runs, on one surface with room for each")
{
    Messages const messages = *Messages::load(kAssets / "i18n");
    Fonts fonts = *Fonts::open("Loma", messages.scripts());
    FontKey const key{40, Weight::regular};
    int const sum = fonts.width("号码 ", key) + fonts.width("A012", key) + fonts.width("မြန်မာ", key);
    CHECK(fonts.width("号码 A012မြန်မာ", key) == sum);
    CHECK(fonts.draw("号码 A012မြန်မာ", key, 0) != nullptr);
    CHECK(fonts.pitch("မြန်မာ A012", key).rows > fonts.pitch("A012", key).rows);
    CHECK(fonts.pitch("号码", key).rows >= 48);
}

TEST_CASE("dates and clocks are written in each language's own form")
{
    Messages const messages = *Messages::load(kAssets / "i18n");
    auto const language = [&messages](char const* code) { return messages.language(*Lang::parse(code)); };
    CHECK(long_date({2026, 11, 21}, language("zh")) == "2026年11月21日");
    CHECK(long_date({2026, 11, 21}, language("ms")) == "21 November 2026");
    CHECK(long_date({2026, 8, 1}, language("ms")) == "1 Ogos 2026");
    CHECK(long_date({2026, 11, 21}, language("my")) == "2026 ခုနှစ် နိုဝင်ဘာလ 21 ရက်");
    CHECK(opening_day({2027, 1, 4}, {2026, 12, 25}, language("zh")) == "2027年1月4日（星期一）");
}

TEST_CASE("a language is added by file, and what its draft lacks is said in English")
{
    test::TemporaryFolder const folder;
    std::string text = content_of(kAssets / "i18n" / "languages.toml");
    std::string const english = text.substr(text.find("[language.en]"), text.find("[language.zh]") - text.find("[language.en]"));
    text += "\n[language.lo]\n" + english.substr(english.find('\n') + 1);
    std::ofstream(folder.path() / "kiosk.lo.json") << R"({"_draft": true, "ticket_title": "ບັດຄິວ"})";
    auto const messages = load_with(folder, text);
    REQUIRE(messages);
    Lang const lao = *messages->find_language("lo");
    CHECK(messages->text(lao, "ticket_title") == "ບັດຄິວ");
    CHECK(messages->text(lao, "ticket_copy") == "COPY");
    std::ofstream(folder.path() / "kiosk.lo.json") << R"({"ticket_titel": "ບັດຄິວ"})";
    CHECK_FALSE(Messages::load(folder.path()));
    auto const unknown = messages->find_language("fr");
    REQUIRE_FALSE(unknown);
    CHECK(unknown.error().context.find("th, en, lo, ms, my, zh") != std::string::npos);
}

TEST_CASE("a wrong list of languages is refused and the fault is named")
{
    test::TemporaryFolder const folder;
    std::string const text = content_of(kAssets / "i18n" / "languages.toml");
    auto const why_not = [&folder](std::string const& languages) {
        auto const messages = load_with(folder, languages);
        return messages ? std::string() : messages.error().context;
    };
    auto const with = [&text](std::string const& from, std::string const& to) {
        std::string changed = text;
        auto const at = changed.find(from);
        REQUIRE(at != std::string::npos);
        return changed.replace(at, from.size(), to);
    };
    CHECK(why_not(text).empty());
    CHECK(why_not(with("[language.en]", "[language.fr]")).find("language.th and language.en are needed") != std::string::npos);
    CHECK(why_not(with("today = \"today\"", "todya = \"today\"")).find("language.en.today must be a text") != std::string::npos);
    CHECK(why_not(with("\"4E00-9FFF\"", "\"4E00\"")).find("script.Hani.ranges") != std::string::npos);
    CHECK(why_not(with("package = \"fonts-sil-padauk\"", "package = \"x\"\nweight = 3")).find("unknown key script.Mymr.weight") != std::string::npos);
}
