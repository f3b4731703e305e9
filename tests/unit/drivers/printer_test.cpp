#include "drivers/printer/printer.hpp"

#include <unistd.h>

#include <catch2/catch.hpp>

#include "drivers/escpos/decoder.hpp"
#include "drivers/printer/virtual_printer.hpp"
#include "drivers/raster/png.hpp"
#include "tests/unit/drivers/random_bitmap.hpp"
#include "tests/unit/drivers/scripted_port.hpp"

using namespace saduak;
using namespace saduak::drivers;

namespace {

Profile kiosk_profile()
{
    Profile profile;
    profile.name = "test";
    profile.feed_rows = 8;
    profile.near_end_sensor = NearEndSensor::present;
    profile.status_support = StatusSupport::automatic;
    return profile;
}

Printer connected_printer(VirtualPrinter& machine, Profile profile = kiosk_profile())
{
    auto port = machine.connect();
    REQUIRE(port);
    return Printer(std::move(*port), std::move(profile));
}

Bitmap ticket_picture(std::uint64_t seed, int rows = 300)
{
    Random random(seed);
    return random_bitmap(random, 576, rows);
}

// The picture with the feed of kiosk_profile() below it.
Bitmap with_feed(Bitmap picture)
{
    picture.append_blank_rows(8);
    return picture;
}

}  // namespace

TEST_CASE("a ticket that the printer processed is confirmed and is on the paper dot for dot")
{
    VirtualPrinter machine;
    Printer printer = connected_printer(machine);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        Bitmap const picture = ticket_picture(seed);
        PrintOutcome const outcome = printer.print({picture, Cut::partial});
        CHECK(outcome.paper == PaperResult::confirmed);
        CHECK(outcome.state == PrinterState::ready);
        CHECK(outcome.detail.empty());
        REQUIRE(machine.ticket_count() == seed);
        CHECK(machine.tickets().back() == with_feed(picture));
    }
    CHECK(machine.hanging_paper().height() == 0);
}

TEST_CASE("every kind of profile prints the same picture")
{
    for (StatusSupport const support : {StatusSupport::none, StatusSupport::real_time, StatusSupport::automatic})
        for (CompletionCheck const check : {CompletionCheck::ordered_reply, CompletionCheck::waiting})
            for (int const band_rows : {1, 24, 64, 2303}) {
                VirtualPrinter machine;
                Profile profile = kiosk_profile();
                profile.status_support = support;
                profile.completion_check = check;
                profile.band_rows = band_rows;
                Printer printer = connected_printer(machine, profile);
                Bitmap const picture = ticket_picture(7, 130);
                PrintOutcome const outcome = printer.print({picture, Cut::full});
                CHECK(outcome.paper == (support == StatusSupport::none ? PaperResult::unconfirmed : PaperResult::confirmed));
                REQUIRE(machine.ticket_count() == 1);
                CHECK(machine.tickets()[0] == with_feed(picture));
            }
}

TEST_CASE("a printer that takes its bytes in small pieces prints the same picture")
{
    VirtualPrinter machine({.bytes_per_write_max = 300});
    Printer printer = connected_printer(machine);
    Bitmap const picture = ticket_picture(8);
    CHECK(printer.print({picture, Cut::partial}).paper == PaperResult::confirmed);
    CHECK(machine.tickets().back() == with_feed(picture));
}

TEST_CASE("pictures that ask for status by chance do not confuse the answers")
{
    VirtualPrinter machine;
    machine.set_paper(Paper::near_end);
    Printer printer = connected_printer(machine);
    Bitmap picture(576, 0);
    Bytes row;
    for (int i = 0; i < 18; ++i) row.insert(row.end(), {0x10, 0x04, static_cast<Byte>(1 + i % 4), 0x00});
    for (int y = 0; y < 200; ++y) picture.append_rows(row, row.size());
    for (int i = 0; i < 3; ++i) {
        PrintOutcome const outcome = printer.print({picture, Cut::partial});
        CHECK(outcome.paper == PaperResult::confirmed);
        CHECK(outcome.state == PrinterState::paper_low);
        CHECK(machine.tickets().back() == with_feed(picture));
    }
}

