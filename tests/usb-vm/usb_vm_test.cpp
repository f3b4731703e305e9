// Our drivers on Debian's own USB stack: host and devices are one virtual machine, wired to each other by dummy_hcd.
#include <fcntl.h>
#include <linux/input-event-codes.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <future>

#include <catch2/catch.hpp>

#include "drivers/keypad/keypad.hpp"
#include "drivers/keypad/presses.hpp"
#include "drivers/printer/device_id.hpp"
#include "drivers/printer/open_port.hpp"
#include "drivers/printer/printer.hpp"
#include "drivers/printer/usb_port.hpp"
#include "tests/unit/drivers/random_bitmap.hpp"
#include "tests/usb-vm/fake_printers.hpp"

using namespace saduak;
using namespace saduak::drivers;
using namespace saduak::usb_vm;

namespace {

Profile profile()
{
    Profile eighty;
    eighty.name = "made up";
    eighty.feed_rows = 0;
    eighty.near_end_sensor = NearEndSensor::present;
    eighty.status_support = StatusSupport::automatic;
    return eighty;
}

std::unique_ptr<PrinterPort> opened(std::string const& target)
{
    std::unique_ptr<PrinterPort> port;
    std::string why;
    bool const done = eventually([&] {
        auto found = open_port(target);
        if (found) port = std::move(*found);
        else why = found.error().context;
        return port != nullptr;
    });
    INFO(why);
    REQUIRE(done);
    return port;
}

Bitmap random_picture(std::uint64_t seed, int rows)
{
    Random random(seed);
    return random_bitmap(random, 576, rows);
}

Bytes pattern(std::size_t size)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<Byte>(i * 7 + (i >> 8));
    return bytes;
}

std::string const kKernelPrinter = "usb:04b8:0202";
std::string const kFunctionFs = "usb:0fe6:811e";

}  // namespace

TEST_CASE("every byte reaches the kernel's printer function, which usblp has before and after")
{
    KernelPrinter fake("bytes");
    fake.works().only_keep_bytes();
    fake.plug_in();
    Bytes const sent = pattern(200'000);
    {
        auto const port = opened("usb:serial=SN-bytes");
        CHECK_FALSE(usblp_has_one());
        CHECK(port->write(sent, seconds(20)).value_or(0) == sent.size());
        REQUIRE(eventually([&] { return fake.works().received_count() == sent.size(); }));
        CHECK((fake.works().received() == sent));
    }
    CHECK(eventually(usblp_has_one));
    fake.unplug();
    CHECK(eventually([] { return open_port(kKernelPrinter).error().code == Errc::not_found; }));
}

TEST_CASE("tickets come out of the kernel's printer dot for dot, confirmed, and its status is read")
{
    KernelPrinter fake("tickets");
    fake.plug_in();
    Printer printer(opened(kKernelPrinter), profile());
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        Bitmap const picture = random_picture(seed, 500);
        PrintOutcome const outcome = printer.print({picture, Cut::partial});
        INFO(outcome.detail);
        CHECK(outcome.paper == PaperResult::confirmed);
        REQUIRE(fake.works().machine().ticket_count() == seed);
        CHECK((fake.works().machine().tickets().back() == picture));
    }
    fake.works().machine().set_cover(Cover::open);
    CHECK(printer.status() == PrinterState::cover_open);
    PrintOutcome const refused = printer.print({random_picture(9, 100), Cut::partial});
    CHECK(refused.paper == PaperResult::failed);
    CHECK(refused.nothing_sent);
    fake.works().machine().set_cover(Cover::closed);
    fake.works().machine().set_paper(Paper::out);
    CHECK(printer.status() == PrinterState::paper_out);
    fake.works().machine().set_paper(Paper::near_end);
    CHECK(printer.status() == PrinterState::paper_low);
    fake.unplug();
}

TEST_CASE("tickets come out of a printer in user space, found by its class and named by its port")
{
    FunctionFsPrinter fake("classes");
    fake.plug_in();
    auto port = opened("usb");
    CHECK_THAT(port->description(), Catch::Contains("usb 0fe6:811e at ") && Catch::Contains("serial SN-classes"));
    Printer printer(std::move(port), profile());
    Bitmap const picture = random_picture(5, 700);
    PrintOutcome const outcome = printer.print({picture, Cut::partial});
    INFO(outcome.detail);
    CHECK(outcome.paper == PaperResult::confirmed);
    CHECK((fake.works().machine().tickets().back() == picture));
    fake.works().machine().set_cover(Cover::open);
    fake.works().machine().set_paper(Paper::out);
    CHECK(printer.status() == PrinterState::cover_open);
    CHECK_THAT(printer.status_detail(), Catch::Contains("cover open, paper end"));
}

