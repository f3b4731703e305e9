#include "drivers/printer/usb_port.hpp"

#include <catch2/catch.hpp>

#include "core/base/random.hpp"
#include "drivers/printer/open_port.hpp"
#include "drivers/printer/printer.hpp"
#include "tests/device/fake_usb_printer.hpp"

using namespace saduak;
using namespace saduak::drivers;

namespace {

Profile profile()
{
    Profile profile;
    profile.feed_rows = 0;
    profile.status_support = StatusSupport::automatic;
    return profile;
}

PrinterDeadlines short_deadlines()
{
    PrinterDeadlines deadlines;
    deadlines.write = {150};
    deadlines.reply = {60};
    deadlines.completion = {300};
    return deadlines;
}

Bitmap random_picture(std::uint64_t seed, int rows)
{
    Random random(seed);
    Bitmap picture(576, rows);
    for (int y = 0; y < rows; ++y)
        for (int x = 0; x < 576; ++x)
            if (random.below(3) == 0) picture.set(x, y);
    return picture;
}

std::unique_ptr<PrinterPort> opened(std::string_view target = "usb")
{
    auto port = open_port(target);
    INFO("run this through umockdev-wrapper: " << (port ? "" : port.error().context));
    REQUIRE(port);
    return std::move(*port);
}

}  // namespace

TEST_CASE("a USB printer is found by its class, named by port path and serial number")
{
    FakeUsbPrinter fake;
    auto const printers = list_usb_printers();
    REQUIRE(printers);
    REQUIRE(printers->size() == 1);
    CHECK((*printers)[0].product == UsbProductId{0x04b8, 0x0e15});
    CHECK((*printers)[0].port_path == FakeUsbPrinter::kPortPath);
    CHECK((*printers)[0].serial == FakeUsbPrinter::kSerial);
    for (char const* target : {"usb", "usb:1-1", "usb:04b8:0e15", "usb:serial=SIM0001"})
        CHECK(opened(target)->description() == "usb 04b8:0e15 at 1-1 serial SIM0001");
    for (char const* target : {"usb:1-2", "usb:04b8:0e16", "usb:serial=SIM0002"}) CHECK(open_port(target).error().code == Errc::not_found);
}

TEST_CASE("opening takes the interface from usblp without a reset, closing gives it back")
{
    FakeUsbPrinter fake;
    REQUIRE(fake.kernel_driver_attached());
    {
        auto const port = opened();
        CHECK_FALSE(fake.kernel_driver_attached());
        CHECK(fake.claimed());
        CHECK(port->read(Millis{5})->empty());
        CHECK(fake.transfers_in_flight() == 1);  // the standing read
    }
    CHECK(fake.transfers_in_flight() == 0);
    CHECK_FALSE(fake.claimed());
    CHECK(fake.kernel_driver_attached());
    CHECK(fake.reset_count() == 0);
}

TEST_CASE("tickets reach the USB printer dot for dot and are confirmed by its answers")
{
    FakeUsbPrinter fake;
    Printer printer(opened(), profile());
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        Bitmap const picture = random_picture(seed, 500);
        PrintOutcome const outcome = printer.print({picture, Cut::partial});
        INFO(outcome.detail);
        CHECK(outcome.paper == PaperResult::confirmed);
        REQUIRE(fake.machine().ticket_count() == seed);
        CHECK(fake.machine().tickets().back() == picture);
    }
    fake.machine().set_cover(Cover::open);
    CHECK(printer.status() == PrinterState::cover_open);
}

