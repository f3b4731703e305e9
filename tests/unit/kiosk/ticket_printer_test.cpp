#include "kiosk/printing/ticket_printer.hpp"

#include <catch2/catch.hpp>

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
                          }};
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
