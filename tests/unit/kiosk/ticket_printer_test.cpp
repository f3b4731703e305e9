#include "kiosk/printing/ticket_printer.hpp"

#include <catch2/catch.hpp>

#include "drivers/escpos/encoder.hpp"
#include "drivers/printer/virtual_printer.hpp"

using namespace saduak;
using namespace saduak::kiosk;
using drivers::PrinterState;

namespace {

struct Desk {
    drivers::VirtualPrinter machine;
    std::vector<PrinterState> states;
    int opened = 0;
    TicketPrinter printer{[this] {
                              ++opened;
                              return machine.connect();
                          },
                          drivers::Profile{},
                          [this](PrinterEvent const& event) {
                              if (auto const* moved = std::get_if<PrinterMoved>(&event)) states.push_back(moved->state);
                          },
                          HalfTicket::may_hang};
};

}  // namespace

TEST_CASE("a printer that cannot be opened is tried later and later, and watched closely once it is there")
{
    Desk desk;
    CHECK(desk.printer.patience() == kWatchEvery);
    desk.machine.unplug();
    std::vector<std::int64_t> waits;
    for (int i = 0; i < 12; ++i) {
        desk.printer.watch();
        waits.push_back(desk.printer.patience().count);
    }
    CHECK(waits == std::vector<std::int64_t>{1500, 3000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000, 6000});
    desk.machine.plug_in();
    desk.printer.watch();
    CHECK(desk.printer.patience() == kWatchEvery);
    CHECK(desk.states == std::vector{PrinterState::offline, PrinterState::ready});
}

TEST_CASE("one look finds a printer again whose cable was out and in")
{
    Desk desk;
    desk.printer.watch();
    desk.machine.unplug();
    desk.machine.plug_in();
    desk.printer.watch();
    CHECK(desk.opened == 2);
    CHECK(desk.states == std::vector{PrinterState::ready});
}

TEST_CASE("a part of a ticket that a dead kiosk left in the printer is cut off before the next ticket")
{
    drivers::Bitmap picture(576, 0);
    picture.append_rows(Bytes(72 * 200, Byte{0xFF}), 72);
    Desk desk;
    {
        auto const port = desk.machine.connect();
        REQUIRE(port);
        Bytes const half = drivers::escpos::raster_bands(picture, 24).front();
        REQUIRE((*port)->write(half, seconds(1)));
    }
    REQUIRE(desk.machine.hanging_paper().height() > 0);
    desk.printer.serve({TicketId("00000000000000000000000000000001"), Original::first, picture});
    CHECK(desk.machine.ticket_count() == 2);
    desk.printer.serve({TicketId("00000000000000000000000000000002"), Original::first, picture});
    CHECK(desk.machine.ticket_count() == 3);
}