TEST_CASE("status that the printer sends by itself during a write is kept for the next read")
{
    FakeUsbPrinter fake;
    auto const port = opened();
    Bytes const on{0x1D, 0x61, 0x0E};
    REQUIRE(*port->write(on, seconds(1)) == 3);
    CHECK(*port->read(seconds(1)) == Bytes{0x10, 0x00, 0x00, 0x00});
    fake.machine().set_cover(Cover::open);
    Bytes const nuls(20'000);
    REQUIRE(*port->write(nuls, seconds(2)) == nuls.size());
    CHECK(*port->read(seconds(1)) == Bytes{0x38, 0x00, 0x00, 0x00});
}

TEST_CASE("a printer that stops taking data lets the deadline pass and the count is exact")
{
    FakeUsbPrinter fake;
    auto const port = opened();
    fake.hold_after_bytes(19'980);
    Bytes const nuls(50'000);
    CHECK(*port->write(nuls, Millis{200}) == 19'980);
    CHECK(*port->write(nuls, Millis{50}) == 0);
    fake.resume();
    CHECK(*port->write(ByteView(nuls).subspan(19'980), seconds(2)) == 30'020);
}

TEST_CASE("a ticket goes on where a pause interrupted it")
{
    FakeUsbPrinter fake;
    auto port = opened();
    Bitmap const picture = random_picture(4, 100);
    Bytes header{0x1D, 0x76, 0x30, 0, 72, 0, 100, 0};
    header.insert(header.end(), picture.bytes().begin(), picture.bytes().end());
    header.insert(header.end(), {0x1D, 0x56, 0x00});
    fake.hold_after_bytes(3001);
    std::size_t const first = *port->write(header, Millis{100});
    CHECK(first == 3001);
    fake.resume();
    REQUIRE(*port->write(ByteView(header).subspan(first), seconds(1)) == header.size() - first);
    REQUIRE(fake.machine().ticket_count() == 1);
    CHECK(fake.machine().tickets()[0] == picture);
}

TEST_CASE("a halted endpoint is cleared once and the ticket is whole")
{
    FakeUsbPrinter fake;
    Printer printer(opened(), profile());
    fake.halt_out(1);
    Bitmap const picture = random_picture(5, 300);
    PrintOutcome const outcome = printer.print({picture, Cut::partial});
    CHECK(outcome.paper == PaperResult::confirmed);
    CHECK(fake.clear_halt_count() == 1);
    CHECK(fake.machine().tickets().back() == picture);
}

TEST_CASE("an endpoint that halts again at once is a lost printer")
{
    FakeUsbPrinter fake;
    auto const port = opened();
    fake.halt_out(5);
    CHECK(port->write(Bytes(100), seconds(1)).error().code == Errc::disconnected);
    CHECK(fake.clear_halt_count() == 1);
    CHECK(port->read(Millis{10}).error().code == Errc::disconnected);
}

TEST_CASE("a printer unplugged within a ticket leaves it unconfirmed, before it failed")
{
    for (UnplugStyle const style : {UnplugStyle::clean, UnplugStyle::io_error_first}) {
        {
            FakeUsbPrinter fake;
            Printer printer(opened(), profile(), short_deadlines());
            fake.unplug_after_bytes(20'000, style);
            PrintOutcome const outcome = printer.print({random_picture(6, 500), Cut::partial});
            CHECK(outcome.paper == PaperResult::unconfirmed);
            CHECK(outcome.state == PrinterState::offline);
            CHECK_FALSE(printer.connected());
        }
        FakeUsbPrinter fake;
        Printer printer(opened(), profile(), short_deadlines());
        fake.unplug_after_bytes(0, style);
        PrintOutcome const outcome = printer.print({random_picture(6, 500), Cut::partial});
        CHECK(outcome.paper == PaperResult::failed);
        CHECK(outcome.state == PrinterState::offline);
    }
}

TEST_CASE("bytes that the printer took before it was unplugged are counted, then it is disconnected")
{
    FakeUsbPrinter fake;
    auto const port = opened();
    fake.unplug_after_bytes(10'000, UnplugStyle::clean);
    CHECK(*port->write(Bytes(50'000), seconds(1)) == 10'000);
    CHECK(port->write(Bytes(10), seconds(1)).error().code == Errc::disconnected);
}

TEST_CASE("a printer that does not answer is unknown, and its ticket unconfirmed")
{
    FakeUsbPrinter fake;
    fake.machine().set_status_line(StatusLine::silent);
    Printer printer(opened(), profile(), short_deadlines());
    CHECK(printer.status() == PrinterState::unknown);
    PrintOutcome const outcome = printer.print({random_picture(7, 200), Cut::partial});
    CHECK(outcome.paper == PaperResult::unconfirmed);
    CHECK(fake.machine().ticket_count() == 1);
}