TEST_CASE("a printer pulled within a ticket leaves it unconfirmed, and prints again when it is back")
{
    FunctionFsPrinter fake("pulled");
    fake.plug_in();
    Printer printer(opened(kFunctionFs), profile());
    Bitmap const picture = random_picture(4, 2000);
    fake.works().hold_after(20'480);
    auto printing = std::async(std::launch::async, [&] { return printer.print({picture, Cut::partial}); });
    CHECK(eventually([&] { return fake.works().room() < 512; }));  // it takes whole packets
    fake.unplug();
    PrintOutcome const outcome = printing.get();
    INFO(outcome.detail);
    CHECK(outcome.paper == PaperResult::unconfirmed);
    CHECK(outcome.state == PrinterState::offline);
    CHECK_FALSE(printer.connected());

    // Plugged in again after a while without power: what was half received is gone.
    fake.works().machine().power_cycle();
    fake.works().hold_after(SIZE_MAX);
    fake.plug_in();
    Printer again(opened(kFunctionFs), profile());
    CHECK(again.print({picture, Cut::partial}).paper == PaperResult::confirmed);
    // The paper above it is what came out before the cable was pulled.
    REQUIRE(fake.works().machine().ticket_count() == 1);
    Bitmap const paper = fake.works().machine().tickets().back();
    REQUIRE(paper.height() >= picture.height());
    auto const last = paper.rows(paper.height() - picture.height(), picture.height());
    CHECK(std::equal(last.begin(), last.end(), picture.bytes().begin(), picture.bytes().end()));
}

TEST_CASE("a printer tells its name, also while the kernel's driver has it")
{
    FunctionFsPrinter fake("named");
    fake.plug_in();
    std::string const description = opened(kFunctionFs)->description();
    REQUIRE(eventually(usblp_has_one));
    CHECK(read_device_id(description).value_or("") == FunctionFsPrinter::kDeviceId);
    CHECK(eventually(usblp_has_one));
    CHECK(read_device_id("usb 0fe6:811e at 9-9").error().code == Errc::not_found);
}

TEST_CASE("a halted endpoint is freed and the ticket is whole")
{
    FunctionFsPrinter fake("halted");
    fake.plug_in();
    Printer printer(opened(kFunctionFs), profile());
    REQUIRE(printer.status() == PrinterState::ready);
    fake.halt_out();
    Bitmap const picture = random_picture(6, 300);
    PrintOutcome const outcome = printer.print({picture, Cut::partial});
    INFO(outcome.detail);
    CHECK(outcome.paper == PaperResult::confirmed);
    CHECK((fake.works().machine().tickets().back() == picture));
}

TEST_CASE("a printer that takes no more lets the deadline pass, the count is exact, and the rest follows it")
{
    FunctionFsPrinter fake("full");
    fake.works().only_keep_bytes();
    fake.works().hold_after(20'480);
    fake.plug_in();
    auto const port = opened(kFunctionFs);
    Bytes const sent = pattern(100'000);
    CHECK(port->write(sent, Millis{1500}).value_or(0) == 20'480);
    CHECK(port->write(ByteView(sent).subspan(20'480), Millis{200}).value_or(1) == 0);
    fake.works().hold_after(SIZE_MAX);
    CHECK(port->write(ByteView(sent).subspan(20'480), seconds(20)).value_or(0) == sent.size() - 20'480);
    REQUIRE(eventually([&] { return fake.works().received_count() == sent.size(); }));
    CHECK((fake.works().received() == sent));
}

TEST_CASE("a printer that is pulled with reads under way is lost at once and comes back as the same printer")
{
    FunctionFsPrinter fake("comes-back");
    fake.plug_in();
    {
        Printer printer(opened(kFunctionFs), profile());
        REQUIRE(printer.status() == PrinterState::ready);
        fake.unplug();
        CHECK(eventually([&] { return printer.status() == PrinterState::offline; }));
        CHECK_FALSE(printer.connected());
    }
    CHECK(open_port(kFunctionFs).error().code == Errc::not_found);
    fake.plug_in();
    Printer printer(opened("usb:serial=SN-comes-back"), profile());
    CHECK(printer.print({random_picture(7, 200), Cut::partial}).paper == PaperResult::confirmed);
}

namespace {

// A boot keyboard with five lamps, which is what numeric pads are.
constexpr std::array<unsigned char, 63> kKeyboard{0x05, 0x01, 0x09, 0x06, 0xA1, 0x01, 0x05, 0x07, 0x19, 0xE0, 0x29, 0xE7, 0x15, 0x00, 0x25, 0x01,
                                                  0x75, 0x01, 0x95, 0x08, 0x81, 0x02, 0x95, 0x01, 0x75, 0x08, 0x81, 0x03, 0x95, 0x05, 0x75, 0x01,
                                                  0x05, 0x08, 0x19, 0x01, 0x29, 0x05, 0x91, 0x02, 0x95, 0x01, 0x75, 0x03, 0x91, 0x03, 0x95, 0x06,
                                                  0x75, 0x08, 0x15, 0x00, 0x25, 0x65, 0x05, 0x07, 0x19, 0x00, 0x29, 0x65, 0x81, 0x00, 0xC0};
// Usages of the HID tables.
constexpr unsigned char kPadPlus = 0x57;
constexpr unsigned char kPadEnter = 0x58;
constexpr unsigned char kPad1 = 0x59;
constexpr unsigned char kPad2 = 0x5A;

class FakePad {
public:
    explicit FakePad(std::string const& name) : gadget_(name, "dummy_udc.1", {"0x1c4f", "0x0002", "SN-" + name})
    {
        auto const function = gadget_.function("hid." + name);
        write_line(function / "protocol", "1");
        write_line(function / "subclass", "1");
        write_line(function / "report_length", "8");
        std::ofstream(function / "report_desc", std::ios::binary).write(reinterpret_cast<char const*>(kKeyboard.data()), kKeyboard.size());
        gadget_.add(function);
        plug_in();
    }
    ~FakePad() { ::close(device_); }
    FakePad(FakePad const&) = delete;
    FakePad& operator=(FakePad const&) = delete;

    void plug_in()
    {
        gadget_.plug_in();
        REQUIRE(eventually([this] {
            device_ = ::open("/dev/hidg0", O_RDWR | O_NONBLOCK);
            return device_ >= 0;
        }));
    }
    void unplug()
    {
        ::close(device_);
        gadget_.unplug();
    }
    void report(std::array<unsigned char, 8> const& keys) const
    {
        REQUIRE(eventually([&] { return ::write(device_, keys.data(), keys.size()) == static_cast<ssize_t>(keys.size()); }));
    }
    void press(unsigned char usage) const
    {
        report({0, 0, usage});
        report({});
    }
    // The lamps that the host has set since the last look, oldest first.
    std::string lamps() const
    {
        std::string seen;
        for (unsigned char lamp = 0; ::read(device_, &lamp, 1) == 1;) seen += static_cast<char>('0' + lamp);
        return seen;
    }

private:
    Gadget gadget_;
    int device_ = -1;
};

PadSelector selector() { return *parse_pad("usb:1c4f:0002"); }

std::vector<PadEvent> events_of(std::vector<KeyCode> const& keys, KeyMap const& map)
{
    PadState state;
    std::vector<PadEvent> events;
    Instant now{1000};
    for (KeyCode const key : keys) {
        now = now + seconds(1);
        Pressed pressed = press(std::move(state), map, key, now);
        state = std::move(pressed.state);
        if (pressed.event) events.push_back(*pressed.event);
    }
    return events;
}

std::vector<KeyCode> read_keys(Keypad& pad, std::size_t count)
{
    std::vector<KeyCode> keys;
    for (int i = 0; i < 20 && keys.size() < count; ++i)
        for (KeyCode const key : pad.read(Millis{500})) keys.push_back(key);
    return keys;
}

}  // namespace

TEST_CASE("keys of a USB pad become the counter's commands and numbers; the pad is ours alone; its lamp blinks")
{
    FakePad fake("pad");
    Keypad pad(selector(), [](std::string const&) {});
    REQUIRE(eventually([&] { return pad.read(Millis{10}).empty() && pad.connected(); }));
    CHECK(InputDevice::open(selector()).error().code == Errc::busy);
    for (unsigned char const usage : {kPadPlus, kPad1, kPad2, kPadEnter}) fake.press(usage);
    auto const keys = read_keys(pad, 4);
    CHECK(keys == std::vector<KeyCode>{KEY_KPPLUS, KEY_KP1, KEY_KP2, KEY_KPENTER});
    KeyMap const map = *load_key_map("/keypads/numeric-callbox.toml");
    CHECK(events_of(keys, map) == std::vector<PadEvent>{PadCommand::next, NumberTyped{std::nullopt, "12"}});

    // Held for a second: the kernel repeats it, the citizen is called once.
    fake.report({0, 0, kPadPlus});
    sleep_ms(1000);
    fake.report({});
    CHECK(read_keys(pad, 1) == std::vector<KeyCode>{KEY_KPPLUS});
    CHECK(pad.drain() == 0);

    static_cast<void>(fake.lamps());
    pad.blink(Keypad::Blink::yes);
    CHECK(eventually([&] { return fake.lamps().find('1') != std::string::npos; }));
}

TEST_CASE("a USB pad that was pulled is found again")
{
    FakePad fake("pulled-pad");
    Keypad pad(selector(), [](std::string const&) {}, {Millis{50}, Millis{200}});
    REQUIRE(eventually([&] { return pad.read(Millis{10}).empty() && pad.connected(); }));
    fake.unplug();
    CHECK(eventually([&] { return pad.read(Millis{10}).empty() && !pad.connected(); }));
    fake.plug_in();
    REQUIRE(eventually([&] { return pad.read(Millis{10}).empty() && pad.connected(); }));
    fake.press(kPad1);
    CHECK(read_keys(pad, 1) == std::vector<KeyCode>{KEY_KP1});
}
