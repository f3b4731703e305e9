#include "drivers/keypad/key_map.hpp"

#include <catch2/catch.hpp>
#include <linux/input-event-codes.h>

using namespace saduak;
using namespace saduak::drivers;

namespace {

std::string const kRating = R"(
name = "faces"
kind = "rating"
[keys]
score_5 = "KEY_A"
score_4 = "KEY_B"
score_3 = "KEY_C"
score_2 = ["KEY_D", "190"]
score_1 = "KEY_E"
)";

std::string const kDigits = R"(
digit_0 = "KEY_KP0"
digit_1 = "KEY_KP1"
digit_2 = "KEY_KP2"
digit_3 = "KEY_KP3"
digit_4 = "KEY_KP4"
digit_5 = "KEY_KP5"
digit_6 = "KEY_KP6"
digit_7 = "KEY_KP7"
digit_8 = "KEY_KP8"
digit_9 = "KEY_KP9"
)";

void refused(std::string const& text, std::string const& words)
{
    auto const map = parse_key_map(text);
    REQUIRE_FALSE(map);
    CHECK(map.error().code == Errc::parse);
    CHECK_THAT(map.error().context, Catch::Contains(words));
}

}  // namespace

TEST_CASE("the shipped keypad mappings load, say what they are named for, and survive being written")
{
    std::filesystem::path const folder = std::filesystem::path(SADUAK_SOURCE_DIR) / "firmware-config" / "keypads";
    std::size_t count = 0;
    for (auto const& entry : std::filesystem::directory_iterator(folder)) {
        auto const map = load_key_map(entry.path());
        INFO(entry.path() << (map ? "" : map.error().context));
        REQUIRE(map);
        CHECK(map->name == entry.path().stem());
        CHECK(parse_key_map(to_toml(*map)) == *map);
        ++count;
    }
    CHECK(count >= 3);
    CHECK(load_key_map(folder / "none.toml").error().code == Errc::not_found);
}

TEST_CASE("a mapping is read as written, keys without a name by their number")
{
    auto const map = parse_key_map(kRating);
    REQUIRE(map);
    CHECK(map->kind == PadKind::rating);
    CHECK(map->typing_timeout == seconds(8));
    CHECK(map->repeat_guard == Millis{700});
    CHECK(map->keys.size() == 6);
    CHECK(map->keys.at(KEY_A) == KeyMeaning(Score{5}));
    CHECK(map->keys.at(190) == KeyMeaning(Score{2}));
}

TEST_CASE("a mapping with a mistake is refused and says what is wrong")
{
    refused(kRating + "score_6 = \"KEY_F\"\n", "unknown key keys.score_6");
    refused(kRating + "next = \"KEY_F\"\n", "unknown key keys.next");
    refused(kRating + "no_opinion = \"KEY_A\"\n", "KEY_A is");
    refused(kRating + "no_opinion = \"KEY_HUGE\"\n", "no key is named \"KEY_HUGE\"");
    refused(kRating + "no_opinion = 4\n", "must be a key's name");
    refused(kRating + "no_opinion = []\n", "names no key");
    refused("colour = 1\n" + kRating, "unknown key colour");
    refused("repeat_guard_ms = 20000\n" + kRating, "repeat_guard_ms must be a whole number, 0 to 10000");
    refused("name = \"x\"\nkind = \"rating\"\n[keys]\nscore_5 = \"KEY_A\"\n", "no key for score_4");
    refused("name = \"x\"\nkind = \"piano\"\n[keys]\n", "kind must be");
    refused("name = \"x\"\nkind = \"call_box\"\n", "[keys]");
    refused("name = \"x\"\nkind = \"call_box\"\n[keys]\nrecall = \"KEY_A\"\n", "no key for next");
    refused("", "name");
    refused("name = ", "at line");
}

TEST_CASE("a call box types whole numbers or none")
{
    std::string const start = "name = \"x\"\nkind = \"call_box\"\n[keys]\nnext = \"KEY_KPPLUS\"\n";
    REQUIRE(parse_key_map(start));
    refused(start + "digit_1 = \"KEY_KP1\"\n", "no key for digit_0");
    refused(start + "letter_A = \"KEY_A\"\n", "no key for digit_0");
    refused(start + kDigits, "no key for enter");
    refused(start + kDigits + "enter = \"KEY_KPENTER\"\n", "no key for cancel");
    auto const map = parse_key_map(start + kDigits + "enter = \"KEY_KPENTER\"\ncancel = \"KEY_KPDOT\"\nletter_A = \"KEY_KPSLASH\"\n");
    REQUIRE(map);
    CHECK(map->keys.at(KEY_KPSLASH) == KeyMeaning(Letter{'A'}));
}

TEST_CASE("a person is asked for everything that a mapping needs")
{
    for (PadKind const kind : {PadKind::call_box, PadKind::rating}) {
        KeyMap map{"learned", kind, {}, seconds(8), Millis{700}};
        KeyCode key = 1;
        for (Lesson const& lesson : lessons(kind)) map.keys.emplace(key++, lesson.meaning);
        CHECK(parse_key_map(to_toml(map)) == map);
    }
}

TEST_CASE("keys are named as the kernel names them")
{
    CHECK(key_name(KEY_KP5) == "KEY_KP5");
    CHECK(key_of("KEY_KPENTER") == KEY_KPENTER);
    CHECK(key_name(600) == "600");
    CHECK(key_of("600") == KeyCode{600});
    for (char const* const text : {"", "0", "768", "key_kp5", "-1", "12 "}) CHECK_FALSE(key_of(text));
}
