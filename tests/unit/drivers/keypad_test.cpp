// The reading of key records, on a FIFO in the pad's place; tests/device has a pad at the kernel's interface.
#include "drivers/keypad/keypad.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <linux/input.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace saduak;
using namespace saduak::drivers;

namespace {

class Fifo {
public:
    Fifo()
    {
        std::string folder = (std::filesystem::temp_directory_path() / "saduak-pad-XXXXXX").string();
        REQUIRE(::mkdtemp(folder.data()) != nullptr);
        folder_ = folder;
        REQUIRE(::mkfifo(path().c_str(), 0600) == 0);
    }
    ~Fifo()
    {
        close();
        std::filesystem::remove_all(folder_);
    }
    std::filesystem::path path() const { return folder_ / "pad"; }
    PadSelector selector() const { return {path(), std::nullopt, {}, {}}; }

    void open()
    {
        writer_ = ::open(path().c_str(), O_WRONLY | O_NONBLOCK);
        REQUIRE(writer_ >= 0);
    }
    void close()
    {
        if (writer_ >= 0) ::close(writer_);
        writer_ = -1;
    }
    void record(std::uint16_t type, std::uint16_t code, int value) const
    {
        input_event event{};
        event.type = type;
        event.code = code;
        event.value = value;
        REQUIRE(::write(writer_, &event, sizeof event) == sizeof event);
    }
    void press(KeyCode key) const
    {
        record(EV_KEY, key, 1);
        record(EV_SYN, SYN_REPORT, 0);
        record(EV_KEY, key, 0);
        record(EV_SYN, SYN_REPORT, 0);
    }

private:
    std::filesystem::path folder_;
    int writer_ = -1;
};

struct Told {
    std::vector<std::string> lines;
    std::function<void(std::string const&)> teller()
    {
        return [this](std::string const& line) { lines.push_back(line); };
    }
};

using Keys = std::vector<KeyCode>;

}  // namespace

TEST_CASE("a pressed key is read once, its release and its repeats count for nothing")
{
    Fifo fifo;
    Told told;
    Keypad pad(fifo.selector(), told.teller());
    CHECK(pad.read(Millis{1}).empty());
    CHECK(pad.connected());
    fifo.open();
    fifo.press(KEY_KP1);
    fifo.record(EV_KEY, KEY_KPPLUS, 1);
    for (int i = 0; i < 5; ++i) fifo.record(EV_KEY, KEY_KPPLUS, 2);
    fifo.record(EV_KEY, KEY_KPPLUS, 0);
    fifo.record(EV_MSC, MSC_SCAN, 1);
    CHECK(pad.read(seconds(1)) == Keys{KEY_KP1, KEY_KPPLUS});
    CHECK(pad.read(Millis{5}).empty());
}

TEST_CASE("records that the kernel had to drop call nobody")
{
    Fifo fifo;
    Told told;
    Keypad pad(fifo.selector(), told.teller());
    CHECK(pad.read(Millis{1}).empty());
    fifo.open();
    fifo.press(KEY_KP1);
    fifo.record(EV_SYN, SYN_DROPPED, 0);
    fifo.record(EV_KEY, KEY_KP2, 1);
    fifo.record(EV_SYN, SYN_REPORT, 0);
    fifo.press(KEY_KP3);
    CHECK(pad.read(seconds(1)) == Keys{KEY_KP3});
}

TEST_CASE("keys pressed while nobody listened can be thrown away and counted")
{
    Fifo fifo;
    Told told;
    Keypad pad(fifo.selector(), told.teller());
    CHECK(pad.read(Millis{1}).empty());
    fifo.open();
    for (int i = 0; i < 40; ++i) fifo.press(KEY_KPPLUS);
    CHECK(pad.drain() == 40);
    CHECK(pad.read(Millis{5}).empty());
}

TEST_CASE("a pad that went is opened again when it is back, and each change is told once")
{
    Fifo fifo;
    Told told;
    Keypad pad(fifo.selector(), told.teller(), {Millis{5}, Millis{20}});
    CHECK(pad.read(Millis{1}).empty());
    fifo.open();
    fifo.press(KEY_KP1);
    fifo.close();
    CHECK(pad.read(seconds(1)) == Keys{KEY_KP1});
    std::filesystem::remove(fifo.path());
    CHECK(pad.read(Millis{100}).empty());
    CHECK_FALSE(pad.connected());
    REQUIRE(::mkfifo(fifo.path().c_str(), 0600) == 0);
    CHECK(pad.read(Millis{100}).empty());
    REQUIRE(pad.connected());
    fifo.open();
    fifo.press(KEY_KP2);
    CHECK(pad.read(seconds(1)) == Keys{KEY_KP2});
    REQUIRE(told.lines.size() == 4);
    CHECK_THAT(told.lines[0], Catch::StartsWith("keypad: "));
    CHECK_THAT(told.lines[1], Catch::StartsWith("keypad lost: "));
    CHECK_THAT(told.lines[2], Catch::StartsWith("no keypad: "));
    CHECK_THAT(told.lines[3], Catch::StartsWith("keypad: "));
}

TEST_CASE("what is no input device is not taken for one")
{
    CHECK(InputDevice::open({"/dev/null", std::nullopt, {}, {}}).error().code == Errc::unsupported);
    CHECK(InputDevice::open({"/dev/input/event999", std::nullopt, {}, {}}).error().code == Errc::not_found);
}

TEST_CASE("a keypad is named by what it is, where it is, or its path")
{
    CHECK(parse_pad("/dev/input/event3")->path == "/dev/input/event3");
    CHECK(parse_pad("name:SIGMACHIP USB Keyboard")->name == "SIGMACHIP USB Keyboard");
    CHECK(parse_pad("phys:usb-0000:00:14.0-2/input0")->phys == "usb-0000:00:14.0-2/input0");
    auto const product = parse_pad("usb:1c4f:0002")->product;
    REQUIRE(product);
    CHECK(product->vendor == 0x1c4f);
    CHECK(product->product == 2);
    for (char const* const text : {"", "usb", "usb:1c4f", "usb:1c4f:00021", "usb:1c4g:0002", "name:", "event3"})
        CHECK(parse_pad(text).error().code == Errc::invalid_argument);
}
