#include <catch2/catch.hpp>

#include "kiosk/text/fonts.hpp"
#include "kiosk/text/line_break.hpp"
#include "kiosk/text/messages.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

int letters(std::string const& text)
{
    int count = 0;
    for (char const byte : text)
        if ((static_cast<unsigned char>(byte) & 0xC0U) != 0x80) ++count;
    return count;
}

}  // namespace

TEST_CASE("Thai breaks between words, never inside one")
{
    std::string const text = "กรุณาติดต่อเจ้าหน้าที่";
    std::vector<std::string> words;
    std::size_t start = 0;
    for (std::size_t const offset : break_offsets(text)) {
        words.push_back(text.substr(start, offset - start));
        start = offset;
    }
    words.push_back(text.substr(start));
    CHECK(words == std::vector<std::string>{"กรุณา", "ติดต่อ", "เจ้าหน้าที่"});
}

TEST_CASE("a repetition mark, a closing bracket and a vowel stay with their word")
{
    for (std::string const text : {"ต่าง ๆ กัน", "บริการ (ถ้ามี)", "น้ำ ไฟ", "“รับหมายเลขนี้”"}) {
        CAPTURE(text);
        for (std::size_t const offset : break_offsets(text)) {
            std::string const rest = text.substr(offset);
            CHECK(rest.rfind("ๆ", 0) == std::string::npos);
            CHECK(rest.rfind(")", 0) == std::string::npos);
            CHECK(rest.rfind("”", 0) == std::string::npos);
            CHECK(rest.rfind("ำ", 0) == std::string::npos);
        }
    }
}

TEST_CASE("lines keep every letter and stay within the width")
{
    std::string const text = "ไม่สามารถพิมพ์บัตรคิวได้ในขณะนี้ กรุณาจดหรือถ่ายภาพหน้าจอนี้ แล้วแตะ “รับหมายเลขนี้” Please wait to be called.";
    auto const squeezed = [](std::string words) {
        std::erase(words, ' ');
        return words;
    };
    for (int const width : {12, 20, 33, 60, 200}) {
        std::string joined;
        for (std::string const& line : wrap(text, width, letters)) {
            CHECK(letters(line) <= width);
            CHECK((line.empty() || (line.front() != ' ' && line.back() != ' ')));
            joined += line;
        }
        CHECK(squeezed(joined) == squeezed(text));
    }
}

TEST_CASE("a word wider than the line is cut, with its marks kept on their consonants")
{
    for (std::string const& line : wrap("ที่ที่ที่ที่ที่", 4, letters)) CHECK(line.rfind("ท", 0) == 0);
    CHECK(wrap("ABCDEFGH", 3, letters) == std::vector<std::string>{"ABC", "DEF", "GH"});
}

TEST_CASE("a break hint breaks and is not shown")
{
    CHECK(wrap("ABC\xE2\x80\x8B"
               "DEF",
               4, letters) == std::vector<std::string>{"ABC", "DEF"});
    CHECK(wrap("ABC\xE2\x80\x8B"
               "DEF",
               99, letters) == std::vector<std::string>{"ABCDEF"});
}

TEST_CASE("a line end ends a line, also an empty one")
{
    CHECK(wrap("A\n\nB", 10, letters) == std::vector<std::string>{"A", "", "B"});
    CHECK(wrap("", 10, letters) == std::vector<std::string>{""});
}

TEST_CASE("balanced lines are as few as plain ones and prefer the spaces between phrases")
{
    auto fonts = Fonts::open("Loma");
    REQUIRE(fonts);
    std::string const text = "กรุณาจดหรือถ่ายภาพหน้าจอนี้ แล้วแตะ “รับหมายเลขนี้”";
    FontKey const key{46, Weight::bold};
    auto const plain = fonts->lines(text, key, 980);
    auto const balanced = fonts->balanced_lines(text, key, 980);
    CHECK(balanced.size() == plain.size());
    CHECK(balanced == std::vector<std::string>{"กรุณาจดหรือถ่ายภาพหน้าจอนี้", "แล้วแตะ “รับหมายเลขนี้”"});
}

TEST_CASE("a font that is not installed is named with its package, not replaced")
{
    auto const fonts = Fonts::open("Norasi Not Here");
    REQUIRE_FALSE(fonts);
    CHECK(fonts.error().code == Errc::not_found);
}

TEST_CASE("the kiosk's texts are complete in Thai and English")
{
    auto const messages = Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    REQUIRE(messages);
    CHECK(messages->keys().size() > 50);
    for (std::string const& key : messages->keys()) {
        CAPTURE(key);
        CHECK_FALSE(messages->text(Lang::th, key).empty());
        CHECK_FALSE(messages->text(Lang::en, key).empty());
        // THAI.md: screens end without particles and never shout.
        for (char const* const forbidden : {"ค่ะ", "ครับ", "!"}) CHECK(messages->text(Lang::th, key).find(forbidden) == std::string::npos);
    }
    CHECK(messages->text(Lang::th, "ahead", {{"n", "4"}}) == "มีผู้รอก่อนหน้าท่าน 4 คิว");
}

TEST_CASE("an opening is today, on a weekday of the coming week, or on a date")
{
    auto const messages = Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    REQUIRE(messages);
    Language const& thai = messages->language(Lang::th);
    Language const& english = messages->language(Lang::en);
    Date const friday{2026, 12, 25};
    CHECK(opening_day(friday, friday, thai) == "วันนี้");
    CHECK(opening_day(friday, friday, english) == "today");
    CHECK(opening_day({2026, 12, 28}, friday, thai) == "วันจันทร์");
    CHECK(opening_day({2026, 12, 31}, friday, english) == "on Thursday");
    CHECK(opening_day({2027, 1, 4}, friday, thai) == "วันจันทร์ที่ 4 ม.ค. 2570");
    CHECK(opening_day({2027, 1, 1}, friday, english) == "on Friday 1 Jan 2027");
    CHECK(opening_day({2026, 12, 20}, friday, english) == "on Sunday 20 Dec 2026");  // a clock that is wrong misleads nobody
}

TEST_CASE("dates are Buddhist Era and clocks have a full stop in Thai")
{
    auto const messages = Messages::load(SADUAK_SOURCE_DIR "/assets/i18n");
    REQUIRE(messages);
    Language const& thai = messages->language(Lang::th);
    Language const& english = messages->language(Lang::en);
    LocalTime const time = local_time(instant_at({2026, 11, 21}, hours(8) + minutes(30)));
    CHECK(long_date(time.date, thai) == "21 พฤศจิกายน 2569");
    CHECK(short_date({2020, 10, 28}, thai) == "28 ต.ค. 2563");
    CHECK(long_date(time.date, english) == "21 November 2026");
    CHECK(clock_time(time, thai) == "08.30 น.");
    CHECK(clock_time(time, english) == "08:30");
}
