// What a USB printer and its cable may do while the driver is at work.
#include <array>
#include <atomic>
#include <chrono>
#include <thread>

#include <catch2/catch.hpp>

#include "drivers/printer/open_port.hpp"
#include "drivers/printer/printer.hpp"
#include "drivers/printer/usb_port.hpp"
#include "drivers/printer/usb_watch.hpp"
#include "tests/device/fake_usb_printer.hpp"

using namespace saduak;
using namespace saduak::drivers;
using escpos::StatusQuery;

namespace {

Profile profile()
{
    Profile profile;
    profile.feed_rows = 0;
    profile.near_end_sensor = NearEndSensor::present;
    profile.status_support = StatusSupport::automatic;
    return profile;
}

PrinterDeadlines short_deadlines()
{
    PrinterDeadlines deadlines;
    deadlines.write = {150};
    deadlines.reply = {100};
    deadlines.completion = {300};
    return deadlines;
}

std::unique_ptr<PrinterPort> opened(std::string_view target = "usb")
{
    auto port = open_port(target);
    INFO("run this through umockdev-wrapper: " << (port ? "" : port.error().context));
    REQUIRE(port);
    return std::move(*port);
}

Bitmap picture(int rows = 300)
{
    Bitmap picture(576, rows);
    for (int y = 0; y < rows; ++y)
        for (int x = y % 7; x < 576; x += 7) picture.set(x, y);
    return picture;
}

// One bit of a reply or of the automatic status, and what it makes of a printer that is well otherwise.
struct Bit {
    unsigned byte;  // DLE EOT n, or the byte of the automatic status, from 1
    unsigned mask;
    PrinterState state;
    char const* words;
};

constexpr Bit kRealTimeBits[] = {
    {1, 0x04, PrinterState::ready, ""},  // the drawer's pin
    {1, 0x08, PrinterState::offline, "off line"},
    {1, 0x20, PrinterState::ready, ""},  // waiting to go on line again
    {1, 0x40, PrinterState::ready, ""},  // the feed button, which is no trouble
    {2, 0x04, PrinterState::cover_open, "cover open"},
    {2, 0x08, PrinterState::ready, "feed button held"},
    {2, 0x20, PrinterState::paper_out, "paper end"},
    {2, 0x40, PrinterState::offline, "error"},
    {3, 0x04, PrinterState::offline, "error"},
    {3, 0x08, PrinterState::cutter_error, "cutter error"},
    {3, 0x20, PrinterState::offline, "an error that needs service"},
    {3, 0x40, PrinterState::overheated, "head too hot or another error that ends by itself"},
    {4, 0x04, PrinterState::paper_low, "paper nearly at its end"},
    {4, 0x08, PrinterState::paper_low, "paper nearly at its end"},
    {4, 0x20, PrinterState::paper_out, "paper end"},
    {4, 0x40, PrinterState::paper_out, "paper end"},
};

constexpr Bit kAutomaticBits[] = {
    {1, 0x04, PrinterState::ready, ""},
    {1, 0x08, PrinterState::offline, "off line"},
    {1, 0x20, PrinterState::cover_open, "cover open"},
    {1, 0x40, PrinterState::ready, "feed button held"},
    {2, 0x01, PrinterState::offline, "error"},
    {2, 0x02, PrinterState::ready, ""},  // the feed button
    {2, 0x08, PrinterState::cutter_error, "cutter error"},
    {2, 0x20, PrinterState::offline, "an error that needs service"},
    {2, 0x40, PrinterState::overheated, "head too hot or another error that ends by itself"},
    {3, 0x01, PrinterState::paper_low, "paper nearly at its end"},
    {3, 0x02, PrinterState::paper_low, "paper nearly at its end"},
    {3, 0x04, PrinterState::paper_out, "paper end"},
    {3, 0x08, PrinterState::paper_out, "paper end"},
};

}  // namespace

TEST_CASE("every bit of the four real-time replies comes over USB as the state that it means")
{
    for (Bit const& bit : kRealTimeBits) {
        CAPTURE(bit.byte, bit.mask);
        FakeUsbPrinter fake;
        Printer printer(opened(), profile(), short_deadlines());
        REQUIRE(printer.status() == PrinterState::ready);
        fake.overrule(static_cast<Byte>(bit.byte), static_cast<Byte>(0x12 | bit.mask));
        CHECK(printer.status() == bit.state);
        CHECK(printer.status_detail() == bit.words);
        PrintOutcome const outcome = printer.print({picture(30), Cut::partial});
        CHECK(outcome.paper == (can_print(bit.state) ? PaperResult::confirmed : PaperResult::failed));
        CHECK(fake.machine().ticket_count() == (can_print(bit.state) ? 1 : 0));
    }
}

TEST_CASE("every bit of the automatic status comes over USB as the state that it means")
{
    for (Bit const& bit : kAutomaticBits) {
        CAPTURE(bit.byte, bit.mask);
        FakeUsbPrinter fake;
        auto const port = opened();
        std::array<Byte, 4> frame{0x10, 0x00, 0x00, 0x00};
        frame[bit.byte - 1] = static_cast<Byte>(frame[bit.byte - 1] | bit.mask);
        fake.say(frame);
        escpos::StatusParser parser;
        auto const messages = parser.feed(*port->read(seconds(1)));
        REQUIRE(messages.size() == 1);
        auto const& flags = std::get<escpos::AutomaticStatus>(messages[0]).flags;
        CHECK(state_of(flags) == bit.state);
        CHECK(describe(flags) == bit.words);
    }
}