TEST_CASE("a printer that already says no gets nothing and the ticket failed")
{
    struct Case {
        void (*fault)(VirtualPrinter&);
        PrinterState state;
    };
    Case const cases[] = {
        {[](VirtualPrinter& machine) { machine.set_paper(Paper::out); }, PrinterState::paper_out},
        {[](VirtualPrinter& machine) { machine.set_cover(Cover::open); }, PrinterState::cover_open},
        {[](VirtualPrinter& machine) { machine.jam_cutter(); }, PrinterState::cutter_error},
        {[](VirtualPrinter& machine) { machine.overheat(); }, PrinterState::overheated},
    };
    for (Case const& one : cases) {
        VirtualPrinter machine;
        Printer printer = connected_printer(machine);
        one.fault(machine);
        CHECK(printer.status() == one.state);
        CHECK_FALSE(printer.status_detail().empty());
        PrintOutcome const outcome = printer.print({ticket_picture(1), Cut::partial});
        CHECK(outcome.paper == PaperResult::failed);
        CHECK(outcome.state == one.state);
        // Nothing waits inside: new paper brings out nothing old.
        machine.power_cycle();
        machine.set_cover(Cover::closed);
        machine.set_paper(Paper::present);
        CHECK(machine.hanging_paper().height() == 0);
        CHECK(machine.ticket_count() == 0);
    }
}

TEST_CASE("paper that ends within the ticket is a failure, wherever it ends")
{
    for (int const rows : {0, 1, 63, 64, 65, 150, 299, 300, 307}) {
        VirtualPrinter machine;
        Printer printer = connected_printer(machine);
        machine.set_rows_left(rows);
        PrintOutcome const outcome = printer.print({ticket_picture(2), Cut::partial});
        CHECK(outcome.paper == PaperResult::failed);
        CHECK(outcome.state == PrinterState::paper_out);
        CHECK(machine.hanging_paper().height() == rows);
        CHECK(machine.ticket_count() == 0);
    }
}

TEST_CASE("new paper after a failure does not bring out the rest of the old ticket")
{
    VirtualPrinter machine;
    Printer printer = connected_printer(machine);
    machine.set_rows_left(100);
    REQUIRE(printer.print({ticket_picture(3), Cut::partial}).paper == PaperResult::failed);
    machine.set_paper(Paper::present);
    CHECK(machine.hanging_paper().height() == 100);
    // The next ticket stands alone: the half one is cut off before it.
    Bitmap const next = ticket_picture(4);
    CHECK(printer.print({next, Cut::partial}).paper == PaperResult::confirmed);
    REQUIRE(machine.ticket_count() == 2);
    CHECK(machine.tickets()[0].height() == 100);
    CHECK(machine.tickets()[1] == with_feed(next));
}

TEST_CASE("trouble at the knife leaves the ticket unconfirmed: it may be off the roll, and before that it failed")
{
    for (VirtualFault const fault : {VirtualFault::paper_out, VirtualFault::cover_open, VirtualFault::cutter_jam, VirtualFault::overheat})
        for (Moment const moment : {Moment::in_picture, Moment::before_cut, Moment::after_cut}) {
            VirtualPrinter machine;
            Printer printer = connected_printer(machine);
            machine.strike_when(moment, fault, 150);
            PrintOutcome const outcome = printer.print({ticket_picture(3), Cut::partial});
            CHECK(outcome.paper == (moment == Moment::in_picture ? PaperResult::failed : PaperResult::unconfirmed));
            CHECK_FALSE(can_print(outcome.state));
            CHECK(machine.ticket_count() == (moment == Moment::after_cut ? 1 : 0));
            machine.mend();
            // Whatever hung from the printer is cut off before the next ticket.
            Bitmap const next = ticket_picture(4);
            CHECK(printer.print({next, Cut::partial}).paper == PaperResult::confirmed);
            CHECK(machine.tickets().back() == with_feed(next));
        }
}

TEST_CASE("a printer that goes on without paper: what it had before the knife decides")
{
    auto const [before, behind, paper] =
        GENERATE(std::tuple(Byte{0x00}, Byte{0x0C}, PaperResult::unconfirmed), std::tuple(Byte{0x0C}, Byte{0x0C}, PaperResult::failed));
    ScriptedPort::Script script;
    script.on_write = [before = before, behind = behind](ScriptedPort::Script& self, ByteView bytes) -> Result<std::size_t> {
        if (bytes.size() == 3 && bytes[0] == 0x10 && bytes[1] == 0x04) self.replies.push_back({0x12});
        if (bytes.size() >= 3 && bytes[bytes.size() - 2] == 0x72) self.replies.push_back({before, behind});
        return bytes.size();
    };
    Printer printer(std::make_unique<ScriptedPort>(script), kiosk_profile());
    PrintOutcome const outcome = printer.print({ticket_picture(1, 70), Cut::partial});
    CHECK(outcome.paper == paper);
    CHECK(outcome.state == PrinterState::paper_out);
}

TEST_CASE("a cover opened after the ticket was printed does not make it failed")
{
    VirtualPrinter machine;
    Printer printer = connected_printer(machine);
    REQUIRE(printer.print({ticket_picture(5), Cut::partial}).paper == PaperResult::confirmed);
    machine.set_cover(Cover::open);
    CHECK(printer.status() == PrinterState::cover_open);
    machine.set_cover(Cover::closed);
    CHECK(printer.status() == PrinterState::ready);
}

