#include <catch2/catch.hpp>

#include "kiosk/app/scan_reader.hpp"

using namespace saduak;
using namespace saduak::kiosk;

namespace {

struct Keyboard {
    ScanReader reader;
    Instant now{1'000'000};

    void press(char c, Millis after)
    {
        now = now + after;
        std::optional<Key> key;
        if (c == '\n') key = Key{Key::Kind::confirm, 0};
        if (c >= '0' && c <= '9') key = Key{Key::Kind::digit, c};
        reader.key({key, c == '\n' ? '\0' : c}, now);
    }
    void type(std::string const& text, Millis gap)
    {
        for (char const c : text) press(c, gap);
    }
    std::string digits()
    {
        std::string pressed;
        for (KeyPressed const& key : reader.take_keys(now))
            if (key.key && key.key->kind == Key::Kind::digit) pressed += key.key->digit;
        return pressed;
    }
};

}  // namespace

TEST_CASE("what a scanner types is one text, and none of its digits touches the screen")
{
    Keyboard keyboard;
    keyboard.type("http://hall/t/12ab\n", Millis{3});
    CHECK(keyboard.reader.take_scan() == "http://hall/t/12ab");
    CHECK_FALSE(keyboard.reader.take_scan());
    keyboard.now = keyboard.now + seconds(1);
    CHECK(keyboard.digits().empty());
}

TEST_CASE("keys that mean nothing, such as a scanner's Shift, are no part of the text and come through")
{
    Keyboard keyboard;
    keyboard.type("HALL", Millis{3});
    keyboard.reader.key({std::nullopt, 0}, keyboard.now);
    keyboard.type("2026\n", Millis{3});
    CHECK(keyboard.reader.take_scan() == "HALL2026");
    std::vector<KeyPressed> const keys = keyboard.reader.take_keys(keyboard.now);
    REQUIRE(keys.size() == 1);
    CHECK_FALSE(keys[0].key);
}

TEST_CASE("a finger's digit counts after a moment, and one by one")
{
    Keyboard keyboard;
    keyboard.press('3', Millis{0});
    CHECK(keyboard.digits().empty());
    REQUIRE(keyboard.reader.deadline() == keyboard.now + ScanReader::kScanGap);
    keyboard.now = keyboard.reader.deadline();
    CHECK(keyboard.digits() == "3");
    CHECK_FALSE(keyboard.reader.deadline().is_set());
    keyboard.type("1234\n", Millis{200});
    CHECK_FALSE(keyboard.reader.take_scan());
    CHECK(keyboard.digits() == "1234");
}

TEST_CASE("a code that breaks off is nothing")
{
    Keyboard keyboard;
    keyboard.type("12345", Millis{3});
    keyboard.now = keyboard.now + seconds(1);
    CHECK(keyboard.digits().empty());
    keyboard.press('\n', Millis{1});
    CHECK_FALSE(keyboard.reader.take_scan());
}

TEST_CASE("Enter by itself is a key")
{
    Keyboard keyboard;
    keyboard.press('\n', Millis{0});
    std::vector<KeyPressed> const keys = keyboard.reader.take_keys(keyboard.now);
    REQUIRE(keys.size() == 1);
    REQUIRE(keys[0].key);
    CHECK(keys[0].key->kind == Key::Kind::confirm);
}