TEST_CASE("the printer's own word ends a ticket although the way out is blocked")
{
    for (Bit const& bit : kAutomaticBits) {
        if (can_print(bit.state)) continue;
        CAPTURE(bit.byte, bit.mask);
        FakeUsbPrinter fake;
        Printer printer(opened(), profile(), short_deadlines());
        REQUIRE(printer.print({picture(30), Cut::partial}).paper == PaperResult::confirmed);
        fake.hold_after_bytes(0);
        std::array<Byte, 4> frame{0x10, 0x00, 0x00, 0x00};
        frame[bit.byte - 1] = static_cast<Byte>(frame[bit.byte - 1] | bit.mask);
        fake.say(frame);
        PrintOutcome const outcome = printer.print({picture(30), Cut::partial});
        CHECK(outcome.paper == PaperResult::failed);
        CHECK(outcome.state == bit.state);
    }
}

TEST_CASE("bytes that nobody asked for are drained and taken for no answer")
{
    FakeUsbPrinter fake;
    Printer printer(opened(), profile(), short_deadlines());
    // Stale replies of every kind, one bad among them, a broken automatic status, and noise.
    Bytes const noise{0x12, 0x16, 0x12, 0x00, 0x0C, 0x10, 0x00, 0xFF, 0x11, 0x13, 0x10, 0x08, 0x08, 0x0C, 0x00};
    for (int i = 0; i < 3; ++i) {
        fake.say(noise);
        CHECK(printer.status() == PrinterState::ready);
        fake.say(noise);
        CHECK(printer.print({picture(), Cut::partial}).paper == PaperResult::confirmed);
    }
    CHECK(fake.machine().ticket_count() == 3);
}

TEST_CASE("a halted way back is cleared once and the answers come")
{
    FakeUsbPrinter fake;
    fake.halt_in(1);
    Printer printer(opened(), profile(), short_deadlines());
    CHECK(printer.status() == PrinterState::ready);
    CHECK(fake.clear_halt_count() == 1);
    CHECK(printer.print({picture(), Cut::partial}).paper == PaperResult::confirmed);
}

TEST_CASE("a way back that halts again and again is a printer that does not answer, until it is well")
{
    FakeUsbPrinter fake;
    fake.halt_in(1000);
    Printer printer(opened(), profile(), short_deadlines());
    CHECK(printer.status() == PrinterState::unknown);
    CHECK(printer.print({picture(), Cut::partial}).paper == PaperResult::unconfirmed);
    CHECK(printer.connected());
    CHECK(fake.clear_halt_count() < 5);
    fake.halt_in(0);
    std::this_thread::sleep_for(std::chrono::milliseconds(1100));
    CHECK(printer.status() == PrinterState::ready);
}

TEST_CASE("an endpoint that stays halted is freed by opening the printer again")
{
    FakeUsbPrinter fake;
    {
        auto const port = opened();
        fake.halt_out(2);
        CHECK(port->write(Bytes(100), seconds(1)).error().code == Errc::disconnected);
    }
    Printer printer(opened(), profile(), short_deadlines());
    CHECK(printer.print({picture(), Cut::partial}).paper == PaperResult::confirmed);
    CHECK(fake.clear_halt_count() == 2);
}

TEST_CASE("a printer that is plugged in again is told at once and prints, and the old connection stays dead")
{
    FakeUsbPrinter fake;
    std::atomic<int> told{0};
    auto const watch = UsbWatch::start([&told] { ++told; });
    REQUIRE(watch);
    auto const told_within_a_second = [&told](int count) {
        for (int i = 0; i < 200 && told < count; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(5));
        return told >= count;
    };
    Printer before(opened(), profile(), short_deadlines());
    fake.unplug_after_bytes(12'000, UnplugStyle::clean);
    PrintOutcome const torn = before.print({picture(500), Cut::partial});
    CHECK(torn.paper == PaperResult::unconfirmed);
    CHECK(torn.state == PrinterState::offline);
    fake.announce_unplug();
    CHECK(told_within_a_second(1));
    CHECK(open_port("usb").error().code == Errc::not_found);

    fake.plug_in();
    CHECK(told_within_a_second(2));
    CHECK(before.print({picture(), Cut::partial}).paper == PaperResult::failed);
    Printer after(opened(), profile(), short_deadlines());
    if (before.half_ticket()) after.expect_half_ticket();
    CHECK(after.print({picture(), Cut::partial}).paper == PaperResult::confirmed);
    CHECK(fake.machine().tickets().back() == picture());
}

TEST_CASE("a printer of vendor class is found by its id, another one of that class is not")
{
    {
        FakeUsbPrinter fake(UsbModel::vendor_class);
        Printer printer(opened("usb:04b8:0202"), profile(), short_deadlines());
        CHECK(printer.print({picture(), Cut::partial}).paper == PaperResult::confirmed);
    }
    FakeUsbPrinter other(UsbModel::vendor_class_unknown);
    CHECK(list_usb_printers()->empty());
}

TEST_CASE("a printer whose way back is not to be used prints, unconfirmed")
{
    FakeUsbPrinter fake(UsbModel::unidirectional);
    Printer printer(opened(), profile(), short_deadlines());
    CHECK(printer.status() == PrinterState::unknown);
    CHECK(fake.transfers_in_flight() == 0);
    CHECK(printer.print({picture(), Cut::partial}).paper == PaperResult::unconfirmed);
    CHECK(fake.machine().tickets().back() == picture());
}