TEST_CASE("a printer that does not answer leaves the ticket unconfirmed, though it came out")
{
    VirtualPrinter machine;
    machine.set_status_line(StatusLine::silent);
    Printer printer = connected_printer(machine);
    CHECK(printer.status() == PrinterState::unknown);
    for (std::size_t i = 1; i <= 2; ++i) {
        Bitmap const picture = ticket_picture(6);
        PrintOutcome const outcome = printer.print({picture, Cut::partial});
        CHECK(outcome.paper == PaperResult::unconfirmed);
        CHECK(outcome.state == PrinterState::unknown);
        REQUIRE(machine.ticket_count() == i);
        CHECK(machine.tickets().back() == with_feed(picture));
    }
}

TEST_CASE("a cable pulled before the ticket is a failure, within it unconfirmed")
{
    VirtualPrinter machine;
    {
        Printer printer = connected_printer(machine);
        machine.unplug();
        PrintOutcome const outcome = printer.print({ticket_picture(1), Cut::partial});
        CHECK(outcome.paper == PaperResult::failed);
        CHECK(outcome.state == PrinterState::offline);
        CHECK_FALSE(printer.connected());
        CHECK(printer.status() == PrinterState::offline);
        CHECK(machine.connect().error().code == Errc::not_found);
    }
    machine.plug_in();
    {
        Printer printer = connected_printer(machine);
        machine.unplug_after_bytes(12'000);
        PrintOutcome const outcome = printer.print({ticket_picture(1), Cut::partial});
        CHECK(outcome.paper == PaperResult::unconfirmed);
        CHECK(outcome.state == PrinterState::offline);
        CHECK_FALSE(printer.connected());
        // The same printer object stays dead.
        CHECK(printer.print({ticket_picture(1), Cut::partial}).paper == PaperResult::failed);
    }
    machine.plug_in();
    // The new connection ends what the old one left half said: its ticket is whole and alone.
    Printer printer = connected_printer(machine);
    Bitmap const picture = ticket_picture(9);
    CHECK(printer.print({picture, Cut::none}).paper == PaperResult::confirmed);
    Bitmap const paper = machine.hanging_paper();
    Bitmap last(576, 0);
    last.append_rows(paper.rows(paper.height() - 308, 308), paper.stride());
    CHECK(last == with_feed(picture));
}

TEST_CASE("wherever in the stream the cable is pulled, no ticket is called confirmed unless it came out")
{
    Bitmap const picture = ticket_picture(10, 100);
    for (std::size_t bytes = 1; bytes < 13'000; bytes += 97) {
        VirtualPrinter machine;
        Printer printer = connected_printer(machine);
        machine.unplug_after_bytes(bytes);
        PrintOutcome const outcome = printer.print({picture, Cut::partial});
        if (outcome.paper == PaperResult::confirmed) CHECK(machine.ticket_count() == 1);
        if (outcome.paper == PaperResult::failed) CHECK(machine.hanging_paper().height() == 0);
    }
}

TEST_CASE("a printer that stops taking data ends the job, and its own word decides")
{
    VirtualPrinter machine;
    Printer printer = connected_printer(machine);
    machine.block_after_bytes(15'000);
    PrintOutcome const blocked = printer.print({ticket_picture(1), Cut::partial});
    CHECK(blocked.paper == PaperResult::unconfirmed);
    CHECK(blocked.state == PrinterState::unknown);

    // With the way out blocked, the automatic status still tells: its cover was opened.
    machine.power_cycle();
    REQUIRE(printer.print({ticket_picture(1), Cut::partial}).paper == PaperResult::confirmed);
    machine.block_after_bytes(0);
    machine.set_cover(Cover::open);
    PrintOutcome const told = printer.print({ticket_picture(1), Cut::partial});
    CHECK(told.paper == PaperResult::failed);
    CHECK(told.state == PrinterState::cover_open);
}

TEST_CASE("near end is reported with a sensor and ignored without one")
{
    VirtualPrinter machine;
    machine.set_paper(Paper::near_end);
    Printer with_sensor = connected_printer(machine);
    PrintOutcome const low = with_sensor.print({ticket_picture(1), Cut::partial});
    CHECK(low.paper == PaperResult::confirmed);
    CHECK(low.state == PrinterState::paper_low);
    CHECK(low.detail == "paper nearly at its end");

    Profile profile = kiosk_profile();
    profile.near_end_sensor = NearEndSensor::absent;
    Printer without = connected_printer(machine, profile);
    CHECK(without.print({ticket_picture(1), Cut::partial}).state == PrinterState::ready);
}

TEST_CASE("a picture that does not fit the paper is refused before anything is sent")
{
    VirtualPrinter machine;
    Printer printer = connected_printer(machine);
    CHECK(printer.print({Bitmap(584, 10), Cut::partial}).paper == PaperResult::failed);
    CHECK(printer.print({Bitmap(), Cut::partial}).paper == PaperResult::failed);
    CHECK(machine.hanging_paper().height() == 0);
}

TEST_CASE("a printer that answers status but never processes the ticket is unconfirmed")
{
    // Answers every DLE EOT at once with "all well", and GS r never.
    ScriptedPort::Script script;
    script.on_write = [](ScriptedPort::Script& self, ByteView bytes) -> Result<std::size_t> {
        if (bytes.size() == 3 && bytes[0] == 0x10 && bytes[1] == 0x04) self.replies.push_back({0x12});
        return bytes.size();
    };
    Printer printer(std::make_unique<ScriptedPort>(script), kiosk_profile());
    PrintOutcome const outcome = printer.print({ticket_picture(1, 70), Cut::partial});
    CHECK(outcome.paper == PaperResult::unconfirmed);
    CHECK(outcome.state == PrinterState::ready);
    CHECK(script.written.size() > 70 * 72);
}

TEST_CASE("one false bad answer does not fail a ticket")
{
    ScriptedPort::Script script;
    int lies_left = 1;
    script.on_write = [&lies_left](ScriptedPort::Script& self, ByteView bytes) -> Result<std::size_t> {
        bool const query = bytes.size() == 3 && bytes[0] == 0x10 && bytes[1] == 0x04;
        if (query && bytes[2] == 2 && lies_left-- > 0) self.replies.push_back({0x16});  // cover open
        else if (query) self.replies.push_back({0x12});
        if (bytes.size() >= 3 && bytes[bytes.size() - 3] == 0x1D && bytes[bytes.size() - 2] == 0x72) self.replies.push_back({0x00, 0x00});
        return bytes.size();
    };
    Printer printer(std::make_unique<ScriptedPort>(script), kiosk_profile());
    CHECK(printer.print({ticket_picture(1, 70), Cut::partial}).paper == PaperResult::confirmed);
    CHECK(lies_left < 0);
}

TEST_CASE("a printer that dribbles or talks without end does not hold the job for ever")
{
    ScriptedPort::Script dribble;
    dribble.on_write = [](ScriptedPort::Script&, ByteView) -> Result<std::size_t> { return 1; };
    Printer slow(std::make_unique<ScriptedPort>(dribble), kiosk_profile());
    CHECK(slow.print({ticket_picture(1), Cut::partial}).paper != PaperResult::confirmed);
    CHECK(dribble.written.size() < 500);

    ScriptedPort::Script talk;
    talk.on_write = [](ScriptedPort::Script& self, ByteView bytes) -> Result<std::size_t> {
        for (int i = 0; i < 200; ++i) self.replies.push_back({0x11});
        return bytes.size();
    };
    Printer noisy(std::make_unique<ScriptedPort>(talk), kiosk_profile());
    CHECK(noisy.print({ticket_picture(1), Cut::partial}).paper == PaperResult::unconfirmed);
}

TEST_CASE("cut tickets are written as pictures, in order")
{
    auto const folder = std::filesystem::temp_directory_path() / ("saduak-tickets-" + std::to_string(::getpid()));
    VirtualPrinter machine({.ticket_folder = folder});
    Printer printer = connected_printer(machine);
    Bitmap const picture = ticket_picture(1);
    REQUIRE(printer.print({picture, Cut::partial}).paper == PaperResult::confirmed);
    CHECK(machine.last_file() == folder / "ticket-0001.png");
    CHECK_FALSE(machine.last_file_error());
    CHECK(*read_png(folder / "ticket-0001.png") == with_feed(picture));
    std::filesystem::remove_all(folder);
}

TEST_CASE("a printer that would print the bytes of forgetting gets none of them")
{
    for (bool const quirk : {false, true}) {
        ScriptedPort::Script script;
        Profile profile = kiosk_profile();
        profile.status_support = StatusSupport::none;
        if (quirk) profile.quirks = {Quirk::no_clear};
        Printer printer(std::make_unique<ScriptedPort>(script), profile);
        CHECK(printer.print({ticket_picture(1, 8), Cut::partial}).paper == PaperResult::unconfirmed);
        bool forgets = false;
        for (auto const& command : escpos::decode(script.written, 576).commands)
            forgets = forgets || std::holds_alternative<escpos::ClearBuffers>(command.action);
        CHECK(forgets != quirk);
    }
}
